using System.Globalization;
using System.Runtime.CompilerServices;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Ledger;

/// <summary>Moves the old part of the trail into an archive, and erases the names of persons. Nothing by which a publication is known is ever removed.</summary>
internal static class Retention
{
    /// <summary>The kind of the entry that says up to which link the trail was archived; its cause is the hash of that link, from which the chain goes on.</summary>
    public const string ArchivedKind = "archived";

    private const string ErasedKind = "erased";

    /// <summary>What stands in the place of a name.</summary>
    private const string Erased = "-";

    private const string ArchivedAt = "trail.archivedAt";
    private const int PageSize = 500;

    /// <summary>How many links one transaction removes: others write between two.</summary>
    private const int Stretch = 10_000;

    /// <summary>The number of the last link that was archived; 0 for none.</summary>
    public static ValueTask<long> ArchivedAsync(ILedgerSession session, CancellationToken cancellationToken) => session.Gates.NumberAsync(LedgerNumbers.Archived, cancellationToken);

    /// <summary>Writes links that are older than a moment into a file, and then removes them. The last link always stays.</summary>
    public static async Task<(long Links, string? File)> ArchiveAsync(IDeliveryLedger ledger, DateTimeOffset before, string folder, TrailActor? actor, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await TrailArchive.WriteAsync(folder, ledger.Id, OlderAsync(ledger, before, cancellationToken), Stretch, cancellationToken).ConfigureAwait(false) is not { } written) return (0, null);
        var removed = 0L;
        foreach (var end in written.Ends)
        {
            var work = await LedgerWork.OpenAsync(ledger, LedgerAccess.Change, clock.GetUtcNow(), null, cancellationToken).ConfigureAwait(false);
            await using var _ = work.ConfigureAwait(false);
            var archived = await ArchivedAsync(work.Session, cancellationToken).ConfigureAwait(false);

            // Somebody else archived them meanwhile.
            if (archived >= end.Number) continue;
            if (await work.Session.Trail.ReadAsync(null, end.Number - 1, 1, cancellationToken).ConfigureAwait(false) is not [var there] || there.Hash != end.Hash) throw new LedgerException(LedgerVerifier.Altered(end));
            await work.Session.Trail.RemoveAsync(end.Number, cancellationToken).ConfigureAwait(false);
            await work.Session.Gates.SetNumberAsync(LedgerNumbers.Archived, end.Number, cancellationToken).ConfigureAwait(false);
            await work.Session.Gates.SetNumberAsync(ArchivedAt, end.At.UtcTicks, cancellationToken).ConfigureAwait(false);
            work.Note(ArchivedKind, null, null, null, end.Number.ToString(CultureInfo.InvariantCulture), end.Hash.Hex, actor);
            await work.CommitAsync(cancellationToken).ConfigureAwait(false);
            removed += end.Number - archived;
        }

        return (removed, written.Path);
    }

    /// <summary>
    /// Erases who did what before a moment, and why. An approval that an open delivery stands on and a hold that was not released keep theirs: gates are decided on them. An approval that nothing stands
    /// on is removed: a nameless one could count as a second person.
    /// </summary>
    public static async Task<long> EraseAsync(IDeliveryLedger ledger, DateTimeOffset before, TrailActor? actor, TimeProvider clock, CancellationToken cancellationToken)
    {
        var work = await LedgerWork.OpenAsync(ledger, LedgerAccess.Change, clock.GetUtcNow(), null, cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        long erased = await work.Session.Trail.EraseActorsAsync(await LastEntryAsync(work.Session, before, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        erased += await work.Session.Gates.RemoveApprovalsAsync(before, await NeededAsync(work.Session, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        foreach (var hold in await work.Session.Gates.HoldsAsync(cancellationToken).ConfigureAwait(false))
        {
            if ((hold.ReleasedAt ?? hold.Until) is not { } over || over >= before || hold is { By: Erased, Why: null }) continue;
            await work.Session.Gates.SetHoldAsync(hold with { By = Erased, Why = null, ReleasedBy = hold.ReleasedBy is null ? null : Erased }, cancellationToken).ConfigureAwait(false);
            erased++;
        }

        if (erased == 0) return 0;
        work.GatesChanged();
        work.Note(ErasedKind, null, null, null, before.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null, actor);
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
        return erased;
    }

    private static async IAsyncEnumerable<TrailLink> OlderAsync(IDeliveryLedger ledger, DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TrailLink? held = null;
        for (var seen = 0L; ;)
        {
            // A session a page: a long reading never holds back the engine.
            IReadOnlyList<TrailLink> page;
            var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false)) page = await session.Trail.ReadAsync(null, seen, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var link in page)
            {
                // One is held back: the last one stays, since the next link grows on it.
                if (held is not null) yield return held;
                if (link.At >= before) yield break;
                (held, seen) = (link, link.Number);
            }

            if (page.Count < PageSize) yield break;
        }
    }

    /// <summary>The number of the last entry before a moment.</summary>
    private static async ValueTask<long> LastEntryAsync(ILedgerSession session, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (last, seen) = (0L, await ArchivedAsync(session, cancellationToken).ConfigureAwait(false));

        // Of links in the archive only the moment of the last one is known here.
        var known = seen == 0 || await session.Gates.NumberAsync(ArchivedAt, cancellationToken).ConfigureAwait(false) < before.UtcTicks;
        while (known)
        {
            var page = await session.Trail.ReadAsync(null, seen, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var link in page)
            {
                last = link.First - 1;
                if (link.At >= before) return last;
                (last, seen) = (link.First + link.Count - 1, link.Number);
            }

            if (page.Count < PageSize) break;
        }

        return last;
    }

    /// <summary>The renditions of what is open.</summary>
    private static async ValueTask<HashSet<ContentHash>> NeededAsync(ILedgerSession session, CancellationToken cancellationToken)
    {
        var needed = new HashSet<ContentHash>();
        DeliveryState[] open = [.. Enum.GetValues<DeliveryState>().Where(s => !s.IsFinal())];
        for (var after = 0L; ;)
        {
            var page = await session.Deliveries.InAsync(open, after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var row in page) needed.Add(row.Rendition);
            if (page.Count < PageSize) return needed;
            after = page[^1].Id;
        }
    }
}
