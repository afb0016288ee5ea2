using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.CrashBench.Worker;

/// <summary>A client of the library with the four channels, as a host sets it up.</summary>
internal sealed class Publisher : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AskForSeat = TimeSpan.FromMilliseconds(50);

    private readonly Workload _workload;
    private readonly PlatformClient _platform;
    private readonly OutreachClient _client;

    /// <param name="workload">What is published.</param>
    /// <param name="ledger">The ledger's name.</param>
    /// <param name="platform">Where the platform listens.</param>
    /// <param name="space">The platform's space for this ledger.</param>
    /// <param name="inFlight">How many calls may be on their way.</param>
    /// <param name="steps">Where to die.</param>
    public Publisher(Workload workload, string ledger, Uri platform, string space, int inFlight, Steps steps)
    {
        _workload = workload;
        _platform = new PlatformClient(platform, space, steps);
        PlatformChannel[] channels = [new(Guarantees.Key, _platform), new FindingChannel(_platform), new PreparingChannel(_platform), new(Guarantees.None, _platform)];
        _client = OutreachClient.Create(o =>
        {
            o.UseLedger(async ct =>
            {
                steps.Pass("before-ledger");
                var opened = await LedgerSource.OpenAsync(ledger, ct);
                steps.Pass("after-ledger");
                return SteppedLedger.Of(opened, steps);
            });
            foreach (var channel in channels) o.AddChannel(new SteppedChannel(channel, steps));
            foreach (var account in workload.AllAccounts) o.AddAccount(account);
            o.InFlightAtMost = inFlight;

            // Kills cost attempts too: nobody shall be asked only because a delivery met several.
            o.AttemptsAtMost = 20;
            o.Lease = TimeSpan.FromSeconds(2);
        });
    }

    /// <summary>Gets ready to work; nothing is opened yet.</summary>
    public Task GreetAsync(CancellationToken cancellationToken) => _platform.GreetAsync(cancellationToken);

    public async Task EnqueueAsync(int portion, CancellationToken cancellationToken)
    {
        var review = await AgainAsync(() => _client.ValidateAsync(_workload.Portion(portion), cancellationToken: cancellationToken), cancellationToken);
        if (!review.IsValid) throw new InvalidOperationException(string.Join('\n', review.Errors));
        var plan = _client.Plan(review, Workload.CampaignOf(portion));
        await AgainAsync(() => _client.EnqueueAsync(plan, cancellationToken), cancellationToken);
    }

    /// <summary>Works until nothing moves by itself any more.</summary>
    public Task FinishAsync() => WorkAsync(ct => _client.RunAsync(Patience, ct), CancellationToken.None);

    /// <summary>Works until it is stopped.</summary>
    public Task WorkAsync(CancellationToken stop) => WorkAsync(_client.WorkAsync, stop);

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _platform.Dispose();
    }

    private static async Task WorkAsync(Func<CancellationToken, Task<RunReport>> work, CancellationToken stop)
    {
        try
        {
            // Where another worker has the seat, this one waits beside it for its end.
            RunReport report;
            while ((report = await AgainAsync(() => work(stop), stop)).Problems.Any(p => p.Code == DispatchingProblems.WorkerBusy)) await Machine.PassAsync(AskForSeat, stop);
            if (report.Problems.Count > 0) throw new InvalidOperationException(string.Join('\n', report.Problems));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while it had no seat.
        }
    }

    /// <summary>Begins again when the ledger cannot be reached just now, as a host's own keeper does.</summary>
    private static async Task<T> AgainAsync<T>(Func<Task<T>> act, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await act();
            }
            catch (LedgerException e) when (e.IsTransient)
            {
                await Machine.PassAsync(AskForSeat, stop);
            }
        }
    }
}
