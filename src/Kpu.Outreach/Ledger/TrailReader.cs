using System.Runtime.CompilerServices;

namespace Kpu.Outreach.Ledger;

/// <summary>Reads the trail entry by entry.</summary>
internal static class TrailReader
{
    private const int LinksAtOnce = 200;

    /// <param name="ledger">The ledger.</param>
    /// <param name="publication">Of one publication; null for all.</param>
    /// <param name="after">The number of the last entry seen; 0 for the first.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async IAsyncEnumerable<TrailEntry> ReadAsync(IDeliveryLedger ledger, long? publication, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var seen = 0L; ;)
        {
            // A session a page: a long reading never holds back the engine.
            IReadOnlyList<TrailLink> links;
            var entries = new List<TrailEntry>();
            var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                links = await session.Trail.ReadAsync(publication, seen, LinksAtOnce, cancellationToken).ConfigureAwait(false);
                if (links.Count == 0) yield break;
                var actors = await session.Trail.ActorsAsync(links[0].First, links[^1].First + links[^1].Count - 1, cancellationToken).ConfigureAwait(false);
                foreach (var link in links)
                {
                    seen = link.Number;
                    if (link.First + link.Count - 1 <= after) continue;
                    foreach (var entry in Unpack(link))
                        if (entry.Number > after && (publication is null || entry.Publication == publication))
                            entries.Add(actors.TryGetValue(entry.Number, out var actor) ? entry with { Actor = actor } : entry);
                }
            }

            foreach (var entry in entries) yield return entry;
            if (links.Count < LinksAtOnce) yield break;
        }
    }

    private static IReadOnlyList<TrailEntry> Unpack(TrailLink link)
    {
        try
        {
            return link.Unpack();
        }
        catch (FormatException e)
        {
            throw new LedgerException(LedgerVerifier.Altered(link), e);
        }
    }
}
