using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Sqlite;
using Kpu.Outreach.TestSupport;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kpu.Outreach.Quartz.Tests;

/// <summary>Work that recurs is done at its time, and how it ended is known.</summary>
public sealed class ScheduleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Every_work_is_done_and_the_health_check_says_when()
    {
        await using var house = await House.StartAsync(o => o.Look(TimeSpan.FromSeconds(1)).Verify("0 3 * * *").Retain("0 2 * * 0", new RetentionPolicy { Persons = TimeSpan.FromDays(1) }));
        await house.Log.SaidAsync("look of", 2);
        await house.DoNowAsync("verify");
        await house.DoNowAsync("retain");
        await house.Log.SaidAsync("verify of");
        await house.Log.SaidAsync("retain of");

        var health = await house.HealthAsync();

        Assert.Equal(HealthStatus.Healthy, health.Status);
        Assert.Equal(["look", "retain", "verify"], health.Data.Keys);
        Assert.All(house.Log.Lines, l => Assert.StartsWith("Information", l, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_ledger_is_said_and_makes_the_host_unhealthy()
    {
        var path = _folder.Full("kpu.db");
        await using (var ledger = await SqliteLedger.OpenAsync(path))
        await using (var client = OutreachClient.Create(o => o.UseSqlite(path)))
            await client.HoldAsync(HoldScope.Everything, "", new TrailActor("Humas"));
        await using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var alter = connection.CreateCommand();
            alter.CommandText = "UPDATE holds SET value = '35.72'";
            Assert.Equal(1, await alter.ExecuteNonQueryAsync());
        }

        await using var house = await House.StartAsync(o => o.Verify("0 3 * * *"), o => o.UseSqlite(path));
        await house.DoNowAsync("verify");
        var said = await house.Log.SaidAsync("ledger-row-damaged");

        Assert.StartsWith("Critical: The ledger is damaged: holds#1", Assert.Single(said), StringComparison.Ordinal);
        var health = await UntilAsync(house, HealthStatus.Unhealthy);
        Assert.Contains("holds#1", health.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_work_that_fails_is_said_without_secrets_and_comes_again()
    {
        var tries = 0;
        await using var house = await House.StartAsync(o => o.Look(TimeSpan.FromSeconds(1)), o => o.UseLedger(_ => (tries++ % 2) == 0
            ? throw new LedgerException(Problem.Error(LedgerProblems.Unavailable, Place.Unknown, "db.kpu.example:5432/kpu", "connection refused"))
            : throw new InvalidOperationException("Password=rahasia")));
        var said = await house.Log.SaidAsync("failed", 2);

        Assert.Contains("db.kpu.example", said[0], StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", said[1], StringComparison.Ordinal);
        Assert.DoesNotContain(house.Log.Lines, l => l.Contains("rahasia", StringComparison.Ordinal));
        Assert.Equal(HealthStatus.Degraded, (await house.HealthAsync()).Status);
    }

    [Fact]
    public void What_cannot_be_scheduled_is_refused_when_it_is_registered()
    {
        var services = new ServiceCollection();
        Assert.Throws<ArgumentException>(() => services.AddOutreachSchedule(o => o.Verify("setiap malam")));
        Assert.Throws<ArgumentException>(() => services.AddOutreachSchedule(o => o.Retain("61 2 * * *", new RetentionPolicy())));
        Assert.Throws<ArgumentOutOfRangeException>(() => services.AddOutreachSchedule(o => o.Look(TimeSpan.FromMilliseconds(9))));
        Assert.Throws<ArgumentException>(() => services.AddOutreachSchedule(o => o.UsePostgreSql("Database=kpu;Username=u;Password=rahasia")));
        var refused = Assert.Throws<ArgumentException>(() => services.AddOutreachSchedule(o => o.UsePostgreSql("Host=h;Port=rahasia")));
        Assert.DoesNotContain("rahasia", refused.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    // What is said comes a moment before what is remembered.
    private static async Task<HealthCheckResult> UntilAsync(House house, HealthStatus status)
    {
        while (true)
        {
            if (await house.HealthAsync() is var health && health.Status == status) return health;
            await Task.Yield();
        }
    }
}
