using System.Collections.Frozen;

namespace Kpu.Outreach.Ledger;

/// <summary>The life of a delivery: the one table of moves. Nothing else changes a state.</summary>
public static class DeliveryLife
{
    private static readonly FrozenDictionary<DeliveryState, DeliveryState[]> Moves = new Dictionary<DeliveryState, DeliveryState[]>
    {
        [DeliveryState.Waiting] = [DeliveryState.Waiting, DeliveryState.Preparing, DeliveryState.InFlight, DeliveryState.Uncertain, DeliveryState.Published, DeliveryState.Expired, DeliveryState.Cancelled],
        [DeliveryState.Preparing] = [DeliveryState.Waiting, DeliveryState.Rejected, DeliveryState.Cancelled],
        [DeliveryState.InFlight] = [DeliveryState.Waiting, DeliveryState.Accepted, DeliveryState.Uncertain, DeliveryState.Published, DeliveryState.Rejected],
        [DeliveryState.Accepted] = [DeliveryState.Accepted, DeliveryState.InFlight, DeliveryState.Waiting, DeliveryState.Uncertain, DeliveryState.Published, DeliveryState.Rejected],
        [DeliveryState.Uncertain] = [DeliveryState.Uncertain, DeliveryState.Waiting, DeliveryState.Published, DeliveryState.Rejected],

        // What ended without an effect may still turn out to have had one; nothing else wakes it.
        [DeliveryState.Rejected] = [DeliveryState.Published],
        [DeliveryState.Expired] = [DeliveryState.Published],
        [DeliveryState.Cancelled] = [DeliveryState.Published],
        [DeliveryState.Published] = [],
    }.ToFrozenDictionary();

    /// <summary>Whether a delivery may move from one state to another.</summary>
    /// <param name="from">The state it has.</param>
    /// <param name="to">The state it shall have.</param>
    /// <returns>True when the table has the move.</returns>
    public static bool Allows(DeliveryState from, DeliveryState to) => Moves[from].Contains(to);

    /// <summary>Every move there is.</summary>
    /// <returns>The pairs, in the order of the states.</returns>
    public static IEnumerable<(DeliveryState From, DeliveryState To)> All() =>
        Moves.OrderBy(m => m.Key).SelectMany(m => m.Value.Select(to => (m.Key, to)));

    /// <summary>Moves a delivery.</summary>
    /// <param name="delivery">The delivery with what else changes.</param>
    /// <param name="before">The delivery as it stands.</param>
    /// <param name="to">The state it shall have.</param>
    /// <param name="waitsFor">What it waits for; null for a state in which nothing is waited for.</param>
    /// <param name="due">When to consider it next; null when only an event can move it.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The delivery as it shall stand.</returns>
    /// <exception cref="InvalidOperationException">The table does not have the move.</exception>
    internal static DeliveryRow Move(DeliveryRow delivery, DeliveryRow before, DeliveryState to, WaitReason? waitsFor, DateTimeOffset? due, DateTimeOffset now)
    {
        if (!Allows(before.State, to)) throw new InvalidOperationException($"Delivery {delivery.Id} cannot move from {before.State} to {to}.");
        return delivery with
        {
            State = to,
            WaitsFor = waitsFor,
            Due = to.IsFinal() || to == DeliveryState.InFlight ? null : due,
            Since = before.State == to && before.WaitsFor == waitsFor ? before.Since : now,
            LeaseUntil = to == DeliveryState.InFlight ? delivery.LeaseUntil : null,
        };
    }
}
