using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>What may be public although this ledger knows nothing of it: another copy may have published it (law 6).</summary>
internal static class Doubt
{
    private const int PageSize = 500;

    /// <summary>Takes a ledger that could not prove to be itself for the real one: everything whose moment has come is looked for before it may go out.</summary>
    /// <returns>How many deliveries are in doubt.</returns>
    public static async Task<int> AcceptAsync(IDeliveryLedger ledger, DateTimeOffset now, Func<string, EffectiveChannel?> channels, TrailActor actor, CancellationToken cancellationToken)
    {
        if (ledger is not ILedgerIdentity identity) return 0;
        var doubtful = 0;
        var work = await LedgerWork.OpenAsync(ledger, LedgerAccess.Change, now, null, cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        work.By = LifeMovers.Accept;
        for (var after = 0L; ;)
        {
            var page = await work.InAsync([DeliveryState.Waiting], after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var delivery in page)
            {
                after = delivery.Id;
                if (delivery.Intended <= now && await RaiseAsync(work, delivery, channels(delivery.Account), cancellationToken).ConfigureAwait(false)) doubtful++;
            }

            if (page.Count < PageSize) break;
        }

        await Custody.SettleAsync(work, identity, actor, cancellationToken).ConfigureAwait(false);
        await work.Session.Gates.SetNumberAsync(Custody.Doubt, 1, cancellationToken).ConfigureAwait(false);
        identity.Life = await Custody.BeginLifeAsync(work, cancellationToken).ConfigureAwait(false);
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
        return doubtful;
    }

    /// <summary>Makes a waiting delivery uncertain, as if an attempt at it had begun just now: whoever may have published it did so before.</summary>
    /// <returns>Whether it is in doubt now; repeating is no harm where it gives the same one effect.</returns>
    public static async ValueTask<bool> RaiseAsync(LedgerWork work, DeliveryRow delivery, EffectiveChannel? channel, CancellationToken cancellationToken)
    {
        var publication = await work.PublicationAsync(delivery.Publication, cancellationToken).ConfigureAwait(false);
        var guarantee = channel?.Find(publication.Key.Placement)?.Guarantee ?? EffectGuarantee.None;
        if (guarantee.RepeatSafeFor == TimeSpan.MaxValue) return false;

        // No attempt of this ledger's own left a handle to look by.
        var canLook = guarantee.FoundBy != EffectProof.Handle && channel is not null && OutcomeRules.CanBeLookedFor(channel, guarantee);
        var doubted = delivery with
        {
            StartedAt = work.Now,
            UnprovenSince = delivery.UnprovenSince ?? work.Now,
            GiveUpAt = canLook ? OutcomeRules.EndOfLooking(work.Now, guarantee) : null,
            Looks = 0,
            Problem = DispatchingProblems.MayBePublic,
            ProblemArguments = [],
        };
        await OutcomeRules.UncertainAsync(work, doubted, canLook ? WaitReason.Proof : WaitReason.Person, canLook ? work.Now : null, "doubt", cancellationToken).ConfigureAwait(false);
        return true;
    }
}
