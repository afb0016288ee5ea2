using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Hosting;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;
using Kpu.Outreach.Tests.Dispatching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kpu.Outreach.Tests.Hosting;

/// <summary>The same client from a container.</summary>
public sealed class HostingTests
{
    [Fact]
    public async Task Calling_it_twice_sets_up_one_client_from_all_parts()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var provider = new ServiceCollection()
            .AddSingleton<IChannelAdapter>(channel)
            .AddSingleton<TimeProvider>(new VirtualClock(SmallOffice.Morning))
            .AddOutreach(o => o.UseMemoryLedger())
            .AddOutreach(o => o.AddAccount(new Account { Key = "akun", Channel = ScriptedChannel.Key }))
            .BuildServiceProvider();

        var client = provider.GetRequiredService<OutreachClient>();
        var run = await client.PublishAsync(new Material("kabar", "Kabar", "Isi."), "akun", "Humas");

        Assert.Same(client, provider.GetRequiredService<OutreachClient>());
        Assert.True(run.IsComplete, run.ToString());
        Assert.Single(channel.Effects);
        Assert.Equal(SmallOffice.Morning, client.Now);
    }

    [Fact]
    public async Task A_client_without_a_ledger_says_which_call_is_missing()
    {
        await using var provider = new ServiceCollection().AddOutreach(_ => { }).BuildServiceProvider();
        var thrown = Assert.Throws<InvalidOperationException>(provider.GetRequiredService<OutreachClient>);
        Assert.Contains("UseSqlite", thrown.Message);
        Assert.Contains("UseMemoryLedger", thrown.Message);
    }

    [Fact]
    public async Task The_worker_publishes_what_is_due_and_ends_when_the_host_does()
    {
        var published = new TaskCompletionSource();
        var channel = new ScriptedChannel(EffectGuarantee.None);
        channel.Script.Enqueue(request =>
        {
            published.SetResult();
            return channel.Show(request);
        });
        await using var provider = new ServiceCollection()
            .AddOutreach(o => o.UseMemoryLedger().AddChannel(channel).AddAccount(new Account { Key = "akun", Channel = ScriptedChannel.Key }))
            .AddOutreachWorker()
            .BuildServiceProvider();
        var client = provider.GetRequiredService<OutreachClient>();
        var activity = new Activity { Id = "sekali", Method = OutreachMethod.SocialMedia, Materials = ["kabar"], Accounts = ["akun"] };
        var review = await client.ValidateAsync(new OutreachModel
        {
            Offices = [new OfficeProfile { Code = OfficeCode.National }],
            Accounts = [new Account { Key = "akun", Channel = ScriptedChannel.Key }],
            Materials = [new Material("kabar", "Kabar", "Isi.")],
            Campaigns = [new Campaign { Id = "kampanye", Title = "Kampanye", Offices = [OfficeCode.National], Activities = [activity] }],
        });
        await client.EnqueueAsync(client.Plan(review));

        var worker = Assert.Single(provider.GetServices<IHostedService>());
        await worker.StartAsync(CancellationToken.None);
        await published.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await worker.StopAsync(CancellationToken.None);

        var states = new List<DeliveryState>();
        await foreach (var status in client.StatusAsync()) states.Add(status.State);
        Assert.Equal([DeliveryState.Published], states);
        Assert.Single(channel.Effects);
    }

    [Fact]
    public async Task Beside_a_worker_a_call_hands_its_work_over_and_waits_for_it()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var provider = new ServiceCollection()
            .AddOutreach(o => o.UseMemoryLedger().AddChannel(channel).AddAccount(new Account { Key = "akun", Channel = ScriptedChannel.Key }))
            .AddOutreachWorker()
            .BuildServiceProvider();
        var worker = Assert.Single(provider.GetServices<IHostedService>());
        await worker.StartAsync(CancellationToken.None);
        var client = provider.GetRequiredService<OutreachClient>();

        var run = await client.PublishAsync(new Material("kabar", "Kabar", "Isi."), "akun", "Humas").WaitAsync(TimeSpan.FromSeconds(30));
        var again = await client.PublishAsync(new Material("kabar", "Kabar", "Isi."), "akun", "Humas").WaitAsync(TimeSpan.FromSeconds(30));
        await worker.StopAsync(CancellationToken.None);

        Assert.Equal((1, 0), (run.Published, again.Published));
        Assert.Single(channel.Effects);
    }

    [Fact]
    public async Task A_worker_awaits_a_ledger_that_cannot_be_reached_yet()
    {
        var clock = new ManualClock(SmallOffice.Morning);
        var (log, tries, opened) = (new RecordedLog(), 0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var provider = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<ILogger<OutreachWorker>>(log)
            .AddOutreach(o => o.UseLedger(_ =>
            {
                if (++tries <= 2) throw new LedgerException(Problem.Error(LedgerProblems.Unavailable, Place.Unknown, "db.kpu.example:5432/kpu", "connection refused"));
                opened.SetResult();
                return ValueTask.FromResult<IDeliveryLedger>(new MemoryLedger());
            }))
            .AddOutreachWorker()
            .BuildServiceProvider();
        var worker = Assert.Single(provider.GetServices<IHostedService>());
        await worker.StartAsync(CancellationToken.None);
        foreach (var failures in new[] { 1, 2 })
        {
            var pause = PauseAfter(failures);
            await clock.AskedAsync(pause);
            clock.Advance(pause);
        }

        await opened.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await worker.StopAsync(CancellationToken.None);

        Assert.Equal(3, tries);
        Assert.Equal(2, log.Lines.Count(l => l.Contains("db.kpu.example", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_worker_that_awaits_its_ledger_can_be_stopped()
    {
        var clock = new ManualClock(SmallOffice.Morning);
        await using var client = OutreachClient.Create(o =>
        {
            o.Clock = clock;
            o.UseLedger(_ => throw new LedgerException(Problem.Error(LedgerProblems.Unavailable, Place.Unknown, "db.kpu.example:5432/kpu", "connection refused")));
        });
        using var stop = new CancellationTokenSource();
        var working = client.WorkAsync(stop.Token);
        await clock.AskedAsync(PauseAfter(1));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_used_at_all_is_not_awaited()
    {
        await using var client = OutreachClient.Create(o => o.UseLedger(_ => throw new LedgerException(Problem.Error(LedgerProblems.NewerVersion, Place.Unknown, "kpu.db", "9", "1"))));
        await Assert.ThrowsAsync<LedgerException>(() => client.WorkAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Health_is_degraded_while_a_person_is_needed()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        channel.Script.Enqueue(_ => new Outcome.NeedsReconnect());
        await using var office = new SmallOffice(channel);
        var check = new OutreachHealthCheck(office.Client);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new HealthCheckContext())).Status);

        await office.PublishAsync();

        var result = await check.CheckHealthAsync(new HealthCheckContext());
        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Equal(1, result.Data["credential"]);
    }

    [Fact]
    public async Task Health_is_unhealthy_when_something_is_overdue_and_nobody_works()
    {
        await using var office = new SmallOffice(new ScriptedChannel(EffectGuarantee.None));
        await office.EnqueueAsync();
        office.Clock.JumpTo(SmallOffice.Morning.AddHours(3));
        Assert.Equal(HealthStatus.Unhealthy, (await new OutreachHealthCheck(office.Client).CheckHealthAsync(new HealthCheckContext())).Status);
    }

    // Delays are whole milliseconds.
    private static TimeSpan PauseAfter(int failures) => TimeSpan.FromMilliseconds(Math.Floor((Backoff.Pause(failures, "ledger") / 4).TotalMilliseconds));

    private sealed class RecordedLog : ILogger<OutreachWorker>
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue(formatter(state, exception));
    }
}
