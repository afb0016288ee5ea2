using System.Text.RegularExpressions;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Adapters;
using Kpu.Outreach.Testing.Platform;

namespace Kpu.Outreach.Channels.Tests.Conformance;

/// <summary>A channel whose public is a folder of files: what stands there is read from the files, and the process can end at every step of writing them.</summary>
public abstract partial class FolderFixture : AdapterFixture
{
    protected override string? CredentialOf(string account) => null;

    protected override IReadOnlyDictionary<string, string> SettingsOf(string account, Uri platform) => new Dictionary<string, string> { ["folder"] = account };

    /// <summary>The sentence of the kit that an item says.</summary>
    protected override string? Shown(Rendition rendition, int part) => rendition is null ? null : SentenceOf(rendition.Parts[part].Text);

    protected override IReadOnlyList<PublicEffect> EffectsOf(FakePlatform platform, string outputRoot)
    {
        var found = new List<PublicEffect>();
        foreach (var folder in Directory.GetDirectories(outputRoot).Order(StringComparer.Ordinal))
            foreach (var (reference, text) in ItemsOf(folder)) found.Add(new PublicEffect(Path.GetFileName(folder), reference, SentenceOf(text), default));
        return found;
    }

    /// <summary>What stands in a folder: a name and the text of each item.</summary>
    protected abstract IEnumerable<(string Reference, string Text)> ItemsOf(string folder);

    private protected static FileStepObserver Steps(AdapterSurroundings surroundings) => (step, path) => surroundings.Step($"{step} {Path.GetFileName(path)}");

    private protected static IEnumerable<string> Files(string folder, string pattern) => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    // A script marks pauses where a text has commas and full stops.
    private static string SentenceOf(string text) => Sentence().Match(text.Replace(" //", ".", StringComparison.Ordinal).Replace(" /", ",", StringComparison.Ordinal)).Value;

    [GeneratedRegex(@"Kabar [a-z]+(?:, dikoreksi)?\.")]
    private static partial Regex Sentence();
}
