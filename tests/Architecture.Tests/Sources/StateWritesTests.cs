using System.Reflection;
using Architecture.Tests.Rooms;
using Kpu.Outreach.Ledger;

namespace Architecture.Tests.Sources;

/// <summary>States move through the tables of moves alone: no other code writes one, whoever wrote it.</summary>
public sealed class StateWritesTests
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly MethodInfo[] Setters = [.. new[] { typeof(DeliveryRow), typeof(PublicationRow) }.Select(t => t.GetProperty("State")!.SetMethod!)];

    [Fact]
    public void Only_the_tables_of_moves_write_a_state() => Assert.Equal(
        ["DeliveryRow by Kpu.Outreach.Ledger.DeliveryLife.Move", "PublicationRow by Kpu.Outreach.Ledger.PublicationLife.Move"],
        Writers("Kpu.Outreach").Select(w => $"{w.Row} by {w.Method}"));

    /// <summary>What reads a row out of a store gives it the state that it had there; nothing else in a ledger does.</summary>
    [Theory]
    [InlineData("Kpu.Outreach.Sqlite")]
    [InlineData("Kpu.Outreach.PostgreSql")]
    public void In_a_ledger_only_the_reader_of_a_row_writes_its_state(string package) => Assert.Equal(["DeliveryRow", "PublicationRow"], Writers(package).Select(w => w.Row));

    [Fact]
    public void No_channel_writes_a_state() => Assert.Empty(Writers("Kpu.Outreach.Channels"));

    private static IEnumerable<(string Row, string Method)> Writers(string package) => Assembly.Load(package).GetTypes()
        .SelectMany(t => t.GetMethods(Everything).Cast<MethodBase>().Concat(t.GetConstructors(Everything)))
        .SelectMany(m => IlReader.Members(m).OfType<MethodInfo>().Where(Setters.Contains).Select(s => (Row: s.DeclaringType!.Name, Method: $"{m.DeclaringType!.FullName}.{m.Name}")))
        .Distinct().OrderBy(w => w.Row, StringComparer.Ordinal).ThenBy(w => w.Method, StringComparer.Ordinal);
}
