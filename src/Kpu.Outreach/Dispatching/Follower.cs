using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>Waits, beside a worker of the same process, until nothing is due now, and tells from the trail what the worker did meanwhile.</summary>
internal sealed class Follower(IDeliveryLedger ledger, TimeProvider clock)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>The number of the last entry of the trail.</summary>
    public async Task<long> LastAsync(CancellationToken cancellationToken)
    {
        var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        return await session.Trail.LastAsync(cancellationToken).ConfigureAwait(false) is { } last ? last.First + last.Count - 1 : 0;
    }

    public async Task<RunTally> FollowAsync(long since, TimeSpan awaitFor, CancellationToken stop)
    {
        var patience = clock.GetUtcNow() + awaitFor;
        while (clock.GetUtcNow() <= patience && await IsBusyAsync(stop).ConfigureAwait(false))
            await Task.Delay(Glance, clock, stop).ConfigureAwait(false);
        return await TallyAsync(since, stop).ConfigureAwait(false);
    }

    private async Task<bool> IsBusyAsync(CancellationToken cancellationToken)
    {
        var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        return (await session.Deliveries.DueAccountsAsync(clock.GetUtcNow(), null, 1, cancellationToken).ConfigureAwait(false)).Count > 0
            || (await session.Deliveries.LeasedAsync(null, 1, cancellationToken).ConfigureAwait(false)).Count > 0;
    }

    private async Task<RunTally> TallyAsync(long since, CancellationToken cancellationToken)
    {
        var tally = new RunTally();
        await foreach (var entry in TrailReader.ReadAsync(ledger, null, since, cancellationToken).ConfigureAwait(false))
        {
            if (entry is not { Kind: "moved" or "outcome", Delivery: { } id, To: { } to }) continue;
            if (entry is { Kind: "moved", Cause: Turn.EmergencyClaim }) tally.InEmergency(id);
            else if (to == "done") tally.Done(await OperationOfAsync(id, cancellationToken).ConfigureAwait(false));
            else if (to == DeliveryState.Rejected.Word()) tally.Rejected += entry.Kind == "moved" ? 1 : 0;
            else if (to == DeliveryState.Expired.Word()) tally.Expired++;
        }

        return tally;
    }

    private async Task<Operations> OperationOfAsync(long delivery, CancellationToken cancellationToken)
    {
        var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        return (await session.Deliveries.ReadAsync([delivery], cancellationToken).ConfigureAwait(false))[0].Operation;
    }
}
