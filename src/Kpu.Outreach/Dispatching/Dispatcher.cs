using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>How long a dispatcher runs.</summary>
internal enum RunUntil
{
    /// <summary>Until nothing is due now; on a virtual clock until nothing will be due any more.</summary>
    Idle = 0,

    /// <summary>Until it is stopped.</summary>
    Stopped = 1,
}

/// <summary>The engine's loop: take a turn, make the calls it claimed, wait for the next event. All decisions are made in the turn, on rows of the ledger.</summary>
internal sealed class Dispatcher(Turn turn, AttemptRunner runner, TimeProvider clock, int inFlightAtMost)
{
    /// <summary>How often a worker looks whether other processes enqueued something: 1 s.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    /// <summary>How long calls in flight are awaited after a stop: 1 min.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromMinutes(1);

    private static readonly WaitReason[] ForPersons = [.. Enum.GetValues<WaitReason>().Where(Backlog.IsForPerson)];
    private static readonly WaitReason[] AwaitedWhenIdle = [WaitReason.Limit, WaitReason.Retry, WaitReason.Platform, WaitReason.Proof, WaitReason.Turn];

    private readonly List<Task<IReadOnlyList<ClaimResult>>> _running = [];

    /// <param name="until">How long to run.</param>
    /// <param name="awaitFor">How long to wait for what is due soon, when running until idle.</param>
    /// <param name="stop">Stops claiming; what is in flight is awaited.</param>
    /// <param name="abandon">Ends the calls in flight too.</param>
    /// <returns>Whether it ended because it was stopped.</returns>
    public async Task<bool> RunAsync(RunUntil until, TimeSpan awaitFor, CancellationToken stop, CancellationToken abandon)
    {
        await turn.AdoptAsync(stop).ConfigureAwait(false);
        var patience = clock.GetUtcNow() + awaitFor;
        var finished = new List<ClaimResult>();

        // A rehearsal plays everything but persons; a run until idle awaits only what will move soon by itself.
        IReadOnlyCollection<WaitReason> notAwaited = until == RunUntil.Stopped ? []
            : clock is VirtualClock ? ForPersons
            : [.. Enum.GetValues<WaitReason>().Except(AwaitedWhenIdle)];
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(abandon);
        await using var registration = stop.Register(() => giveUp.CancelAfter(Drain)).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var stopping = stop.IsCancellationRequested || abandon.IsCancellationRequested;

                // A turn is never cut short: what finished is recorded even when everything else is given up.
                var result = await turn.RunAsync(finished, stopping ? 0 : inFlightAtMost - _running.Count, notAwaited, CancellationToken.None).ConfigureAwait(false);
                finished.Clear();
                foreach (var group in result.Claims.GroupBy(GroupOf)) _running.Add(Start([.. group], giveUp.Token));
                if (_running.Count > 0)
                {
                    finished.AddRange(await CollectAsync(stop).ConfigureAwait(false));
                    continue;
                }

                if (stopping) return true;
                if (!await WaitAsync(until, result.NextDue, patience, stop).ConfigureAwait(false)) return stop.IsCancellationRequested;
            }
        }
        finally
        {
            // The seat of the worker is not given up while a call of ours may still have its effect.
            await Task.WhenAll(_running).ConfigureAwait(false);
        }
    }

    // One call settles a whole snapshot; elsewhere, and for a look, each claim is a call of its own.
    private static object GroupOf(Claim claim) => claim.IsLook || claim.Channel.Adapter.GetRole<ISnapshotPublisher>() is null ? claim.Delivery.Id : claim.Channel.Account.Key;

    private Task<IReadOnlyList<ClaimResult>> Start(IReadOnlyList<Claim> claims, CancellationToken abandon) => Task.Run(() => runner.RunAsync(claims, abandon), CancellationToken.None);

    /// <summary>
    /// What has finished; on a virtual clock all, since time stands still meanwhile. On a real one nothing may have: a slow call keeps nobody else waiting.
    /// Ordered, so that the same events give the same turn.
    /// </summary>
    private async Task<IReadOnlyList<ClaimResult>> CollectAsync(CancellationToken stop)
    {
        if (clock is VirtualClock) await Task.WhenAll(_running).ConfigureAwait(false);
        else
        {
            using var glance = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var pause = stop.IsCancellationRequested ? Task.WhenAny(_running) : Task.Delay(Glance, clock, glance.Token);
            await Task.WhenAny([.. _running, pause]).ConfigureAwait(false);
            await glance.CancelAsync().ConfigureAwait(false);
        }

        var ended = _running.FindAll(t => t.IsCompleted);
        _running.RemoveAll(ended.Contains);
        var results = new List<ClaimResult>();
        foreach (var task in ended) results.AddRange(await task.ConfigureAwait(false));
        return [.. results.OrderBy(r => r.Claim.Delivery.Id)];
    }

    /// <returns>Whether to go on.</returns>
    private async Task<bool> WaitAsync(RunUntil until, DateTimeOffset? nextDue, DateTimeOffset patience, CancellationToken stop)
    {
        if (until == RunUntil.Idle)
        {
            if (nextDue is not { } next) return false;
            if (clock is VirtualClock virtualClock)
            {
                virtualClock.JumpTo(next);
                return true;
            }

            if (next > patience) return false;
        }

        var pause = nextDue is { } due ? due - clock.GetUtcNow() : Glance;
        if (until == RunUntil.Stopped && pause > Glance) pause = Glance;
        if (pause <= TimeSpan.Zero) return true;
        try
        {
            await Task.Delay(pause, clock, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped while waiting: the next turn records and ends.
        }

        return true;
    }
}
