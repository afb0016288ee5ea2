using System.Diagnostics;
using System.Globalization;
using Kpu.Outreach.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Kpu.Outreach.Benchmarks.Posting;

/// <summary>The floor and the library, each making the same posts to the same server with as many in flight.</summary>
internal sealed class PostWays(Uri server, int inFlight)
{
    /// <summary>Bare posts by so many loops: nothing is planned, durable or guarded.</summary>
    public Way Floor => new("floor: bare HttpClient", FloorAsync, AtLeast: 20_000);

    /// <summary>The library with its ledger in SQLite, safe from a loss of power.</summary>
    public Way Sqlite => new("outreach, SQLite", count => OutreachAsync(count, (options, folder) => options.UseSqlite(Path.Combine(folder, "ledger.db"), new SqliteLedgerOptions { SurvivesPowerLoss = true })));

    /// <summary>The library with its ledger in memory: what it costs without a disk.</summary>
    public Way Memory => new("outreach, memory", count => OutreachAsync(count, (options, _) => options.UseMemoryLedger()));

    private async Task<Measured> FloorAsync(int count)
    {
        using var client = new HttpClient(Poster.NewHandler());
        var times = new CallTimes(count);
        var poster = new Poster(server, times);
        // As long as the library's own.
        string[] keys = [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i:x32}-publish-{i:x8}-0"))];
        var text = Workload.TextOf(1);
        var next = -1;
        var meter = Meter.Start(count);
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var i && i < count) await poster.PostAsync(client, keys[i], text, CancellationToken.None);
        })));
        return meter.Stop(times);
    }

    private async Task<Measured> OutreachAsync(int count, Action<OutreachOptions, string> useLedger)
    {
        var folder = Directory.CreateTempSubdirectory("outreach-bench-").FullName;
        try
        {
            var times = new CallTimes(count);
            var services = new ServiceCollection();
            Poster.AddClient(services);
            services.AddSingleton(new Poster(server, times));
            services.AddSingleton<Publishing.IChannelAdapter, PostChannel>();
            services.AddOutreach(o =>
            {
                useLedger(o, folder);
                o.OutputRoot = folder;
                o.InFlightAtMost = inFlight;
            });
            await using var provider = services.BuildServiceProvider();
            var client = provider.GetRequiredService<OutreachClient>();
            var enqueuing = await EnqueueAsync(client, Workload.Of(count), count);
            var meter = Meter.Start(count);
            var report = await client.RunAsync(TimeSpan.FromMinutes(1));
            var measured = meter.Stop(times);
            return report.Published == count ? measured with { Enqueuing = enqueuing } : throw new InvalidOperationException($"Of {count} deliveries: {report}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Validates, plans and enqueues a model.</summary>
    /// <returns>How long planning and enqueuing took.</returns>
    public static async Task<TimeSpan> EnqueueAsync(OutreachClient client, Campaigns.OutreachModel model, int count)
    {
        var review = await client.ValidateAsync(model);
        if (!review.IsValid) throw new InvalidOperationException(string.Join('\n', review.Errors));
        var began = Stopwatch.GetTimestamp();
        var result = await client.EnqueueAsync(client.Plan(review));
        return result.Added == count ? Stopwatch.GetElapsedTime(began) : throw new InvalidOperationException($"{result.Added} deliveries were enqueued, not {count}.");
    }
}
