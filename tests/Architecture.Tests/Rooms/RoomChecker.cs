namespace Architecture.Tests.Rooms;

/// <summary>Compares a table of rooms with what was found; every difference is a sentence.</summary>
internal static class RoomChecker
{
    /// <summary>Finds all differences, in the order of the table.</summary>
    public static IReadOnlyList<string> Check(IReadOnlyList<RoomRow> table, IReadOnlySet<string> rooms, IReadOnlyList<Reference> imports, IReadOnlyList<Reference> core, IReadOnlyList<Reference> packages) =>
    [
        .. table.GroupBy(r => r.Room).Where(g => g.Count() > 1).Select(g => $"{g.Key} has two rows."),
        .. table.Where(r => !rooms.Contains(r.Room)).Select(r => $"{r.Room} has a row and does not exist."),
        .. rooms.Except(table.Select(r => r.Room)).Order(StringComparer.Ordinal).Select(r => $"{r} has no row."),
        .. table.SelectMany(r => Compare(r.Room, "room", r.Imports, imports)),
        .. table.SelectMany(r => Compare(r.Room, "room of Kpu.Outreach", r.Core, core)),
        .. table.SelectMany(r => Compare(r.Room, "package", r.Packages, packages)),
        .. Circles(table, imports),
    ];

    private static IEnumerable<string> Compare(string room, string kind, IReadOnlyList<string> allowed, IReadOnlyList<Reference> found)
    {
        var real = found.Where(f => f.From == room).ToList();
        foreach (var reference in real.Where(f => !allowed.Contains(f.To))) yield return $"{room} knows the {kind} {reference.To}, which its row does not name: {reference.Witness}";
        foreach (var name in allowed.Except(real.Select(f => f.To))) yield return $"{room} names the {kind} {name} and does not use it.";
    }

    /// <summary>Takes away the rooms that know no remaining one, again and again: what is left stands in circles or above one.</summary>
    private static IEnumerable<string> Circles(IReadOnlyList<RoomRow> table, IReadOnlyList<Reference> imports)
    {
        var edges = table.SelectMany(r => r.Imports.Select(i => (From: r.Room, To: i))).Concat(imports.Select(i => (i.From, i.To))).ToHashSet();
        while (edges.RemoveWhere(e => !edges.Any(f => f.From == e.To)) > 0 || edges.RemoveWhere(e => !edges.Any(f => f.To == e.From)) > 0)
        {
        }

        if (edges.Count > 0) yield return $"A circle: {string.Join(", ", edges.OrderBy(e => e.From, StringComparer.Ordinal).ThenBy(e => e.To, StringComparer.Ordinal).Select(e => $"{e.From} -> {e.To}"))}.";
    }
}
