using System.Reflection;
using Kpu.Outreach.TestSupport;

namespace Architecture.Tests.Rooms;

public sealed class RoomsTests
{
    [Theory]
    [InlineData("Kpu.Outreach")]
    [InlineData("Kpu.Outreach.Channels")]
    [InlineData("Kpu.Outreach.Sqlite")]
    public void The_table_of_rooms_is_what_the_compiled_package_does(string package)
    {
        var house = new House(Assembly.Load(package));
        var table = RoomTable.Parse(File.ReadAllText(RepositoryRoot.PathOf("docs/rooms.md")), package);

        var differences = RoomChecker.Check(table, house.Rooms, house.Imports, house.CoreImports, house.Packages);

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
