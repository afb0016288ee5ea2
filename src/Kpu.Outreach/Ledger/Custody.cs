using System.Buffers.Binary;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Ledger;

/// <summary>Law 6: a ledger that cannot prove to be the one that published last does not publish.</summary>
internal static class Custody
{
    private const string Machine = "home.machine";
    private const string Address = "home.address";
    private const string Body = "home.body";

    /// <summary>The name of the number that tells that what the next plan adds may be public already.</summary>
    public const string Doubt = "doubt";

    /// <summary>Compares what the ledger knows of itself with where it is and with what is remembered outside.</summary>
    /// <returns>Why it may not publish; null when it may.</returns>
    public static async Task<Problem?> ExamineAsync(IDeliveryLedger ledger, CancellationToken cancellationToken)
    {
        if (ledger is not ILedgerIdentity identity) return null;
        var place = await identity.LocateAsync(cancellationToken).ConfigureAwait(false);
        var anchor = await identity.ReadAnchorAsync(cancellationToken).ConfigureAwait(false);
        var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        var last = await session.Trail.LastAsync(cancellationToken).ConfigureAwait(false);
        var life = await session.Gates.NumberAsync(LedgerNumbers.Life, cancellationToken).ConfigureAwait(false);

        if (await session.Gates.NumberAsync(Address, cancellationToken).ConfigureAwait(false) is not 0)
        {
            foreach (var (name, word, value) in Marks(place))
                if (value != 0 && await session.Gates.NumberAsync(name, cancellationToken).ConfigureAwait(false) is not 0 and var known && known != value)
                    return Problem.Error(LedgerProblems.Moved, Place.Unknown, place.Address, word);
            if (anchor is null) return Problem.Error(LedgerProblems.Unanchored, Place.Unknown, place.Address);
        }

        // One that never published needs no proof, unless one that did is remembered here: then it is older, or a new one in its place. What it has itself was remembered just before it settled.
        // What is remembered of a life that a person has ended since, at another machine, counts no more.
        if (anchor is not null && (anchor.Ledger != ledger.Id || anchor.Life >= life))
        {
            if (anchor.Ledger != ledger.Id || anchor.Life > life || anchor.Link > (last?.Number ?? 0)) return Restored();
            // What was archived meanwhile is not there to be compared; that it was, shows that the ledger has it.
            if (anchor.Link > await Retention.ArchivedAsync(session, cancellationToken).ConfigureAwait(false))
            {
                var remembered = await session.Trail.ReadAsync(null, anchor.Link - 1, 1, cancellationToken).ConfigureAwait(false);
                if (remembered.Count != 1 || remembered[0].Number != anchor.Link || remembered[0].Hash != anchor.Hash) return Restored();
            }
        }

        return await session.Gates.NumberAsync(LedgerNumbers.Held, cancellationToken).ConfigureAwait(false) == 0 ? null : Problem.Error(LedgerProblems.Held, Place.Unknown, place.Address);

        Problem Restored() => Problem.Error(LedgerProblems.Restored, Place.Unknown, place.Address, FormattableString.Invariant($"{last?.Number ?? 0}"), FormattableString.Invariant($"{anchor.Link}"));
    }

    /// <summary>Whether the ledger knows yet where it lives.</summary>
    public static async Task<bool> IsSettledAsync(IDeliveryLedger ledger, CancellationToken cancellationToken)
    {
        if (ledger is not ILedgerIdentity) return true;
        var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        return await session.Gates.NumberAsync(Address, cancellationToken).ConfigureAwait(false) != 0;
    }

    /// <summary>The life of a ledger that is known to be itself, else null. A damaged one proves nothing; it is opened all the same, so that it can be looked through, and a run examines it anew.</summary>
    public static async ValueTask<long?> ProvenLifeAsync(IDeliveryLedger ledger, CancellationToken cancellationToken)
    {
        try
        {
            return await ExamineAsync(ledger, cancellationToken).ConfigureAwait(false) is null && await IsSettledAsync(ledger, cancellationToken).ConfigureAwait(false)
                ? await LifeAsync(ledger, cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (LedgerException)
        {
            return null;
        }
    }

    /// <summary>The life of a ledger.</summary>
    public static async ValueTask<long> LifeAsync(IDeliveryLedger ledger, CancellationToken cancellationToken)
    {
        var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        return await session.Gates.NumberAsync(LedgerNumbers.Life, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Holds a ledger that is older than what is remembered here for the workers of every machine: another one may remember nothing. One with another id is not this ledger at all, and nobody else's is held for it.</summary>
    public static async ValueTask HoldAsync(IDeliveryLedger ledger, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (ledger is not ILedgerIdentity identity || (await identity.ReadAnchorAsync(cancellationToken).ConfigureAwait(false))?.Ledger != ledger.Id) return;
        var work = await LedgerWork.OpenAsync(ledger, LedgerAccess.Change, now, null, cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        if (await work.Session.Gates.NumberAsync(LedgerNumbers.Held, cancellationToken).ConfigureAwait(false) != 0) return;
        await work.Session.Gates.SetNumberAsync(LedgerNumbers.Held, 1, cancellationToken).ConfigureAwait(false);
        work.Note("held", null, null, null, null, "ledger");
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins a new life of a ledger that a person accepted: what other machines remember of earlier ones counts no more.</summary>
    public static async ValueTask<long> BeginLifeAsync(LedgerWork work, CancellationToken cancellationToken)
    {
        var life = Math.Max(work.Now.UtcTicks, await work.Session.Gates.NumberAsync(LedgerNumbers.Life, cancellationToken).ConfigureAwait(false) + 1);
        await work.Session.Gates.SetNumberAsync(LedgerNumbers.Life, life, cancellationToken).ConfigureAwait(false);
        await work.Session.Gates.SetNumberAsync(LedgerNumbers.Held, 0, cancellationToken).ConfigureAwait(false);
        return life;
    }

    /// <summary>Writes down that the ledger lives where it is. The commit anchors it.</summary>
    public static async ValueTask SettleAsync(LedgerWork work, ILedgerIdentity identity, TrailActor? actor, CancellationToken cancellationToken)
    {
        foreach (var (name, _, value) in Marks(await identity.LocateAsync(cancellationToken).ConfigureAwait(false)))
            await work.Session.Gates.SetNumberAsync(name, value, cancellationToken).ConfigureAwait(false);
        work.Note(actor is null ? "settled" : "accepted", null, null, null, null, "ledger", actor);
    }

    private static (string Name, string Word, long Value)[] Marks(LedgerPlace place) =>
        [(Machine, "machine", Mark(place.Machine)), (Address, "path", Mark(place.Address)), (Body, "file", Mark(place.Body))];

    // A number is enough to see that two differ; what it stands for is nobody's business. 0 stands for what cannot be told.
    private static long Mark(string? text)
    {
        if (text is null) return 0;
        using var hasher = new ContentHasher();
        return BinaryPrimitives.ReadInt64BigEndian(hasher.Add(text).Finish().ToBytes()) | 1;
    }
}
