using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kpu.Outreach.Quartz.Hosting;

/// <summary>
/// Unhealthy when the ledger was found damaged, degraded when a work failed the last time that this host did it. The data say when each was done here last; of hosts that share a schedule each tells its own.
/// Add it by <c>AddHealthChecks().AddCheck&lt;OutreachScheduleHealthCheck&gt;("outreach-schedule")</c>. Thread-safe.
/// </summary>
public sealed class OutreachScheduleHealthCheck : IHealthCheck
{
    private readonly WorkDiary _diary;

    internal OutreachScheduleHealthCheck(WorkDiary diary) => _diary = diary;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var ends = _diary.Ends.OrderBy(e => e.Key, StringComparer.Ordinal).ToList();
        var data = ends.ToDictionary(e => e.Key, e => (object)e.Value.At);
        var failed = ends.Where(e => e.Value.Failure is not null).OrderByDescending(e => e.Value.IsDamage).ToList();
        if (failed is not [var (work, end), ..]) return Task.FromResult(HealthCheckResult.Healthy(data: data));
        var told = $"The last {work}: {end.Failure}";
        return Task.FromResult(end.IsDamage ? HealthCheckResult.Unhealthy(told, data: data) : HealthCheckResult.Degraded(told, data: data));
    }
}
