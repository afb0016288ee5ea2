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

    /// <summary>Until everything was looked after that is due now; nothing is published.</summary>
    Looked = 2,
}

/// <summary>How a dispatcher works.</summary>
/// <param name="InFlight">How many calls may be on their way at once.</param>
/// <param name="Drain">How long calls on their way are awaited after a stop.</param>
internal sealed record DispatchPace(int InFlight, TimeSpan Drain);

/// <summary>The engine's loop: take a turn, make the calls it claimed, wait for the next event. All decisions are made in the turn, on rows of the ledger.</summary>
internal sealed class Dispatcher(Turn turn, AttemptRunner runner, IWorkerSeat seat, TimeProvider clock, DispatchPace pace)
{
    /// <summary>How often a worker with calls on their way looks for new work: 250 ms.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a worker without work waits at most, also when no ledger tells it of changes: 1 min.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private static readonly WaitReason[] NotForPersons = [.. Enum.GetValues<WaitReason>().Where(r => !Backlog.IsForPerson(r))];
    private static readonly WaitReason[] AwaitedWhenIdle = [WaitReason.Limit, WaitReason.Retry, WaitReason.Platform, WaitReason.Proof];

    /// <param name="until">How long to run.</param>
    /// <param name="awaitFor">How long to wait for what is due soon, when running until idle.</param>
    /// <param name="stop">Stops claiming; what is in flight is awaited.</param>
    /// <param name="abandon">Ends the calls in flight too.</param>
    /// <returns>Whether it ended because it was stopped.</returns>
    public async Task<bool> RunAsync(RunUntil until, TimeSpan awaitFor, CancellationToken stop, CancellationToken abandon)
    {
        if (seat.IsAlone) await turn.AdoptAsync(stop).ConfigureAwait(false);
        var patience = clock.GetUtcNow() + awaitFor;

        // A rehearsal plays everything but persons; a run until idle awaits only what will move soon by itself.
        IReadOnlyCollection<WaitReason> awaited = until == RunUntil.Stopped ? [] : clock is VirtualClock ? NotForPersons : AwaitedWhenIdle;
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(abandon);
        await using var registration = stop.Register(() => giveUp.CancelAfter(pace.Drain)).ConfigureAwait(false);

        // The seat of the worker is not given up while a call of ours may still have its effect.
        var slots = new CallSlots(runner, pace.InFlight, clock, giveUp.Token);
        await using var _ = slots.ConfigureAwait(false);
        var unrecorded = new List<ClaimResult>();
        var window = new ClaimWindow(pace.InFlight);
        var failures = 0;
        DateTimeOffset? drainedAt = null;
        while (true)
        {
            var stopping = stop.IsCancellationRequested || abandon.IsCancellationRequested;
            var now = clock.GetUtcNow();

            // What has waited for half its lease is given back: another worker may have a free slot.
            slots.GiveBack(call => stopping || call.Claims[0].Lease.IsHalfOver(now));
            unrecorded.AddRange(slots.Collect());
            var room = stopping ? default : new Room(window.Size - slots.Open, pace.InFlight - slots.OpenUrgent, until == RunUntil.Looked);

            // A turn is never cut short: what finished is recorded even when everything else is given up.
            TurnResult result;
            try
            {
                result = await TurnAsync(unrecorded, slots.ToRenew(now), room, awaited).ConfigureAwait(false);
                failures = 0;
            }
            catch (LedgerException e) when (e.IsTransient && now < (stopping ? drainedAt ??= now + pace.Drain : until == RunUntil.Stopped ? DateTimeOffset.MaxValue : patience))
            {
                // The ledger fell over and comes back: a worker awaits it for as long as it runs, and at its end for as long as it drains. What finished is kept in hand until it is recorded.
                var pause = Backoff.Pause(++failures, "ledger") / 4;
                await Task.Delay(pause, clock, CancellationToken.None).ConfigureAwait(false);
                continue;
            }

            // On a virtual clock nothing waits, and every turn finds the slots empty.
            if (unrecorded.Count > 0 && clock is not VirtualClock) window.Adapt(ranDry: slots.Open < pace.InFlight && result.Calls.Count >= room.Window, slots.LongestWait());
            unrecorded.Clear();
            slots.Add(result.Calls.Select(c => new Call(c, !c[0].IsLook && !Turn.IsProvable(c[0].Channel, c[0].Placement))));
            if (slots.Open > 0 || slots.News.IsCompleted) await NextEventAsync(slots, result, stop).ConfigureAwait(false);
            else if (stopping) return true;
            else if (!result.More && !await WaitAsync(until, result.NextDue, patience, stop).ConfigureAwait(false)) return stop.IsCancellationRequested;
        }
    }

    private Task<TurnResult> TurnAsync(IReadOnlyList<ClaimResult> results, IReadOnlyList<Claim> renew, Room room, IReadOnlyCollection<WaitReason> awaited) => Telemetry.HearsTurns
        ? Telemetry.TurnAsync(results, clock, () => turn.RunAsync(results, renew, room, awaited, CancellationToken.None))
        : turn.RunAsync(results, renew, room, awaited, CancellationToken.None);

    /// <summary>
    /// Waits until something finished; on a virtual clock until everything did, since time stands still meanwhile. On a real one nothing may have, so that a slow call keeps nobody else waiting.
    /// </summary>
    private async Task NextEventAsync(CallSlots slots, TurnResult result, CancellationToken stop)
    {
        if (clock is VirtualClock)
        {
            await slots.AllAsync().ConfigureAwait(false);
            return;
        }

        if (result.More || slots.News.IsCompleted) return;
        var pause = result.NextDue is { } due && due - clock.GetUtcNow() is var ahead && ahead < Glance ? (ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero) : Glance;
        using var glance = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(slots.News, stop.IsCancellationRequested ? Task.Delay(Glance, clock, CancellationToken.None) : Task.Delay(pause, clock, glance.Token)).ConfigureAwait(false);
        await glance.CancelAsync().ConfigureAwait(false);
    }

    /// <returns>Whether to go on.</returns>
    private async Task<bool> WaitAsync(RunUntil until, DateTimeOffset? nextDue, DateTimeOffset patience, CancellationToken stop)
    {
        if (until == RunUntil.Looked) return false;
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

        var pause = nextDue is { } due && due - clock.GetUtcNow() is var ahead && ahead < LongestWait ? ahead : LongestWait;
        if (pause <= TimeSpan.Zero) return true;
        try
        {
            await seat.WaitAsync(pause, clock, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped while waiting: the next turn records and ends.
        }

        return true;
    }
}
