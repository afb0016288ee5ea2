namespace Architecture.Tests.Rooms;

/// <summary>One row: what a room may import.</summary>
internal sealed record RoomRow(string Room, IReadOnlyList<string> Imports, IReadOnlyList<string> Core, IReadOnlyList<string> Packages);

/// <summary>The tables of <c>docs/rooms.md</c>: a heading of the second level names the package, the columns are found by their headings.</summary>
internal static class RoomTable
{
    /// <summary>The rows of one package.</summary>
    /// <param name="markdown">The page.</param>
    /// <param name="package">The heading.</param>
    public static IReadOnlyList<RoomRow> Parse(string markdown, string package)
    {
        var rows = markdown.ReplaceLineEndings("\n").Split('\n')
            .SkipWhile(l => l.Trim() != $"## {package}").Skip(1)
            .TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal))
            .Where(l => l.StartsWith('|')).Select(Cells).ToList();
        if (rows.Count < 3) throw new InvalidDataException($"There is no table under '## {package}'.");
        var head = rows[0];
        return [.. rows.Skip(2).Select(r => new RoomRow(r[0], List(head, r, "may import"), List(head, r, "of Kpu.Outreach"), List(head, r, "packages")))];
    }

    private static string[] Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(c => c.Trim())];

    private static IReadOnlyList<string> List(string[] head, string[] row, string column) =>
        Array.IndexOf(head, column) is var at and >= 0 ? row[at].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
}
