using Kpu.Outreach.Quartz;
using Kpu.Outreach.Quartz.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds recurring work to a container.</summary>
public static class OutreachScheduleServiceCollectionExtensions
{
    /// <summary>Adds the schedule of recurring work: it runs for as long as the host does. Calling it again adds to the same schedule.</summary>
    /// <param name="services">The container, with <c>AddOutreach</c>.</param>
    /// <param name="configure">Says which work recurs, and when.</param>
    /// <returns>The container.</returns>
    /// <exception cref="ArgumentException">A cron expression or the connection string cannot be read.</exception>
    public static IServiceCollection AddOutreachSchedule(this IServiceCollection services, Action<OutreachScheduleOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = (OutreachScheduleOptions?)services.FirstOrDefault(s => s.ServiceType == typeof(OutreachScheduleOptions))?.ImplementationInstance ?? new OutreachScheduleOptions();
        configure(options);
        services.TryAddSingleton(options);
        services.TryAddSingleton<WorkDiary>();
        services.TryAddTransient(provider => new OutreachScheduleHealthCheck(provider.GetRequiredService<WorkDiary>()));
        return services.AddHostedService<OutreachScheduler>();
    }
}
