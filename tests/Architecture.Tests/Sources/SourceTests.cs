using System.Reflection;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Kpu.Outreach.TestSupport;

namespace Architecture.Tests.Sources;

/// <summary>What holds for the files of the repository, whoever wrote them.</summary>
public sealed partial class SourceTests
{
    private const int LinesAtMost = 450;

    /// <summary>Files that may be longer, each with its reason.</summary>
    private static readonly string[] Longer = [];

    private static readonly string[] Generated = ["bin", "obj", "artifacts", "TestResults", ".git", ".outreach"];

    private static readonly string[] Files = [.. Walk("").Order(StringComparer.Ordinal)];

    private static readonly string[] Sources = [.. Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal))];

    [Fact]
    public void Nothing_sleeps() =>
        None(Lines("src", "tests", "samples", "benchmarks").Where(l => Sleep().IsMatch(l.Text) && !(l.Text.Contains("Task.Delay", StringComparison.Ordinal) && Clock().IsMatch(l.Text))).Select(l => l.Place));

    [Fact]
    public void No_test_is_switched_off() => None(Lines("tests").Where(l => Skipped().IsMatch(l.Text)).Select(l => l.Place));

    [Fact]
    public void Nothing_is_left_to_do() => None(Lines("src", "tests", "samples", "benchmarks").Where(l => Left().IsMatch(l.Text)).Select(l => l.Place));

    [Fact]
    public void Files_are_short() =>
        None(Sources.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && !Longer.Contains(f)).Where(f => File.ReadLines(RepositoryRoot.PathOf(f)).Count() > LinesAtMost));

    [Fact]
    public void No_snapshot_waits_for_a_decision() => None(Files.Where(f => Path.GetFileName(f).Contains(".received.", StringComparison.Ordinal)));

    [Fact]
    public void Every_snapshot_belongs_to_a_test()
    {
        var snapshots = Files.Where(f => f.StartsWith("tests/", StringComparison.Ordinal) && Path.GetFileName(f).Contains(".verified.", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(snapshots);
        None(snapshots.Where(f => !IsOfATest(f)));
    }

    [Fact]
    public void The_sources_of_packages_are_named_and_not_addressed()
    {
        var settings = XDocument.Load(RepositoryRoot.PathOf("nuget.config"));
        Assert.DoesNotContain("http", settings.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(settings.Descendants("clear"));
        var mapping = Assert.Single(settings.Descendants("packageSourceMapping").Elements());
        Assert.Equal(("nuget.org", "*"), (mapping.Attribute("key")?.Value, Assert.Single(mapping.Elements()).Attribute("pattern")?.Value));
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_place() => None(Projects
        .Where(f => XDocument.Load(RepositoryRoot.PathOf(f)).Descendants("PackageReference").Any(p => p.Attribute("Version") is not null || p.Element("Version") is not null || p.Attribute("VersionOverride") is not null)));

    [Fact]
    public void Every_project_stands_in_the_solution()
    {
        var solution = File.ReadAllText(RepositoryRoot.PathOf("Kpu.Outreach.sln")).Replace('\\', '/');
        None(Projects.Where(f => !solution.Contains($"\"{f}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_channel_of_somebody_else_uses_the_versions_that_are_tested_here()
    {
        var here = XDocument.Load(RepositoryRoot.PathOf("Directory.Packages.props")).Descendants("PackageVersion").ToDictionary(p => p.Attribute("Include")!.Value, p => p.Attribute("Version")!.Value);
        var there = Files.Where(f => IsElsewhere(f) && f.StartsWith("samples/", StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal))
            .SelectMany(f => XDocument.Load(RepositoryRoot.PathOf(f)).Descendants("PackageReference")).Select(p => (Name: p.Attribute("Include")!.Value, Version: p.Attribute("Version")!.Value)).ToList();
        Assert.NotEmpty(there);
        Assert.All(there.Where(p => !p.Name.StartsWith("Kpu.Outreach", StringComparison.Ordinal)), p => Assert.Equal(here[p.Name], p.Version));
    }

    [Theory]
    [InlineData("Kpu.Outreach")]
    [InlineData("Kpu.Outreach.Channels")]
    [InlineData("Kpu.Outreach.Sqlite")]
    [InlineData("Kpu.Outreach.PostgreSql")]
    [InlineData("Kpu.Outreach.Quartz")]
    [InlineData("Kpu.Outreach.Testing")]
    public void Symbols_name_no_machine(string package)
    {
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(Assembly.Load(package).Location, ".pdb")));
        var reader = symbols.GetMetadataReader();
        var documents = reader.Documents.Select(d => reader.GetString(reader.GetDocument(d).Name)).ToList();

        Assert.NotEmpty(documents);
        None(documents.Where(d => !d.StartsWith("/_/", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Projects => Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal) && !IsElsewhere(f));

    /// <summary>What is built by others, or as if it were: the content of templates, and the channel that takes nothing over from this repository.</summary>
    private static bool IsElsewhere(string file) => file.StartsWith("src/Kpu.Outreach.Templates/content/", StringComparison.Ordinal) || file.StartsWith("samples/Kpu.Outreach.Channels.Videotron/", StringComparison.Ordinal);

    private static void None(IEnumerable<string> found) => Assert.Empty(found);

    private static IEnumerable<(string Place, string Text)> Lines(params string[] folders) => Sources
        .Where(f => folders.Any(d => f.StartsWith(d + "/", StringComparison.Ordinal)) && Path.GetFileName(f) != $"{nameof(SourceTests)}.cs")
        .SelectMany(f => File.ReadLines(RepositoryRoot.PathOf(f)).Select((l, i) => ($"{f}:{i + 1}: {l.Trim()}", l)));

    /// <summary>A snapshot is named <c>Class.Method[_parameter].verified.extension</c>, and the class's file lies beside it.</summary>
    private static bool IsOfATest(string snapshot)
    {
        var name = Path.GetFileName(snapshot).Split('.', 2);
        var source = RepositoryRoot.PathOf(Path.Combine(Path.GetDirectoryName(snapshot)!, name[0] + ".cs"));
        if (!File.Exists(source)) return false;
        var method = name[1][..name[1].IndexOf(".verified.", StringComparison.Ordinal)];
        return Method().Matches(File.ReadAllText(source)).Select(m => m.Groups[1].Value).Any(m => method == m || method.StartsWith(m + "_", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Walk(string folder)
    {
        var root = new DirectoryInfo(RepositoryRoot.PathOf(folder));
        foreach (var file in root.EnumerateFiles()) yield return folder + file.Name;
        foreach (var inner in root.EnumerateDirectories().Where(d => d.LinkTarget is null && !Generated.Contains(d.Name)))
            foreach (var file in Walk($"{folder}{inner.Name}/")) yield return file;
    }

    [GeneratedRegex(@"Thread\.Sleep\(|Task\.Delay\(|SpinWait|SpinUntil")]
    private static partial Regex Sleep();

    /// <summary>The second argument of a delay is a clock.</summary>
    [GeneratedRegex(@"Task\.Delay\([^,]+, (\w+\.)?_?(clock|timeProvider)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Clock();

    [GeneratedRegex(@"\[(Skippable)?(Fact|Theory)\(.*\bSkip\s*=")]
    private static partial Regex Skipped();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b")]
    private static partial Regex Left();

    [GeneratedRegex(@"public (?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex Method();
}
