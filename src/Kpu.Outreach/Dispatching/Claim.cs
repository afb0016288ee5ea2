using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>How long a claim is this worker's. Renewed by the turn, read by the call just before its effect. Thread-safe.</summary>
internal sealed class Lease(DateTimeOffset from, DateTimeOffset until)
{
    private long _from = from.UtcTicks;
    private long _until = until.UtcTicks;

    public DateTimeOffset From => new(Interlocked.Read(ref _from), TimeSpan.Zero);

    public DateTimeOffset Until => new(Interlocked.Read(ref _until), TimeSpan.Zero);

    /// <summary>Whether half of it is over: time to renew it, or to give back what has not begun.</summary>
    public bool IsHalfOver(DateTimeOffset now) => now.UtcTicks - Interlocked.Read(ref _from) > (Interlocked.Read(ref _until) - Interlocked.Read(ref _from)) / 2;

    /// <summary>Only after the new end was committed: until then the old one counts.</summary>
    public void Renew(DateTimeOffset from, DateTimeOffset until)
    {
        Interlocked.Exchange(ref _from, from.UtcTicks);
        Interlocked.Exchange(ref _until, until.UtcTicks);
    }

    /// <summary>Ends it at once: the ledger says that somebody else has the delivery.</summary>
    public void Lose() => Renew(DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
}

/// <summary>What a worker may do now: act, or look whether an earlier act took effect.</summary>
/// <param name="Delivery">The delivery, with the fence of this claim.</param>
/// <param name="Publication">Its publication.</param>
/// <param name="Rendition">What is to stand there.</param>
/// <param name="Channel">The account with its channel.</param>
/// <param name="Placement">The narrowed placement.</param>
/// <param name="Receipts">The parts that were carried out already.</param>
/// <param name="Lease">How long it is this worker's.</param>
/// <param name="IsLook">Whether to look only.</param>
internal sealed record Claim(
    DeliveryRow Delivery, PublicationRow Publication, Rendition Rendition, EffectiveChannel Channel, PlacementDescriptor Placement, IReadOnlyList<ReceiptRow> Receipts, Lease Lease, bool IsLook);

/// <summary>How a claim ended.</summary>
internal sealed record ClaimResult(Claim Claim)
{
    /// <summary>How the act ended; null for a look or when it never began.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>What a look saw; null for an act.</summary>
    public Observation? Observation { get; init; }

    /// <summary>Where it stands, when the channel says so beside the outcome.</summary>
    public Receipt? Receipt { get; init; }

    /// <summary>Whether all parts were carried out by the one call, as a snapshot does.</summary>
    public bool SettlesAllParts { get; init; }
}

/// <summary>How much a turn may claim.</summary>
/// <param name="Window">How many calls may be claimed where what a crash leaves in doubt can be proven.</param>
/// <param name="Slots">How many calls can begin at once: no more are claimed where nothing can be proven.</param>
/// <param name="LooksOnly">Whether only looks are claimed.</param>
internal readonly record struct Room(int Window, int Slots, bool LooksOnly = false);

/// <summary>What one turn gives the dispatcher.</summary>
/// <param name="Calls">The claims that may start; those of one call together.</param>
/// <param name="More">Whether more may be due than was looked at.</param>
/// <param name="NextDue">When something awaited will be due next; null when nothing will, or when something started.</param>
internal sealed record TurnResult(IReadOnlyList<IReadOnlyList<Claim>> Calls, bool More, DateTimeOffset? NextDue);
