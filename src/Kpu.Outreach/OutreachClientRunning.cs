using Kpu.Outreach.Credentials;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach;

/// <content>Runs: until nothing is due, until stopped, or for looking alone.</content>
public sealed partial class OutreachClient
{
    /// <summary>How often a call that waits for its turn asks whether a worker has come: 50 ms.</summary>
    private static readonly TimeSpan AskForWorker = TimeSpan.FromMilliseconds(50);

    /// <summary>Told of each time that a worker found the ledger out of reach when it began.</summary>
    internal Action<Problem>? LedgerAwaited { get; set; }

    /// <summary>Works until nothing is due now; in a rehearsal until nothing will be due any more. Where a worker of this client goes on already, it is followed instead.</summary>
    /// <param name="awaitFor">How long to wait for what is due soon. Default: <see cref="OutreachOptions.DefaultPatience"/>.</param>
    /// <param name="stop">Stops claiming; what is on its way is awaited and recorded.</param>
    /// <returns>What was done and what waits.</returns>
    public Task<RunReport> RunAsync(TimeSpan? awaitFor = null, CancellationToken stop = default) =>
        RunAsync(awaitFor ?? OutreachOptions.DefaultPatience, null, stop);

    /// <summary>Looks after what was accepted or may be public without proof, as a worker does, and publishes nothing. Where a worker of this client goes on already, it does so itself.</summary>
    /// <param name="stop">Stops claiming; looks on their way are awaited and recorded.</param>
    /// <returns>What was found public, and what waits.</returns>
    public async Task<RunReport> LookAsync(CancellationToken stop = default)
    {
        var ledger = await LedgerAsync(stop).ConfigureAwait(false);
        while (Volatile.Read(ref _workers) == 0)
            if (await _running.WaitAsync(AskForWorker, stop).ConfigureAwait(false)) return await RunAsync(ledger, RunUntil.Looked, TimeSpan.Zero, stop).ConfigureAwait(false);
        return await ReportAsync(ledger, new RunTally(), interrupted: false).ConfigureAwait(false);
    }

    /// <summary>Works until it is stopped. A ledger that cannot be reached yet is awaited.</summary>
    /// <param name="stop">Stops claiming; what is on its way is awaited and recorded.</param>
    /// <returns>What was done and what waits.</returns>
    /// <exception cref="LedgerException">The ledger cannot be used, and that will not pass by itself.</exception>
    public async Task<RunReport> WorkAsync(CancellationToken stop)
    {
        Interlocked.Increment(ref _workers);
        try
        {
            for (var failures = 1; ; failures++)
            {
                try
                {
                    var ledger = await LedgerAsync(stop).ConfigureAwait(false);
                    await _running.WaitAsync(stop).ConfigureAwait(false);
                    return await RunAsync(ledger, RunUntil.Stopped, TimeSpan.Zero, stop).ConfigureAwait(false);
                }
                catch (LedgerException e) when (e.IsTransient && !stop.IsCancellationRequested)
                {
                    // A server that is started after its workers, or falls over while one begins.
                    LedgerAwaited?.Invoke(e.Problem);
                    var pause = Backoff.Pause(failures, "ledger") / 4;
                    await Task.Delay(pause, _clock, stop).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _workers);
        }
    }

    private async Task<RunReport> RunAsync(TimeSpan awaitFor, long? since, CancellationToken stop)
    {
        var ledger = await LedgerAsync(stop).ConfigureAwait(false);
        var from = since ?? await FollowFromAsync(stop).ConfigureAwait(false);

        // The worker of this client holds the seat until the host ends: what is due is its work, also when it starts while this call waits for its turn.
        while (Volatile.Read(ref _workers) == 0)
            if (await _running.WaitAsync(AskForWorker, stop).ConfigureAwait(false)) return await RunAsync(ledger, RunUntil.Idle, awaitFor, stop).ConfigureAwait(false);
        var tally = await new Follower(ledger, _clock).FollowAsync(from, awaitFor, stop).ConfigureAwait(false);
        return await ReportAsync(ledger, tally, interrupted: false).ConfigureAwait(false);
    }

    private async ValueTask<long> FollowFromAsync(CancellationToken cancellationToken) =>
        await new Follower(await LedgerAsync(cancellationToken).ConfigureAwait(false), _clock).LastAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Runs; whoever calls it has entered <see cref="_running"/>, which it leaves.</summary>
    private async Task<RunReport> RunAsync(IDeliveryLedger ledger, RunUntil until, TimeSpan awaitFor, CancellationToken stop)
    {
        try
        {
            if (await ledger.TryJoinAsync(stop).ConfigureAwait(false) is not { } seat)
                return new RunReport { Problems = [Problem.Error(DispatchingProblems.WorkerBusy, Place.Unknown)] };
            await using (seat.ConfigureAwait(false))
            {
                if (await SettleAsync(ledger, seat, stop).ConfigureAwait(false) is { } away) return new RunReport { Problems = [away] };
                await KnowAccountsAsync(stop).ConfigureAwait(false);
                var context = new DispatchContext
                {
                    OutputRoot = _options.OutputRoot,
                    Media = _options.Media ?? new FolderMediaLibrary(_options.OutputRoot),
                    Offices = _options.Offices,
                    Credentials = _options.Credentials ?? new HostCredentials(_options.OutputRoot),
                    ConfigurePipeline = _options.ConfigurePipeline,
                    Pipelines = _pipelines,
                };
                var rules = new OutcomeRules(_options.AttemptsAtMost);
                var turn = new Turn(ledger, _clock, key => _channels.GetValueOrDefault(key), rules, _options.Lease ?? TimeSpan.Zero, seat.IsAlone);
                if (!seat.IsAlone) turn.BeginBehind(await StartingPlace.FindAsync(ledger, Now, [.. _channels.Keys.Order(StringComparer.Ordinal)], stop).ConfigureAwait(false));
                var dispatcher = new Dispatcher(turn, new AttemptRunner(ledger, context, _clock), seat, _clock, new DispatchPace(_options.InFlightAtMost, _options.Drain));
                try
                {
                    var interrupted = await dispatcher.RunAsync(until, awaitFor, stop, _closing.Token).ConfigureAwait(false);
                    return await ReportAsync(ledger, rules.Tally, interrupted).ConfigureAwait(false);
                }
                catch (LedgerException e) when (e.IsNotItself)
                {
                    // It was set back while it was worked for.
                    await HoldAsync(ledger, e.Problem, seat, stop).ConfigureAwait(false);
                    return new RunReport { Problems = [e.Problem] };
                }
            }
        }
        finally
        {
            _running.Release();
        }
    }

    private async Task<RunReport> ReportAsync(IDeliveryLedger ledger, RunTally tally, bool interrupted)
    {
        var backlog = await Backlog.ReadAsync(ledger, Now, TimeSpan.Zero, _closing.Token).ConfigureAwait(false);
        return new RunReport
        {
            Published = tally.Published,
            Revised = tally.Revised,
            Retracted = tally.Retracted,
            Rejected = tally.Rejected,
            Expired = tally.Expired,
            Emergencies = tally.Emergencies,
            Waiting = backlog.Waiting,
            NeedsPerson = backlog.NeedsPerson,
            NextDue = backlog.NextDue,
            Interrupted = interrupted,
        };
    }
}
