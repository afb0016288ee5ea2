using System.Diagnostics;
using System.Globalization;
using Kpu.Outreach.Benchmarks.Posting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;

namespace Kpu.Outreach.Benchmarks;

/// <summary>The same posts by a job scheduler with a durable store, one trigger a delivery, beside the library and the floor.</summary>
internal static class QuartzBenchmark
{
    private const string Key = "key";
    private const string Schema = "bench_quartz";

    public static async Task<int> CompareAsync(Arguments arguments)
    {
        var count = arguments.Number("count", 3_000);
        var inFlight = arguments.Number("in-flight", 32);
        var rounds = arguments.Number("rounds", 3);
        var ledger = arguments.Word("ledger", "sqlite", "postgres");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} posts of 200 bytes, {inFlight} in flight; medians of {rounds} alternating rounds"));
        await using var server = await PostServerProcess.StartAsync();
        var ways = new PostWays(server.Address, inFlight);
        var quartz = ledger == "postgres"
            ? new Way("Quartz, PostgreSQL", n => OnPostgreSqlAsync(n, inFlight, server.Address))
            : new Way("Quartz, SQLite", n => OnSqliteAsync(n, inFlight, server.Address));
        return await Comparison.RunAsync(server, [ways.Floor, ledger == "postgres" ? ways.PostgreSql(1) : ways.Sqlite, quartz], count, rounds);
    }

    private static async Task<Measured> OnSqliteAsync(int count, int inFlight, Uri server)
    {
        var folder = Directory.CreateTempSubdirectory("outreach-bench-").FullName;
        try
        {
            var database = $"Data Source={Path.Combine(folder, "quartz.db")}";
            await using (var connection = new SqliteConnection(database))
            {
                // The journal's mode stays with the file; SQLite's own default is synchronous=FULL.
                await connection.OpenAsync();
                await using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA journal_mode=WAL";
                await command.ExecuteNonQueryAsync();
            }

            return await MeasureAsync(count, inFlight, server, store => store.UseSqlite(database));
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Measured> OnPostgreSqlAsync(int count, int inFlight, Uri server)
    {
        await PostgreSqlDatabase.ExecuteAsync($"DROP SCHEMA IF EXISTS {Schema} CASCADE; CREATE SCHEMA {Schema}");
        var database = new NpgsqlConnectionStringBuilder(PostgreSqlDatabase.ConnectionString) { SearchPath = Schema }.ConnectionString;
        var measured = await MeasureAsync(count, inFlight, server, store => store.UsePostgres(database));
        await PostgreSqlDatabase.ExecuteAsync($"DROP SCHEMA {Schema} CASCADE");
        return measured;
    }

    private static async Task<Measured> MeasureAsync(int count, int inFlight, Uri server, Action<IPersistentStoreBuilder> useDatabase)
    {
        var times = new CallTimes(count);
        var progress = new Progress(count);
        var services = new ServiceCollection();
        Poster.AddClient(services);
        services.AddSingleton(new Poster(server, times));
        services.AddSingleton(progress);
        services.AddTransient<PostJob>();
        services.AddQuartz(quartz =>
        {
            quartz.UseDefaultThreadPool(inFlight);
            quartz.UsePersistentStore(store =>
            {
                useDatabase(store);
                store.ProvisionSchema();
                // What waits for its turn in a long run has not missed its time.
                store.ConfigureStore(o => (o.StoreJobDataAsStrings, o.MisfireThreshold) = (true, TimeSpan.FromHours(1)));
            });
        });
        await using var provider = services.BuildServiceProvider();
        var scheduler = await provider.GetRequiredService<ISchedulerFactory>().GetScheduler();
        var job = JobBuilder.Create<PostJob>().WithIdentity("post").StoreDurably().Build();
        List<ITrigger> triggers = [.. Enumerable.Range(0, count).Select(i => TriggerBuilder.Create()
            .WithIdentity(string.Create(CultureInfo.InvariantCulture, $"{i}")).ForJob(job).StartNow()
            .UsingJobData(Key, string.Create(CultureInfo.InvariantCulture, $"{i:x32}-publish-{i:x8}-0")).Build())];
        var began = Stopwatch.GetTimestamp();
        await scheduler.ScheduleJob(job, triggers);
        var enqueuing = Stopwatch.GetElapsedTime(began);

        var meter = Meter.Start(count);
        await scheduler.Start();
        await progress.Done;
        await scheduler.Shutdown(true);
        return meter.Stop(times) with { Enqueuing = enqueuing };
    }

    /// <summary>Counts the jobs that ended.</summary>
    internal sealed class Progress(int expected)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _ended;

        public Task Done => _done.Task;

        public void Count()
        {
            if (Interlocked.Increment(ref _ended) == expected) _done.TrySetResult();
        }
    }

    /// <summary>Makes the post of one trigger.</summary>
    internal sealed class PostJob(IHttpClientFactory clients, Poster poster, Progress progress) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            await poster.PostAsync(clients.CreateClient(Poster.ClientName), context.Trigger.JobDataMap.GetString(Key)!, Workload.TextOf(1), cancellationToken).ConfigureAwait(false);
            progress.Count();
        }
    }
}
