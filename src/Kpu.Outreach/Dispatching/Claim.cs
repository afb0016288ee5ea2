using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>What a worker may do now: act, or look whether an earlier act took effect.</summary>
/// <param name="Delivery">The delivery, with the fence of this claim.</param>
/// <param name="Publication">Its publication.</param>
/// <param name="Rendition">What is to stand there.</param>
/// <param name="Channel">The account with its channel.</param>
/// <param name="Placement">The narrowed placement.</param>
/// <param name="Receipts">The parts that were carried out already.</param>
/// <param name="IsLook">Whether to look only.</param>
internal sealed record Claim(
    DeliveryRow Delivery, PublicationRow Publication, Rendition Rendition, EffectiveChannel Channel, PlacementDescriptor Placement, IReadOnlyList<ReceiptRow> Receipts, bool IsLook);

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

/// <summary>What one turn gives the dispatcher.</summary>
/// <param name="Claims">What may start.</param>
/// <param name="NextDue">When something awaited will be due next; null when nothing will, or when something started.</param>
internal sealed record TurnResult(IReadOnlyList<Claim> Claims, DateTimeOffset? NextDue);
