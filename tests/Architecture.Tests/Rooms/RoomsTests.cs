using System.Reflection;
using Kpu.Outreach.TestSupport;

namespace Architecture.Tests.Rooms;

public sealed class RoomsTests
{
    [Theory]
    [InlineData("Kpu.Outreach")]
    [InlineData("Kpu.Outreach.Channels")]
    [InlineData("Kpu.Outreach.Sqlite")]
    [InlineData("Kpu.Outreach.PostgreSql")]
    [InlineData("Kpu.Outreach.Quartz")]
    [InlineData("Kpu.Outreach.Testing")]
    public void The_table_of_rooms_is_what_the_compiled_package_does(string package)
    {
        var house = new House(Assembly.Load(package));
        var table = RoomTable.Parse(File.ReadAllText(RepositoryRoot.PathOf("docs/rooms.md")), package);

        var differences = RoomChecker.Check(table, house.Rooms, house.Imports, house.CoreImports, house.Packages);

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <summary>Laws that no change of the table may soften.</summary>
    [Theory]
    [InlineData("Kpu.Outreach", "Newtonsoft.Json", "Json")]
    [InlineData("Kpu.Outreach", "Polly.Core", "(root), Dispatching")]
    [InlineData("Kpu.Outreach", "Markdig", "Rendering")]
    [InlineData("Kpu.Outreach", "YamlDotNet", "Documents")]
    [InlineData("Kpu.Outreach", "Microsoft.Extensions.", "Hosting")]
    [InlineData("Kpu.Outreach.Channels", "Markdig", "Formats")]
    [InlineData("Kpu.Outreach.Channels", "AngleSharp", "Formats")]
    public void A_package_is_known_in_its_room_only(string house, string package, string rooms) => Assert.Equal(
        rooms, string.Join(", ", new House(Assembly.Load(house)).Packages.Where(p => p.To.StartsWith(package, StringComparison.Ordinal)).Select(p => p.From).Distinct().Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("Primitives")]
    [InlineData("Media")]
    [InlineData("Campaigns")]
    [InlineData("Credentials")]
    [InlineData("Publishing")]
    public void The_first_rooms_know_no_package(string room) => Assert.DoesNotContain(new House(Assembly.Load("Kpu.Outreach")).Packages, p => p.From == room);

    [Theory]
    [InlineData("Validation")]
    [InlineData("Planning")]
    [InlineData("Ledger")]
    [InlineData("Dispatching")]
    [InlineData("Documents")]
    public void No_channel_knows_when_to_send_or_what_is_stored(string room) => Assert.DoesNotContain(new House(Assembly.Load("Kpu.Outreach.Channels")).CoreImports, c => c.To == room);
}
