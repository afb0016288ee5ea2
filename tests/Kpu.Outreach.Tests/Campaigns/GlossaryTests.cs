using System.Text.RegularExpressions;
using Kpu.Outreach.Campaigns;

namespace Kpu.Outreach.Tests.Campaigns;

/// <summary>The page <c>docs/glossary.md</c> says what the code says.</summary>
public sealed partial class GlossaryTests
{
    private static readonly string[] Lines = File.ReadAllLines(FindPage());

    public static TheoryData<Type> Vocabularies => [.. VocabularyTests.All.Where(t => t != typeof(ChannelKey))];

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void A_vocabulary_has_a_table_of_its_words(Type type)
    {
        var start = Array.FindIndex(Lines, l => l.StartsWith($"`{type.Name}`", StringComparison.Ordinal));
        Assert.True(start >= 0, $"no section of {type.Name}");
        var section = Lines.Skip(start).TakeWhile(l => !l.StartsWith('#'));
        var words = section.Select(l => WordCell().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value);
        Assert.Equal(VocabularyTests.WordsOf(type).Select(VocabularyTests.ValueOf).Order(StringComparer.Ordinal), words.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_name_of_the_code_exists()
    {
        var names = Lines.Select(l => NameCell().Match(l)).Where(m => m.Success).Select(m => m.Groups[1].Value).ToList();
        Assert.True(names.Count > 30);
        Assert.All(names, n => Assert.True(Exists(n), n));
    }

    [Fact]
    public void Every_word_has_an_Indonesian_and_an_English_name() => Assert.All(Lines.Where(l => WordCell().IsMatch(l)), line =>
        Assert.All(line.Trim('|').Split('|'), cell => Assert.False(string.IsNullOrWhiteSpace(cell), line)));

    private static bool Exists(string name)
    {
        var parts = name.Split('.');
        var type = typeof(Office).Assembly.GetExportedTypes().SingleOrDefault(t => t.Name == parts[0]);
        return type is not null && (parts.Length == 1 || type.GetMember(parts[1]).Length > 0);
    }

    private static string FindPage()
    {
        // Paths are mapped in the compiled code, but the test runs below the repository.
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var page = Path.Combine(folder.FullName, "docs", "glossary.md");
            if (File.Exists(page)) return page;
        }

        throw new FileNotFoundException($"docs/glossary.md was not found above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex(@"^\| `(\w+)` \|")]
    private static partial Regex WordCell();

    [GeneratedRegex(@"^\| [^|`]+ \| `([\w.]+)` \|")]
    private static partial Regex NameCell();
}
