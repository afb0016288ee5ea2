using Kpu.Outreach;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

// A service that follows a workspace and tells a collector what it does:
//   dotnet run --project samples/Kpu.Outreach.Host -- --workspace kpu-saya
// With OTEL_EXPORTER_OTLP_ENDPOINT it sends to that collector; without it everything is written to the console.
var builder = Host.CreateApplicationBuilder(args);
var workspace = builder.Configuration["workspace"] ?? ".";
var toCollector = !string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
Directory.CreateDirectory(Path.Combine(workspace, ".outreach"));

builder.Services.AddHttpClient();
builder.Services.AddOutreach(o =>
{
    o.OutputRoot = workspace;
    o.UseSqlite(Path.Combine(workspace, ".outreach", "ledger.db")).AddBuiltInChannels();
});
builder.Services.AddOutreachWorker(workspace);

// A web host maps it with MapHealthChecks, so that whoever watches the service is told.
builder.Services.AddHealthChecks().AddCheck<OutreachHealthCheck>("outreach");

// One name for everything that the library tells: OutreachTelemetry.Name.
builder.Services.AddOpenTelemetry()
    .ConfigureResource(r => r.AddService("kpu-outreach"))
    .WithTracing(t =>
    {
        t.AddSource(OutreachTelemetry.Name);
        if (toCollector) t.AddOtlpExporter();
        else t.AddConsoleExporter();
    })
    .WithMetrics(m =>
    {
        m.AddMeter(OutreachTelemetry.Name);
        if (toCollector) m.AddOtlpExporter();
        else m.AddConsoleExporter();
    });
builder.Logging.AddOpenTelemetry(l =>
{
    l.IncludeFormattedMessage = true;
    if (toCollector) l.AddOtlpExporter();
});

await builder.Build().RunAsync();
