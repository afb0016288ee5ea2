using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Kpu.Outreach.Quartz.Hosting;

/// <summary>Keeps a scheduler for as long as the host runs. It has a container of its own, so that a Quartz of the host's is not touched.</summary>
internal sealed class OutreachScheduler(WorkDiary diary, OutreachScheduleOptions options, ILoggerFactory? loggers = null) : IHostedService, IAsyncDisposable
{
    private const string Name = "kpu-outreach";
    private const string TablePrefix = "outreach_qrtz_";

    /// <summary>How often a host tells the others that it is alive, and looks whether they are: 5 s.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private ServiceProvider? _services;
    private IScheduler? _scheduler;

    /// <summary>The scheduler while it runs.</summary>
    public IScheduler? Scheduler => _scheduler;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _services = Services();
        var factory = _services.GetRequiredKeyedService<ISchedulerFactory>(Name);
        _scheduler = await factory.GetScheduler(cancellationToken).ConfigureAwait(false);
        foreach (var work in RecurringWork.All)
        {
            if (options.Works.TryGetValue(work, out var wanted)) await ScheduleAsync(_scheduler, work, wanted, cancellationToken).ConfigureAwait(false);
            else await _scheduler.DeleteJob(new JobKey(work, Name), cancellationToken).ConfigureAwait(false);
        }

        await _scheduler.Start(cancellationToken).ConfigureAwait(false);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_scheduler is { } scheduler) await scheduler.Shutdown(true, cancellationToken).ConfigureAwait(false);
        _scheduler = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        if (_services is { } services) await services.DisposeAsync().ConfigureAwait(false);
    }

    private ServiceProvider Services()
    {
        var services = new ServiceCollection();
        if (loggers is not null) services.AddSingleton(loggers).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(diary);
        services.AddTransient<WorkJob>();
        services.AddQuartz(Name, quartz =>
        {
            // What goes on when the host stops is asked to end, and awaited.
            quartz.ConfigureScheduler(o => o.ShutdownJobInterruption = ShutdownJobInterruption.Always);
            if (options.Database is not { } database) return;
            quartz.ConfigureScheduler(o => o.GenerateInstanceId = true);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(database);
                store.ProvisionSchema();
                store.UseClustering(o => o.CheckinInterval = Beat);
                store.ConfigureStore(o => (o.TablePrefix, o.StoreJobDataAsStrings) = (TablePrefix, true));
            });
        });
        return services.BuildServiceProvider();
    }

    /// <summary>Schedules a work unless it stands there already as it is wanted: what was missed while every host was down must not be forgotten by starting one.</summary>
    private async Task ScheduleAsync(IScheduler scheduler, string work, RecurringWork wanted, CancellationToken cancellationToken)
    {
        var when = string.Create(CultureInfo.InvariantCulture, $"{(object?)wanted.Every ?? wanted.Cron} {options.Zone.Id}");
        var key = new TriggerKey(work, Name);
        if ((await scheduler.GetTrigger(key, cancellationToken).ConfigureAwait(false))?.Description == when) return;
        IScheduleBuilder schedule = wanted.Every is { } every
            ? SimpleScheduleBuilder.Create().WithInterval(every).RepeatForever()
            : CronScheduleBuilder.Create(wanted.Cron!, CronFormat.Unix).InTimeZone(options.Zone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed);
        var job = JobBuilder.Create<WorkJob>().WithIdentity(work, Name).Build();
#pragma warning disable RS0030 // The composition root of the scheduler, which runs on the machine's clock.
        var trigger = TriggerBuilder.Create(TimeProvider.System).WithIdentity(key).WithDescription(when).ForJob(job).StartNow().WithSchedule(schedule).Build();
#pragma warning restore RS0030
        await scheduler.ScheduleJob(job, trigger, ScheduleJobOptions.Replacing, cancellationToken).ConfigureAwait(false);
    }

    [DisallowConcurrentExecution]
    internal sealed class WorkJob(WorkDiary diary) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
            await diary.DoAsync(context.JobDetail.Key.Name, context.ScheduledFireTimeUtc ?? context.FireTimeUtc, cancellationToken).ConfigureAwait(false);
    }
}
