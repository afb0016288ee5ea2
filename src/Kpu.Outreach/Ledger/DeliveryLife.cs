using static Kpu.Outreach.Ledger.DeliveryState;
using static Kpu.Outreach.Ledger.LifeMovers;

namespace Kpu.Outreach.Ledger;

/// <summary>The life of a delivery: the one table of moves. Nothing else changes a state.</summary>
public static class DeliveryLife
{
    private static readonly LifeTable<DeliveryState> Table = new(
        new(Waiting, Waiting, Claim | Result | Look | Plan | Person, "what it waits for, since when, when to ask again; or its next part"),
        new(Waiting, Preparing, Claim, "when the preparation began"),
        new(Waiting, InFlight, Claim, "fence, lease, begin of the attempt: the durable intent"),
        new(Waiting, Uncertain, Claim | Accept, "since when it may be public without proof, when looking ends"),
        new(Waiting, Published, Result | Look | Person, "where it stands, since when: a late proof, or a person's word"),
        new(Waiting, Expired, Claim, "its time has passed for good"),
        new(Waiting, Cancelled, Claim | Result | Look | Plan | Person, "no longer wanted; nothing is public that it could change; or what it should replace was not given back"),
        new(Preparing, Waiting, Result | Lapse, "what was prepared, and until when it is good"),
        new(Preparing, Rejected, Result, "the problem"),
        new(Preparing, Cancelled, Plan | Person, "no longer wanted"),
        new(InFlight, Waiting, Result | Lapse, "the next part, the next attempt, or what it waits for; the problem"),
        new(InFlight, Accepted, Result, "the platform's handle, when looking ends"),
        new(InFlight, Uncertain, Result | Lapse, "since when it may be public without proof, when looking ends, the problem"),
        new(InFlight, Published, Result, "where it stands, since when"),
        new(InFlight, Rejected, Result, "the problem"),
        new(Accepted, Accepted, Claim | Result | Look | Lapse, "fence, lease and number of the look; when to look again"),
        new(Accepted, Waiting, Result | Look | Person, "the next part, or the next attempt: it failed there, or is proven absent"),
        new(Accepted, Uncertain, Claim | Look, "nobody can tell: a person is asked"),
        new(Accepted, Published, Result | Look | Person, "where it stands, since when"),
        new(Uncertain, Uncertain, Claim | Result | Look | Lapse, "fence, lease and number of the look; when to look again, or that a person is asked"),
        new(Uncertain, Waiting, Result | Look | Person, "the next part, or the next attempt: it failed there, or is proven absent"),
        new(Uncertain, Published, Result | Look | Person, "where it stands, since when"),

        // What ended without an effect may still turn out to have had one; nothing else wakes it.
        new(Rejected, Published, Result | Look, "where it stands, since when: a late proof"),
        new(Expired, Published, Result | Look, "where it stands, since when: a late proof"),
        new(Cancelled, Published, Result | Look, "where it stands, since when: a late proof"));

    /// <summary>Every move there is, in the order of the states. Each also stores since when it stands so, and a line of the trail when the state or what it waits for changes.</summary>
    public static IReadOnlyList<LifeMove<DeliveryState>> Moves => Table.Moves;

    /// <summary>Whether a delivery may move from one state to another.</summary>
    /// <param name="from">The state it has.</param>
    /// <param name="to">The state it shall have.</param>
    /// <param name="by">Who moves it.</param>
    /// <returns>True when the table has the move, for this mover.</returns>
    public static bool Allows(DeliveryState from, DeliveryState to, LifeMovers by) => (Table.MoversOf(from, to) & by) != None;

    /// <summary>Moves a delivery.</summary>
    /// <param name="delivery">The delivery with what else changes.</param>
    /// <param name="before">The delivery as it stands.</param>
    /// <param name="to">The state it shall have.</param>
    /// <param name="by">Who moves it.</param>
    /// <param name="waitsFor">What it waits for; null for a state in which nothing is waited for.</param>
    /// <param name="due">When to consider it next; null when only an event can move it.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The delivery as it shall stand.</returns>
    /// <exception cref="InvalidOperationException">The table does not have the move, or not for this mover.</exception>
    internal static DeliveryRow Move(DeliveryRow delivery, DeliveryRow before, DeliveryState to, LifeMovers by, WaitReason? waitsFor, DateTimeOffset? due, DateTimeOffset now)
    {
        if (!Allows(before.State, to, by)) throw new InvalidOperationException($"{by} cannot move delivery {delivery.Id} from {before.State} to {to}.");
        return delivery with
        {
            State = to,
            WaitsFor = waitsFor,
            Due = to.IsFinal() || to == InFlight ? null : due,
            Since = before.State == to && before.WaitsFor == waitsFor ? before.Since : now,
            LeaseUntil = to == InFlight ? delivery.LeaseUntil : null,
        };
    }
}
