using System.Text.Json;
using System.Text.RegularExpressions;
using Kpu.Outreach.TestSupport;
using Scenarios.Tests.Cli;

namespace Scenarios.Tests.Rehearsals;

/// <summary>A copy of a sample workspace and what its rehearsal left on disk.</summary>
internal sealed partial class Rehearsal : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Rehearsal(string sample)
    {
        Workspace = _folder.Full(sample);
        Copy(RepositoryRoot.PathOf($"samples/workspaces/{sample}"), Workspace);
    }

    public string Workspace { get; }

    public string Output => Path.Combine(Workspace, ".outreach", "rehearsal", "output");

    public Task<ProcessResult> PublishAsync() => Outreach.RunAsync("publish", Workspace);

    public async Task<string> StatusAsync() => (await Outreach.SucceedAsync("status", Workspace, "--json")).Output;

    public string Read(string file) => File.ReadAllText(Path.Combine(Workspace, file));

    public void Edit(string file, string old, string replacement)
    {
        var text = Read(file);
        Assert.Contains(old, text);
        File.WriteAllText(Path.Combine(Workspace, file), text.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>Every file of the output with its bytes, the locks of writers left out.</summary>
    public SortedDictionary<string, string> Files()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories))
            files[Path.GetRelativePath(Output, file)] = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)));
        return files;
    }

    /// <summary>What a reader sees, counted on disk and not in the ledger: articles of sites, entries of feeds, posts of timelines, scripts of radio. One line an effect; a double one stands there twice.</summary>
    public List<string> Effects()
    {
        var effects = new List<string>();
        if (!Directory.Exists(Output)) return effects;
        foreach (var file in Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories))
        {
            var place = Path.GetRelativePath(Output, Path.GetDirectoryName(file)!);
            switch (Path.GetFileName(file))
            {
                case "posts.json":
                    effects.AddRange(Items(file, "posts").SelectMany(p => p.GetProperty("parts").EnumerateArray().Index().Select(part => $"post {place} {p.GetProperty("key").GetString()} {part.Index}")));
                    break;
                case "feed.json":
                    effects.AddRange(Items(file, "items").Select(i => $"entry {place} {i.GetProperty("id").GetString()}"));
                    break;
                case "feed.atom":
                    effects.AddRange(AtomId().Matches(File.ReadAllText(file)).Select(m => $"atom {place} {m.Groups[1].Value}"));
                    break;
                case "feed.rss":
                    effects.AddRange(RssId().Matches(File.ReadAllText(file)).Select(m => $"rss {place} {m.Groups[1].Value}"));
                    break;
                case "index.html" when ArticleFolder().IsMatch(Path.GetFileName(Path.GetDirectoryName(file)!)):
                    effects.Add($"article {place}");
                    break;
                case var name when name.EndsWith(".txt", StringComparison.Ordinal) && Path.GetFileName(place) == "naskah":
                    effects.Add($"script {place}/{name}");
                    break;
            }
        }

        effects.Sort(StringComparer.Ordinal);
        return effects;
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<JsonElement> Items(string file, string member) => JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty(member).EnumerateArray();

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(from, file);
            if (relative.StartsWith(".outreach", StringComparison.Ordinal)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, relative))!);
            File.Copy(file, Path.Combine(to, relative));
        }
    }

    [GeneratedRegex("-[0-9a-f]{8}$")]
    private static partial Regex ArticleFolder();

    [GeneratedRegex("<entry>.*?<id>(.*?)</id>", RegexOptions.Singleline)]
    private static partial Regex AtomId();

    [GeneratedRegex("<guid[^>]*>(.*?)</guid>")]
    private static partial Regex RssId();
}
