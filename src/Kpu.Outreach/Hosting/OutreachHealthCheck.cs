using System.Globalization;
using Kpu.Outreach.Primitives;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kpu.Outreach.Hosting;

/// <summary>Degraded when a person is needed, or when the last edit of the workspace that is followed is broken; unhealthy when something is overdue and nobody works on it, or when the ledger cannot prove to be itself and does not publish. Add it by <c>AddHealthChecks().AddCheck&lt;OutreachHealthCheck&gt;("outreach")</c>. Thread-safe.</summary>
public sealed class OutreachHealthCheck : IHealthCheck
{
    private readonly OutreachClient _client;

    /// <summary>Makes the check.</summary>
    /// <param name="client">The client to ask.</param>
    public OutreachHealthCheck(OutreachClient client) => _client = client ?? throw new ArgumentNullException(nameof(client));

    /// <summary>How long something may be due before it counts as overdue: 5 minutes.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (await _client.ExamineLedgerAsync(cancellationToken).ConfigureAwait(false) is { } away) return HealthCheckResult.Unhealthy(ProblemText.Sentence(away, CultureInfo.GetCultureInfo("en")));
        var backlog = await _client.BacklogAsync(Grace, cancellationToken).ConfigureAwait(false);
        var data = backlog.Waiting.ToDictionary(w => Ledger.LedgerWords.Word(w.Key), w => (object)w.Value);
        if (backlog.Overdue > 0) return HealthCheckResult.Unhealthy(string.Create(CultureInfo.InvariantCulture, $"{backlog.Overdue} deliveries are overdue and nobody works on them."), data: data);
        if (_client.Workspace is { IsBroken: true, Problems: [var first, ..] broken })
            return HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"The last edit of the workspace has {broken.Count} errors and is not taken up: {first.Place}: {ProblemText.Sentence(first, CultureInfo.GetCultureInfo("en"))}"), data: data);
        return backlog.NeedsPerson > 0
            ? HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"{backlog.NeedsPerson} deliveries wait for a person."), data: data)
            : HealthCheckResult.Healthy(data: data);
    }
}
