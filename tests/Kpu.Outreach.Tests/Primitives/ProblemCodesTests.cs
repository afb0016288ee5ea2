using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Tests.Primitives;

/// <summary>Codes, sentences in two languages and the page of problems agree in every direction.</summary>
public sealed partial class ProblemCodesTests
{
    private static readonly IReadOnlySet<string> Codes = typeof(Problem).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: true, IsSealed: true } && t.Name.EndsWith("Problems", StringComparison.Ordinal))
        .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(f => f is { IsLiteral: true } && f.FieldType == typeof(string))
        .Select(f => (string)f.GetRawConstantValue()!)
        .Concat(CodesOfChannels())
        .ToHashSet();

    private static readonly Dictionary<string, string> Indonesian = Sentences("ProblemText.resx");
    private static readonly Dictionary<string, string> English = Sentences("ProblemText.en.resx");

    [Fact]
    public void Every_code_is_a_plain_word() => Assert.All(Codes, code => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", code));

    [Fact]
    public void Every_code_has_its_sentences_and_every_sentence_its_code()
    {
        // The reasons of a plan (why-...) are sentences without a code.
        var keys = Codes.SelectMany(c => new[] { c, c + ".mend" }).Append("mend.suggestion").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(keys, Indonesian.Keys.Where(k => !k.StartsWith("why-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(Indonesian.Keys.Order(StringComparer.Ordinal), English.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Both_languages_fill_in_the_same_arguments() =>
        Assert.All(Indonesian, pair => Assert.Equal(Placeholders(pair.Value), Placeholders(English[pair.Key])));

    [Fact]
    public void Every_code_stands_once_in_the_page_of_problems_and_nothing_else_does()
    {
        var listed = Row().Matches(File.ReadAllText(RepositoryRoot.PathOf("docs/problems.md"))).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(Codes.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_library_finds_its_sentences()
    {
        var problem = Problem.Error("file-missing", Place.Unknown, "facts.json");
        Assert.Equal("Berkas facts.json tidak ditemukan.", ProblemText.Sentence(problem, CultureInfo.GetCultureInfo("id")));
        Assert.Equal("The file facts.json does not exist.", ProblemText.Sentence(problem, CultureInfo.GetCultureInfo("en")));
        Assert.StartsWith("Create", ProblemText.Mend(problem, CultureInfo.GetCultureInfo("en")), StringComparison.Ordinal);
        Assert.Equal("Mungkin maksudnya: fakta", ProblemText.Mend(problem with { Mend = "fakta" }, CultureInfo.GetCultureInfo("id")));
    }

    // The channels keep their sentences here too; their codes are read from the source, since these tests do not reference that package.
    private static IEnumerable<string> CodesOfChannels() =>
        Directory.EnumerateFiles(RepositoryRoot.PathOf("src/Kpu.Outreach.Channels"), "*Problems.cs", SearchOption.AllDirectories)
            .SelectMany(f => Constant().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value));

    private static IEnumerable<string> Placeholders(string sentence) => Placeholder().Matches(sentence).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

    private static Dictionary<string, string> Sentences(string name) =>
        XDocument.Load(RepositoryRoot.PathOf($"src/Kpu.Outreach/Primitives/{name}")).Root!.Elements("data").ToDictionary(d => (string)d.Attribute("name")!, d => (string)d.Element("value")!);

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("public const string \\w+ = \"([^\"]+)\"")]
    private static partial Regex Constant();

    [GeneratedRegex(@"^\| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
