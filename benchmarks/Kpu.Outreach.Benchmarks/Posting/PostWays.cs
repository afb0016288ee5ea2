using System.Diagnostics;
using System.Globalization;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Kpu.Outreach.Benchmarks.Posting;

/// <summary>The floor and the library, each making the same posts to the same server with as many in flight.</summary>
internal sealed class PostWays(Uri server, int inFlight)
{
    /// <summary>What is fast needs so many posts to be measured, whatever the others make.</summary>
    private const int Enough = 60_000;

    private static readonly SqliteLedgerOptions Durable = new() { SurvivesPowerLoss = true };

    /// <summary>Bare posts by so many loops: nothing is planned, durable or guarded.</summary>
    public Way Floor => new("floor: bare HttpClient", FloorAsync, Enough);

    /// <summary>The library with its ledger in SQLite, safe from a loss of power.</summary>
    public Way Sqlite => Of("outreach, SQLite", OnSqlite);

    /// <summary>The library with its ledger in memory: what it costs without a disk.</summary>
    public Way Memory => Of("outreach, memory", new Setup((options, _) => options.UseMemoryLedger()));

    /// <summary>The library with its ledger in PostgreSQL and some workers, each with its part of the calls in flight.</summary>
    public Way PostgreSql(int workers) => new($"outreach, PostgreSQL, {workers} workers", count => OutreachAsync(count, PostgreSqlDatabase.NewSetup(workers)), Enough);

    /// <summary>The setup with the ledger in SQLite.</summary>
    public static Setup OnSqlite => new((options, folder) => options.UseSqlite(FileIn(folder), Durable));

    /// <summary>The same, but nothing of the trail is stored.</summary>
    public static Setup OnSqliteWithoutTrail => new((options, folder) => options.UseLedger(async ct => new TraillessLedger(await SqliteLedger.OpenAsync(FileIn(folder), Durable, ct))));

    public Way Of(string name, Setup setup) => new(name, count => OutreachAsync(count, setup), Enough);

    private static string FileIn(string folder) => Path.Combine(folder, "ledger.db");

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

    private async Task<Measured> OutreachAsync(int count, Setup setup)
    {
        var folder = Directory.CreateTempSubdirectory("outreach-bench-").FullName;
        var hosts = new List<ServiceProvider>();
        try
        {
            var times = new CallTimes(count);
            var model = Workload.Of(count, setup.HasGates ? new ApprovalPolicy(ApprovalMode.ByPerson, Approvers: 2) : ApprovalPolicy.Default);
            for (var i = 0; i < setup.Workers; i++) hosts.Add(HostOf(setup, folder, times, model.Accounts));
            List<OutreachClient> clients = [.. hosts.Select(h => h.GetRequiredService<OutreachClient>())];
            var enqueuing = await EnqueueAsync(clients[0], model, count);
            if (setup.HasGates) await OpenGatesAsync(clients[0]);
            using var ear = setup.IsHeard ? new Ear() : null;
            var meter = Meter.Start(count);
            var reports = await Task.WhenAll(clients.Select(c => c.RunAsync(TimeSpan.FromMinutes(1))));
            var measured = meter.Stop(times);
            return reports.Sum(r => r.Published) == count && reports.All(r => r.Published > 0) ? measured with { Enqueuing = enqueuing } : throw new InvalidOperationException($"Of {count} deliveries: {string.Join("; ", reports.AsEnumerable())}");
        }
        finally
        {
            foreach (var host in hosts) await host.DisposeAsync();
            await setup.CleanUpAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A worker of its own, which knows the accounts as each of several does: what it does not know it leaves to others.</summary>
    private ServiceProvider HostOf(Setup setup, string folder, CallTimes times, IEnumerable<Account> accounts)
    {
        var services = new ServiceCollection();
        Poster.AddClient(services);
        services.AddSingleton(new Poster(server, times));
        services.AddSingleton(setup);
        services.AddSingleton<Publishing.IChannelAdapter, PostChannel>();
        services.AddOutreach(o =>
        {
            setup.UseLedger(o, folder);
            o.OutputRoot = folder;
            o.InFlightAtMost = inFlight / setup.Workers;
            foreach (var account in accounts) o.AddAccount(account);
        });
        return services.BuildServiceProvider();
    }

    private static async Task OpenGatesAsync(OutreachClient client)
    {
        foreach (var person in new[] { "kasubbag", "komisioner" })
            if (await client.ApproveAsync(Workload.Campaign, new TrailActor(person)) is [var problem, ..]) throw new InvalidOperationException(problem.ToString());
        await client.HoldAsync(HoldScope.Campaign, "lain", new TrailActor("kasubbag", "Tunggu."));
    }

    /// <summary>Validates, plans and enqueues a model.</summary>
    /// <returns>How long planning and enqueuing took.</returns>
    public static async Task<TimeSpan> EnqueueAsync(OutreachClient client, OutreachModel model, int count)
    {
        var review = await client.ValidateAsync(model);
        if (!review.IsValid) throw new InvalidOperationException(string.Join('\n', review.Errors));
        var began = Stopwatch.GetTimestamp();
        var result = await client.EnqueueAsync(client.Plan(review));
        return result.Added == count ? Stopwatch.GetElapsedTime(began) : throw new InvalidOperationException($"{result.Added} deliveries were enqueued, not {count}.");
    }
}
