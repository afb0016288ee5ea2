using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Kpu.Outreach.TestSupport;

namespace Architecture.Tests.Readme;

/// <summary>Every option stands in the page of options, with the default that the code has.</summary>
public sealed partial class OptionsTablesTests
{
    private static readonly IReadOnlyList<(string Type, string Rows)> Tables = [.. Table().Matches(File.ReadAllText(RepositoryRoot.PathOf("docs/options.md"))).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];

    public static TheoryData<string> Types => [.. Tables.Select(t => t.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public void The_table_says_what_the_code_does(string name)
    {
        var type = Assemblies().Select(a => a.GetType(name)).FirstOrDefault(t => t is not null) ?? throw new InvalidOperationException($"There is no {name}.");
        var options = Activator.CreateInstance(type)!;
        var rows = Row().Matches(Tables.Single(t => t.Type == name).Rows).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Trim());
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is { IsPublic: true }).ToList();
        Assert.Equal(properties.Select(p => p.Name).Order(StringComparer.Ordinal), rows.Keys);
        Assert.All(properties, p =>
        {
            // What is made anew on every machine is described in words.
            if (Told(p.GetValue(options)) is { } told) Assert.Matches($"^{Regex.Escape(told)}($|[:;])", rows[p.Name]);
            else Assert.DoesNotContain("none", rows[p.Name], StringComparison.Ordinal);
        });
    }

    private static IEnumerable<Assembly> Assemblies() => [typeof(Kpu.Outreach.OutreachClient).Assembly, typeof(Kpu.Outreach.Sqlite.SqliteLedger).Assembly, typeof(Kpu.Outreach.PostgreSql.PostgreSqlLedger).Assembly];

    private static string? Told(object? value) => value switch
    {
        null => "none",
        bool yes => yes ? "yes" : "no",
        TimeSpan { TotalSeconds: < 60 } time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds} s"),
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes} min"),
        string { Length: >= 16 } => null,
        string or int => Convert.ToString(value, CultureInfo.InvariantCulture),
        ICollection { Count: 0 } => "empty",
        _ => null,
    };

    [GeneratedRegex(@"<!-- options: (\S+) -->\n\n\| option .*\n\|[-|]+\|\n((?:\|.*\n)+)")]
    private static partial Regex Table();

    [GeneratedRegex(@"^\| `(\w+)` \| .* \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
