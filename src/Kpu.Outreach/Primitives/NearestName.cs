namespace Kpu.Outreach.Primitives;

/// <summary>Finds the known name somebody probably meant.</summary>
internal static class NearestName
{
    private const int Longest = 64;

    /// <summary>The nearest known name by edits (insert, delete, replace, swap neighbours), ignoring case; null when none is near enough.</summary>
    public static string? Of(string written, IEnumerable<string> known)
    {
        if (written.Length is 0 or > Longest) return null;
        string? best = null;
        var least = Math.Max(1, written.Length / 3) + 1;
        foreach (var name in known.Where(n => n.Length <= Longest && Math.Abs(n.Length - written.Length) < Longest / 2))
        {
            var distance = Distance(written.ToLowerInvariant(), name.ToLowerInvariant());
            if (distance < least || (distance == least && best is not null && string.CompareOrdinal(name, best) < 0))
                (best, least) = (name, distance);
        }
        return best;
    }

    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var least = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) least = Math.Min(least, rows[i - 2, j - 2] + 1);
                rows[i, j] = least;
            }
        return rows[a.Length, b.Length];
    }
}
