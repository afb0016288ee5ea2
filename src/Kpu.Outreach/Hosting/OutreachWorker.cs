using Microsoft.Extensions.Hosting;

namespace Kpu.Outreach.Hosting;

/// <summary>Publishes what is due for as long as the host runs; at its end what is on its way is awaited and recorded.</summary>
internal sealed class OutreachWorker(OutreachClient client) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => client.WorkAsync(stoppingToken);
}

/// <summary>One part of a client's set-up.</summary>
internal sealed record OutreachConfiguration(Action<OutreachOptions> Configure);
