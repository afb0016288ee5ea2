using System.Collections.Concurrent;
using System.Text;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Testing.Reports;

/// <summary>What the kit found of one adapter or ledger, as a page that its author can publish: <c>conformance-NAME.md</c> in the folder that the variable <see cref="FolderVariable"/> names. Thread-safe.</summary>
internal sealed class KitReport
{
    /// <summary>The variable of the environment that names the folder of reports. Without it they are written into <c>conformance</c> beside the tests.</summary>
    public const string FolderVariable = "OUTREACH_CONFORMANCE";

    private static readonly ConcurrentDictionary<Type, KitReport> All = new();
    private static readonly Lock Writing = new();

    private readonly ConcurrentDictionary<(string Suite, string Test), (string Verdict, string? Why)> _tests = new();
    private readonly string _fixture;
    private volatile string? _subject;
    private volatile IReadOnlyList<string> _facts = [];

    private KitReport(Type fixture) => _fixture = fixture.Name;

    public static KitReport Of(Type fixture) => All.GetOrAdd(fixture, f => new KitReport(f));

    /// <summary>What is tested, as its descriptor says.</summary>
    public void About(ChannelDescriptor channel, string implementation)
    {
        if (_subject is not null) return;
        _facts =
        [
            $"Channel: `{channel.Key}` ({channel.DisplayName})",
            $"Adapter: {implementation}",
            FormattableString.Invariant($"Contract: {channel.ContractVersion}; platform API: {channel.PlatformApiVersion ?? "none"}"),
            FormattableString.Invariant($"Longest call: {channel.LongestCall.TotalSeconds} s"),
            .. channel.Placements.Select(p => FormattableString.Invariant(
                $"Placement `{p.Key}`: {p.Operations}; text {p.Text.Maximum?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "without limit"} {p.Text.Measure}; found by {p.Guarantee.FoundBy}; repeating is safe for {(p.Guarantee.RepeatSafeFor == TimeSpan.MaxValue ? "ever" : p.Guarantee.RepeatSafeFor.ToString())}")),
        ];
        _subject = channel.Key.Value;
    }

    /// <summary>What is tested, in a few lines.</summary>
    public void About(string subject, params IReadOnlyList<string> facts)
    {
        if (_subject is null) (_facts, _subject) = (facts, subject);
    }

    public void Tell(string suite, string test, string verdict, string? why = null) => _tests[(suite, test)] = (verdict, why);

    /// <summary>Whether all tests of a suite were told, and all of them as skipped.</summary>
    public bool SkippedAllOf(string suite, int tests)
    {
        var told = _tests.Where(t => t.Key.Suite == suite).ToList();
        return told.Count >= tests && told.TrueForAll(t => t.Value.Verdict == "skipped");
    }

    public void Write()
    {
        if (_tests.IsEmpty) return;
        var folder = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named ? named : Path.Combine(AppContext.BaseDirectory, "conformance");
        lock (Writing)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, $"conformance-{_subject ?? _fixture}-{_fixture}.md"), ToString());
        }
    }

    /// <summary>The page, the same for the same results.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append("# Conformance of ").Append(_subject ?? _fixture).Append("\n\n");
        foreach (var fact in _facts) text.Append("- ").Append(fact).Append('\n');
        var counts = _tests.Values.CountBy(v => v.Verdict).ToDictionary();
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"- Tests: {counts.GetValueOrDefault("passed")} passed, {counts.GetValueOrDefault("failed")} failed, {counts.GetValueOrDefault("skipped")} skipped\n");
        foreach (var suite in _tests.GroupBy(t => t.Key.Suite).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.Append("\n## ").Append(suite.Key).Append("\n\n| test | result |\n|---|---|\n");
            foreach (var (key, (verdict, why)) in suite.OrderBy(t => t.Key.Test, StringComparer.Ordinal))
                text.Append("| ").Append(key.Test.Replace('_', ' ')).Append(" | ").Append(verdict).Append(why is null ? "" : ": " + why.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal)).Append(" |\n");
        }

        return text.ToString();
    }
}
