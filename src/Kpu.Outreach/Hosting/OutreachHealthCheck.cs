using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kpu.Outreach.Hosting;

/// <summary>Says whether anything is overdue without an owner, or waits for a person.</summary>
internal sealed class OutreachHealthCheck(OutreachClient client) : IHealthCheck
{
    /// <summary>How long something may be due before it counts as overdue: 5 minutes.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var backlog = await client.BacklogAsync(Grace, cancellationToken).ConfigureAwait(false);
        var data = backlog.Waiting.ToDictionary(w => Ledger.LedgerWords.Word(w.Key), w => (object)w.Value);
        if (backlog.Overdue > 0) return HealthCheckResult.Unhealthy(string.Create(CultureInfo.InvariantCulture, $"{backlog.Overdue} deliveries are overdue and nobody works on them."), data: data);
        return backlog.NeedsPerson > 0
            ? HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"{backlog.NeedsPerson} deliveries wait for a person."), data: data)
            : HealthCheckResult.Healthy(data: data);
    }
}
