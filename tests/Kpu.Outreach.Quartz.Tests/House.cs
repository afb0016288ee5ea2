using Kpu.Outreach.Ledger;
using Kpu.Outreach.Quartz.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Kpu.Outreach.Quartz.Tests;

/// <summary>A host with a schedule.</summary>
internal sealed class House : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly OutreachScheduler _scheduler;

    private House(ServiceProvider services, RecordedLog log)
    {
        (_services, Log) = (services, log);
        _scheduler = (OutreachScheduler)Assert.Single(services.GetServices<IHostedService>());
    }

    public RecordedLog Log { get; }

    public IScheduler Scheduler => _scheduler.Scheduler ?? throw new InvalidOperationException("The host does not run.");

    public static async Task<House> StartAsync(Action<OutreachScheduleOptions> schedule, Action<OutreachOptions>? outreach = null)
    {
        var log = new RecordedLog();
        var services = new ServiceCollection()
            .AddSingleton<ILogger<WorkDiary>>(log)
            .AddOutreach(outreach ?? (o => o.UseMemoryLedger()))
            .AddOutreachSchedule(schedule)
            .BuildServiceProvider();
        var house = new House(services, log);
        await house._scheduler.StartAsync(CancellationToken.None);
        return house;
    }

    public Task DoNowAsync(string work) => Scheduler.TriggerJob(new JobKey(work, "kpu-outreach"), new JobDataMap(), CancellationToken.None).AsTask();

    public async Task<HealthCheckResult> HealthAsync() => await _services.GetRequiredService<OutreachScheduleHealthCheck>().CheckHealthAsync(new HealthCheckContext());

    public Task StopAsync() => _scheduler.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _scheduler.DisposeAsync();
        await _services.DisposeAsync();
    }
}
