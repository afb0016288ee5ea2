using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Ledger;

/// <summary>
/// Links of the trail in files of one folder, each a line of its number, moment (ticks of UTC), first entry, count, lowest and highest publication, hash, and its packed entries in base64. The first line names
/// the ledger; the last one counts the links, so that a file that was cut short shows. Files are never changed once they have their name.
/// </summary>
internal static class TrailArchive
{
    private const string Mark = "kpu-outreach-trail";
    private const string Version = "1";
    private const string EndMark = "end";
    private const string Suffix = ".trail";
    private const string PartialSuffix = ".partial";

    /// <summary>Writes links into a new file of the folder.</summary>
    /// <param name="folder">The folder; made when it is missing.</param>
    /// <param name="ledger">The ledger's id.</param>
    /// <param name="links">The links, by number.</param>
    /// <param name="cancellationToken">Stops; half a file is not left behind.</param>
    /// <returns>The file, and the links at the end of each stretch of <paramref name="stretch"/>; null when there were none.</returns>
    /// <param name="stretch">How many links make a stretch.</param>
    public static async Task<(string Path, IReadOnlyList<TrailLink> Ends)?> WriteAsync(string folder, string ledger, IAsyncEnumerable<TrailLink> links, int stretch, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var partial = Path.Combine(folder, Mark + PartialSuffix);
        var (first, last, ends) = (0L, default(TrailLink), new List<TrailLink>());
        try
        {
            // Two at once would write one file; the second waits for nothing and fails.
            using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                var writer = new StreamWriter(file, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
                await using (writer.ConfigureAwait(false))
                {
                    await writer.WriteLineAsync($"{Mark} {Version} {ledger}").ConfigureAwait(false);
                    var count = 0L;
                    await foreach (var link in links.WithCancellation(cancellationToken).ConfigureAwait(false))
                    {
                        if (last is null) first = link.Number;
                        await writer.WriteLineAsync(Line(link)).ConfigureAwait(false);
                        last = link;
                        if (++count % stretch == 0) ends.Add(link);
                    }

                    await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{EndMark} {count}")).ConfigureAwait(false);
                }

                file.Flush(flushToDisk: true);
            }

            if (last is null) return null;
            if (ends.Count == 0 || ends[^1].Number != last.Number) ends.Add(last);
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{first:D12}-{last.Number:D12}{Suffix}"));

            // The same links again, after a run that was stopped before they left the ledger.
            File.Move(partial, path, overwrite: true);
            return (path, ends);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Reads the links of a ledger, by number, each once.</summary>
    /// <param name="folder">The folder; one that is missing holds none.</param>
    /// <param name="ledger">The ledger's id; files of others are passed over.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="LedgerException">A file is damaged, or two tell the same link otherwise.</exception>
    public static async IAsyncEnumerable<TrailLink> ReadAsync(string folder, string ledger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder)) yield break;
        TrailLink? before = null;
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Suffix).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(path, Encoding.UTF8);
            if ((await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false))?.Split(' ') is not [Mark, Version, var of]) throw Damaged(path, 1);
            if (of != ledger) continue;
            var number = 1;
            for (var count = 0L; ; count++)
            {
                var line = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
                number++;
                if (line == string.Create(CultureInfo.InvariantCulture, $"{EndMark} {count}"))
                {
                    if (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is not null) throw Damaged(path, number + 1);
                    break;
                }

                var link = Parse(line) ?? throw Damaged(path, number);

                // Files may overlap, where a run was stopped before what it wrote left the ledger.
                if (link.Number == before?.Number && link.Hash != before.Hash) throw Damaged(path, number);
                if (link.Number <= (before?.Number ?? 0)) continue;
                yield return before = link;
            }
        }
    }

    private static string Line(TrailLink link) =>
        string.Create(CultureInfo.InvariantCulture, $"{link.Number} {link.At.UtcTicks} {link.First} {link.Count} {link.Lowest} {link.Highest} {link.Hash.Hex} {Convert.ToBase64String(link.Packed.Span)}");

    private static TrailLink? Parse(string? line)
    {
        if (line?.Split(' ') is not [var number, var at, var first, var count, var lowest, var highest, { Length: 64 } hash, var packed]) return null;
        if (!Number(number, out var n) || !Number(at, out var ticks) || ticks > DateTime.MaxValue.Ticks || !Number(first, out var f) || !Number(count, out var c) || c is 0 or > int.MaxValue) return null;
        if (!Number(lowest, out var l) || !Number(highest, out var h) || !hash.All(char.IsAsciiHexDigitLower)) return null;
        var bytes = new byte[packed.Length];
        return Convert.TryFromBase64String(packed, bytes, out var written)
            ? new TrailLink { Number = n, At = new DateTimeOffset(ticks, TimeSpan.Zero), First = f, Count = (int)c, Lowest = l, Highest = h, Hash = ContentHash.Parse(hash), Packed = bytes.AsMemory(0, written) }
            : null;

        static bool Number(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static LedgerException Damaged(string path, int line) => new(Problem.Error(LedgerProblems.ArchiveDamaged, new Place(path, line), Path.GetFileName(path)));
}
