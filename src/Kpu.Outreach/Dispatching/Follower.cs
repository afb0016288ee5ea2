using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Dispatching;

/// <summary>Waits, beside a worker of the same process, until nothing is due now, and tells from the trail what the worker did meanwhile.</summary>
internal sealed class Follower(IDeliveryLedger ledger, TimeProvider clock)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>The number of the last entry of the trail.</summary>
    public async Task<long> LastAsync(CancellationToken cancellationToken)
    {
        var session = await ledger.OpenAsync(write: false, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        return (await session.Trail.LastAsync(cancellationToken).ConfigureAwait(false))?.Number ?? 0;
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
        var session = await ledger.OpenAsync(write: false, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        return (await session.Deliveries.DueAsync(clock.GetUtcNow(), 1, cancellationToken).ConfigureAwait(false)).Count > 0
            || (await session.Deliveries.InAsync([DeliveryState.InFlight], 0, 1, cancellationToken).ConfigureAwait(false)).Count > 0;
    }

    private async Task<RunTally> TallyAsync(long since, CancellationToken cancellationToken)
    {
        const int PageSize = 1000;
        var tally = new RunTally();
        var session = await ledger.OpenAsync(write: false, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        for (var after = since; ;)
        {
            var page = await session.Trail.ReadAsync(null, after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page)
            {
                after = entry.Number;
                if (entry is not { Kind: "moved" or "outcome", Delivery: { } id, To: { } to }) continue;
                if (to == "done" && await session.Deliveries.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } delivery) tally.Done(delivery.Operation);
                else if (to == DeliveryState.Rejected.Word()) tally.Rejected += entry.Kind == "moved" ? 1 : 0;
                else if (to == DeliveryState.Expired.Word()) tally.Expired++;
            }

            if (page.Count < PageSize) return tally;
        }
    }
}
