using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>What the gates say of a delivery.</summary>
/// <param name="WaitsFor">The first closed gate; null when all are open.</param>
/// <param name="Due">When to ask again; null when only an event can open it.</param>
/// <param name="Expired">Whether its time has passed for good.</param>
/// <param name="InEmergency">Whether it is open because one person approved in an emergency.</param>
internal readonly record struct GateDecision(WaitReason? WaitsFor, DateTimeOffset? Due, bool Expired = false, bool InEmergency = false)
{
    public bool IsOpen => WaitsFor is null && !Expired;
}

/// <summary>Decides all gates of a delivery on rows of the ledger, inside the transaction that would claim it.</summary>
internal static class Gates
{
    public static async ValueTask<GateDecision> DecideAsync(LedgerWork work, DeliveryRow delivery, PublicationRow publication, CancellationToken cancellationToken)
    {
        var now = work.Now;
        // Only what would newly appear can come too late; a correction or retraction of what is public never does.
        var appears = delivery.Operation == Operations.Publish && delivery.UnprovenSince is null;
        if (appears && delivery.ClosesAt <= now) return new(null, null, Expired: true);
        if (appears && delivery.NotAfter < now && delivery.Late == LatePolicy.Expire) return new(null, null, Expired: true);

        if (delivery.Predecessor is { } earlier && publication.Open > 0 && await work.FindDeliveryAsync(earlier, cancellationToken).ConfigureAwait(false) is { } first && !first.State.IsFinal())
            return Closed(WaitReason.Predecessor, null, delivery, appears);

        if (delivery.Operation != Operations.Retract)
        {
            foreach (var hold in await work.HoldsAsync(cancellationToken).ConfigureAwait(false))
                if (hold.Stops(delivery, publication, now))
                    return Closed(WaitReason.Hold, hold.Until, delivery, appears);

            var rules = await work.RulesAsync(cancellationToken).ConfigureAwait(false);
            var needed = rules.Campaigns.TryGetValue(publication.Key.Campaign, out var campaign) ? campaign.Approvers : 0;
            var approvers = await work.ApproversAsync(publication.Key.Campaign, delivery.Rendition, cancellationToken).ConfigureAwait(false);
            if (!approvers.AreEnough(needed))
                return Closed(WaitReason.Approval, null, delivery, appears);

            var opens = delivery.NotBefore > delivery.Intended ? delivery.NotBefore.Value : delivery.Intended;
            if (appears && now < opens) return new(delivery.NotBefore > delivery.Intended ? WaitReason.Stage : WaitReason.Time, opens);
            if (appears && delivery.NotAfter < now && delivery.Late == LatePolicy.Ask) return Closed(WaitReason.Person, null, delivery, appears);

            foreach (var closed in rules.Closures)
                if (closed.Closes(publication.Office, now))
                    return new(WaitReason.QuietPeriod, closed.Until);
            if (approvers.RestOnEmergency(needed)) return new(null, null, InEmergency: true);
        }

        return default;
    }

    /// <summary>Whether the facts a rendition carries still stand, in the version it carries.</summary>
    public static bool FactsStand(GateRules rules, Rendition rendition) =>
        rendition.Inputs.Facts.All(f => !rules.Facts.TryGetValue(f.Id, out var row) || (row.Good && row.Version <= f.Version));

    /// <summary>When a delivery that would newly appear expires; null for never. A closed gate is looked at then too, so that nothing waits for ever unseen.</summary>
    public static DateTimeOffset? EndOf(DeliveryRow delivery) =>
        delivery.Late == LatePolicy.Expire && delivery.NotAfter < (delivery.ClosesAt ?? DateTimeOffset.MaxValue) ? delivery.NotAfter?.AddTicks(1) : delivery.ClosesAt;

    private static GateDecision Closed(WaitReason reason, DateTimeOffset? until, DeliveryRow delivery, bool appears)
    {
        var end = appears ? EndOf(delivery) : null;
        return new(reason, until is null ? end : end is null || until < end ? until : end);
    }
}
