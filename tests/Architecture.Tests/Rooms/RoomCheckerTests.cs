namespace Architecture.Tests.Rooms;

/// <summary>The checker of rooms can fail: each way a table can be wrong is found.</summary>
public sealed class RoomCheckerTests
{
    private const string Page = """
        # Rooms

        ## Shop

        | room | may import | of Kpu.Outreach | packages | what lives there |
        |---|---|---|---|---|
        | Cellar | | | | bottles |
        | Kitchen | Cellar | Ledger | Spices | meals |

        ## Other

        | room | may import | what lives there |
        |---|---|---|
        | Attic | | dust |
        """;

    private static readonly Reference[] Right = [new("Kitchen", "Cellar", "Cook -> Bottle")];
    private static readonly Reference[] RightCore = [new("Kitchen", "Ledger", "Cook -> Row")];
    private static readonly Reference[] RightPackages = [new("Kitchen", "Spices", "Cook -> Pepper")];

    [Fact]
    public void What_the_table_says_is_accepted() => Assert.Empty(Check(["Cellar", "Kitchen"], Right));

    [Fact]
    public void A_room_that_knows_another_its_row_does_not_name_is_found() =>
        Assert.Contains("Kitchen knows the room Garden, which its row does not name: Cook -> Herb", Check(["Cellar", "Kitchen"], [.. Right, new("Kitchen", "Garden", "Cook -> Herb")]));

    [Fact]
    public void A_row_that_names_an_unused_room_is_found() => Assert.Equal(["Kitchen names the room Cellar and does not use it."], Check(["Cellar", "Kitchen"], []));

    [Fact]
    public void A_namespace_without_a_row_is_found() => Assert.Equal(["Garden has no row."], Check(["Cellar", "Kitchen", "Garden"], Right));

    [Fact]
    public void A_row_without_a_namespace_is_found() => Assert.Equal(["Cellar has a row and does not exist."], Check(["Kitchen"], Right));

    [Fact]
    public void A_room_with_two_rows_is_found()
    {
        var table = RoomTable.Parse(Page, "Shop");
        Assert.Contains("Cellar has two rows.", RoomChecker.Check([.. table, table[0]], new HashSet<string> { "Cellar", "Kitchen" }, Right, RightCore, RightPackages));
    }

    [Fact]
    public void Packages_and_rooms_of_the_core_are_compared_too()
    {
        var found = RoomChecker.Check(RoomTable.Parse(Page, "Shop"), new HashSet<string> { "Cellar", "Kitchen" }, Right, [], [new("Cellar", "Corks", "Bottle -> Cork")]);

        Assert.Equal(["Kitchen names the room of Kpu.Outreach Ledger and does not use it.", "Cellar knows the package Corks, which its row does not name: Bottle -> Cork", "Kitchen names the package Spices and does not use it."], found);
    }

    [Fact]
    public void A_circle_is_found_even_where_every_row_is_right()
    {
        var table = RoomTable.Parse(Page.Replace("| Cellar | |", "| Cellar | Kitchen |", StringComparison.Ordinal), "Shop");

        var found = RoomChecker.Check(table, new HashSet<string> { "Cellar", "Kitchen" }, [.. Right, new("Cellar", "Kitchen", "Bottle -> Cook")], RightCore, RightPackages);

        Assert.Equal(["A circle: Cellar -> Kitchen, Kitchen -> Cellar."], found);
    }

    [Fact]
    public void A_page_without_the_table_is_refused() => Assert.Throws<InvalidDataException>(() => RoomTable.Parse(Page, "Harbour"));

    [Theory]
    [InlineData(typeof(Walled))]
    [InlineData(typeof(WalledBody))]
    [InlineData(typeof(WalledAwait))]
    [InlineData(typeof(WalledGeneric))]
    [InlineData(typeof(WalledAttribute))]
    [InlineData(typeof(WalledCatch))]
    public void References_are_seen_wherever_they_hide(Type type) =>
        Assert.Contains(type.GetNestedTypes(System.Reflection.BindingFlags.NonPublic).Prepend(type).SelectMany(TypeReferences.Of), t => t == typeof(Seen) || t == typeof(SeenException));

    private static IReadOnlyList<string> Check(HashSet<string> rooms, IReadOnlyList<Reference> imports) => RoomChecker.Check(RoomTable.Parse(Page, "Shop"), rooms, imports, RightCore, RightPackages);

    internal static class Seen
    {
        public static int Count { get; set; }
    }

    internal sealed class SeenException : Exception;

    [AttributeUsage(AttributeTargets.All)]
    internal sealed class NamesAttribute(Type type) : Attribute
    {
        public Type Type { get; } = type;
    }

    internal abstract class Walled
    {
        public abstract IReadOnlyDictionary<int, SeenException[]> Find();
    }

    internal static class WalledBody
    {
        public static int Count() => Seen.Count;
    }

    internal static class WalledAwait
    {
        public static async Task<int> CountAsync(Task before)
        {
            await before;
            return Seen.Count;
        }
    }

    internal static class WalledGeneric
    {
        public static object Make() => new List<Func<SeenException>>();
    }

    [Names(typeof(Seen))]
    internal static class WalledAttribute;

    internal static class WalledCatch
    {
        public static bool Try(Action action)
        {
            try
            {
                action();
                return true;
            }
            catch (SeenException)
            {
                return false;
            }
        }
    }
}
