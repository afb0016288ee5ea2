using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Suites;
using Xunit;
using static Kpu.Outreach.Testing.Ledgers.LedgerSamples;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>Every ledger: several workers at it, through the real engine. Nothing is lost and nothing happens twice, whoever dies or sleeps.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
public abstract class LedgerWorkerSuite<TFixture>(TFixture fixture) : LedgerSuite<TFixture>(fixture)
    where TFixture : LedgerFixture
{
    private const int Accounts = 12;
    private const int Materials = 5;

    /// <summary>Two workers, each with a ledger of its own on the same store, publish everything once; where one is taken, the other is told so.</summary>
    [SkippableFact]
    [Trait("Guards", "workers")]
    public Task Two_workers_publish_everything_once() => CheckAsync(async () =>
    {
        NeedsToOutlive();
        var (store, wall) = (NewStore(), new LedgerWall());
        await using var one = Client(store, wall, LedgerOffice.Now);
        await using var two = Client(store, wall, LedgerOffice.Now);
        await EnqueueAsync(one, Accounts, Materials);
        await two.ValidateAsync(LedgerOffice.Model(Accounts, Materials));
        using var deadline = new CancellationTokenSource(Fixture.Deadline);
        var reports = await Task.WhenAll(new[] { one, two }.Select(c => Task.Run(async () =>
        {
            var busy = false;
            while (wall.Effects.Count < Accounts * Materials && !deadline.IsCancellationRequested && !Stop.IsCancellationRequested)
            {
                busy |= (await c.RunAsync(TimeSpan.Zero, Stop)).Problems.Count > 0;
                await Task.Yield();
            }

            return busy;
        })));
        await one.RunAsync(TimeSpan.Zero, Stop);
        await two.RunAsync(TimeSpan.Zero, Stop);
        Assert.Equal(Accounts * Materials, wall.Effects.Count);
        Assert.Equal(Accounts * Materials, wall.Effects.Distinct(StringComparer.Ordinal).Count());
        Assert.All(await StatusAsync(one), s => Assert.Equal(DeliveryState.Published, s.State));
        Assert.True(Fixture.TakesOneWorker || !reports.Contains(true), "A ledger that takes many workers refused one.");
        Assert.Empty((await one.VerifyLedgerAsync()).Problems);
    });

    /// <summary>A worker died after the effect and before the record: the next one looks first, and nothing is published again.</summary>
    [SkippableFact]
    [Trait("Guards", "lease")]
    public Task What_a_dead_worker_left_in_flight_is_looked_for_first() => CheckAsync(async () =>
    {
        NeedsToOutlive();
        var (store, wall, gate) = (NewStore(), new LedgerWall(), new StepGate { EndsAt = 0 });
        await using (var ledger = await OpenAsync(store))
        {
            var dying = OutreachClient.Create(o =>
            {
                o.UseLedger(_ => ValueTask.FromResult<IDeliveryLedger>(new MortalLedger(ledger, gate)));
                o.Clock = new StandingClock(LedgerOffice.Now);
                o.AddChannel(new LedgerBoard(wall, EffectProof.Key) { AfterEffect = () => Task.Run(() => gate.Pass("the effect")) });
            });
            await using (dying)
            {
                await EnqueueAsync(dying, 1, 1);
                await Assert.ThrowsAnyAsync<Exception>(() => dying.RunAsync(TimeSpan.Zero, Stop));
            }
        }

        Assert.Single(wall.Effects);
        await LaterAsync(store, wall, DeliveryState.Published);
        Assert.Single(wall.Effects);
    });

    /// <summary>A worker slept past its lease: another one took the work over, and what the first one wants to record afterwards is refused.</summary>
    [SkippableFact]
    [Trait("Guards", "fence")]
    public Task A_worker_that_slept_past_its_lease_records_nothing() => CheckAsync(async () =>
    {
        NeedsToOutlive();
        Skip.If(Fixture.TakesOneWorker, "the ledger takes one worker at a time");
        var (store, wall, awake) = (NewStore(), new LedgerWall(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var sleeping = Client(store, wall, LedgerOffice.Now, () =>
        {
            called.TrySetResult();
            return awake.Task;
        });
        await EnqueueAsync(sleeping, 1, 1);
        var run = Task.Run(() => sleeping.RunAsync(TimeSpan.Zero, Stop));
        Assert.Same(called.Task, await SoonAsync(Task.WhenAny(called.Task, run), "The worker did not call"));
        var after = await LaterAsync(store, wall, DeliveryState.Published);
        awake.SetResult();
        await SoonAsync(run, "The worker that woke up did not end");
        Assert.Single(wall.Effects);
        var now = Assert.Single(await StatusAsync(sleeping));
        Assert.Equal((after.State, after.PublishedAt, after.Attempts), (now.State, now.PublishedAt, now.Attempts));
        Assert.Empty((await sleeping.VerifyLedgerAsync()).Problems);
    });

    /// <summary>Sessions of several workers append to one trail, and it is a chain without gaps.</summary>
    [SkippableFact]
    [Trait("Guards", "trail")]
    public Task Links_of_sessions_side_by_side_are_a_chain_without_gaps() => CheckAsync(async () =>
    {
        const int Sessions = 20;
        var store = NewStore();
        await using var one = await OpenAsync(store);
        await using var other = Fixture.OutlivesItsProcess ? await OpenAsync(store) : null;
        await Task.WhenAll(Enumerable.Range(1, 4).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < Sessions; i++) await WriteAsync(worker % 2 == 0 ? one : other ?? one, s => s.AppendAsync((worker, "moved"), (worker, "moved")), LedgerAccess.Work);
        })));
        await using var session = await one.OpenAsync(LedgerAccess.Read, None);
        var links = await session.Trail.ReadAsync(null, 0, 1000, None);
        Assert.Equal(Enumerable.Range(1, 4 * Sessions).Select(n => (long)n), links.Select(l => l.Number));
        var hash = default(ContentHash);
        Assert.All(links, l => Assert.Equal(l.Hash, hash = l.ComputeHash(hash)));
        Assert.Equal(links.Select(l => (l.Number * 2) - 1), links.Select(l => l.First));
    });

    /// <summary>An account that one session has taken is not given to another before it ended.</summary>
    [SkippableFact]
    [Trait("Guards", "claim")]
    public Task What_one_session_has_taken_no_other_takes() => CheckAsync(async () =>
    {
        NeedsToOutlive();
        Skip.If(Fixture.TakesOneWorker, "the ledger takes one worker at a time");
        var store = NewStore();
        await using var one = await OpenAsync(store);
        await using var two = await OpenAsync(store);
        await WriteAsync(one, async s =>
        {
            foreach (var account in new[] { "a", "b", "c" }) await s.AddAsync(Delivery(1, Start) with { Account = account });
        });
        var first = await one.OpenAsync(LedgerAccess.Work, None);
        await using var second = await two.OpenAsync(LedgerAccess.Work, None);
        Assert.Equal(["b", "a"], await first.Deliveries.TakeAsync(["b", "a"], wait: false, None));
        Assert.Equal(["c", "baru"], await second.Deliveries.TakeAsync(["a", "c", "b", "baru"], wait: false, None));
        var waiting = second.Deliveries.TakeAsync(["a"], wait: true, None).AsTask();
        await first.UpdateAsync((await first.DeliveryAsync(1))! with { Attempts = 3 });
        Assert.False(waiting.IsCompleted);
        await first.CommitAsync(None);
        await first.DisposeAsync();
        Assert.Equal(["a"], await SoonAsync(waiting, "An account that was free again was not given"));
        Assert.Equal(3, (await second.DeliveryAsync(1))?.Attempts);
    });

    private OutreachClient Client(string store, LedgerWall wall, DateTimeOffset now, Func<Task>? afterEffect = null) => OutreachClient.Create(o =>
    {
        o.UseLedger(cancellationToken => Fixture.OpenAsync(store, cancellationToken));
        o.Clock = new StandingClock(now);
        o.InFlightAtMost = 2;
        o.AddChannel(new LedgerBoard(wall, EffectProof.Key) { AfterEffect = afterEffect ?? (() => Task.CompletedTask) });
    });

    private static async Task EnqueueAsync(OutreachClient client, int accounts, int materials)
    {
        var review = await client.ValidateAsync(LedgerOffice.Model(accounts, materials));
        Assert.True(review.IsValid, string.Join("\n", review.Errors));
        await client.EnqueueAsync(client.Plan(review));
    }

    /// <summary>Other workers come, an hour later each, until the one delivery stands as it should.</summary>
    private async Task<DeliveryStatus> LaterAsync(string store, LedgerWall wall, DeliveryState wanted)
    {
        DeliveryStatus? status = null;
        for (var hours = 1; hours <= 24 && status?.State != wanted && !Stop.IsCancellationRequested; hours++)
        {
            await using var next = Client(store, wall, LedgerOffice.Now.AddHours(hours));
            await next.ValidateAsync(LedgerOffice.Model(1, 1));
            await next.RunAsync(TimeSpan.Zero, Stop);
            status = Assert.Single(await StatusAsync(next));
        }

        Assert.Equal(wanted, status!.State);
        return status;
    }

    private static async Task<IReadOnlyList<DeliveryStatus>> StatusAsync(OutreachClient client)
    {
        var all = new List<DeliveryStatus>();
        await foreach (var status in client.StatusAsync()) all.Add(status);
        return all;
    }
}
