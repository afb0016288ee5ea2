using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Dispatching;

/// <summary>Asks the gates anew about deliveries that wait, after something changed that they wait for.</summary>
internal static class Reconsider
{
    private const int PageSize = 1000;

    // These are settled by the engine or a person, not by a gate.
    private static readonly WaitReason[] NotByGates = [WaitReason.Limit, WaitReason.Credential, WaitReason.Retry, WaitReason.Platform, WaitReason.Proof, WaitReason.Consent, WaitReason.Duplicate];

    /// <summary>A delivery that is not stored yet, as the gates have it.</summary>
    public static DeliveryRow Apply(DeliveryRow delivery, GateDecision decision, DateTimeOffset now) => decision.Expired
        ? delivery with { WaitsFor = WaitReason.Time, Due = now }
        : delivery with
        {
            WaitsFor = decision.WaitsFor ?? WaitReason.Turn,
            Due = decision.IsOpen ? now : decision.Due,
            Problem = decision.WaitsFor == WaitReason.Person ? DispatchingProblems.LateAsks : delivery.Problem,
        };

    /// <summary>A stored delivery, whose gates are asked now.</summary>
    public static async ValueTask Async(LedgerWork work, DeliveryRow delivery, PublicationRow publication, string cause, CancellationToken cancellationToken) =>
        await StoreAsync(work, delivery, await Gates.DecideAsync(work, delivery, publication, cancellationToken).ConfigureAwait(false), cause, cancellationToken).ConfigureAwait(false);

    /// <summary>A stored delivery, as the gates have it.</summary>
    public static async ValueTask StoreAsync(LedgerWork work, DeliveryRow delivery, GateDecision decision, string cause, CancellationToken cancellationToken)
    {
        var considered = Apply(delivery, decision, work.Now);
        await work.MoveAsync(considered, DeliveryState.Waiting, considered.WaitsFor, considered.Due, cause, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All deliveries that wait for a gate and fit.</summary>
    public static async ValueTask AllAsync(LedgerWork work, Func<DeliveryRow, PublicationRow, bool> fits, string cause, CancellationToken cancellationToken)
    {
        for (var after = 0L; ;)
        {
            var page = await work.InAsync([DeliveryState.Waiting], after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var delivery in page)
            {
                after = delivery.Id;
                if (delivery.WaitsFor is { } reason && NotByGates.Contains(reason)) continue;
                if (delivery is { WaitsFor: WaitReason.Person, Problem: not null }) continue;
                var publication = await work.PublicationAsync(delivery.Publication, cancellationToken).ConfigureAwait(false);
                if (!fits(delivery, publication)) continue;
                var decision = await Gates.DecideAsync(work, delivery, publication, cancellationToken).ConfigureAwait(false);
                var considered = Apply(delivery, decision, work.Now);
                if (considered.WaitsFor != delivery.WaitsFor || considered.Due != delivery.Due) await StoreAsync(work, delivery, decision, cause, cancellationToken).ConfigureAwait(false);
            }

            if (page.Count < PageSize) return;
        }
    }
}
