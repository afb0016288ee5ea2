using Kpu.Outreach.Ledger;
using Kpu.Outreach.TestSupport;
using Quartz;

namespace Kpu.Outreach.Quartz.Tests;

/// <summary>Hosts with one database share one schedule.</summary>
public sealed class ClusterTests
{
    [SkippableFact]
    public async Task Each_firing_is_done_by_one_host_and_one_goes_on_alone()
    {
        var database = await (await TestServer.SharedAsync()).NewDatabaseAsync();
        await using var one = await House.StartAsync(o => o.Look(TimeSpan.FromSeconds(1)).UsePostgreSql(database));
        await using var other = await House.StartAsync(o => o.Look(TimeSpan.FromSeconds(1)).UsePostgreSql(database));
        await Task.WhenAny(one.Log.SaidAsync("look of", 6), other.Log.SaidAsync("look of", 6));
        await one.StopAsync();
        var before = other.Log.Lines.Count;
        await other.Log.SaidAsync("look of", before + 2);
        await other.StopAsync();

        var done = one.Log.Lines.Concat(other.Log.Lines).Where(l => l.Contains("look of", StringComparison.Ordinal)).ToList();
        Assert.Equal(done.Count, done.Distinct().Count());
        Assert.DoesNotContain(one.Log.Lines.Concat(other.Log.Lines), l => !l.StartsWith("Information", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Another_time_replaces_the_old_one_the_same_keeps_what_was_missed_and_what_nobody_wants_is_gone()
    {
        var database = await (await TestServer.SharedAsync()).NewDatabaseAsync();
        var verify = new TriggerKey("verify", "kpu-outreach");
        DateTimeOffset started;
        await using (var first = await House.StartAsync(o => o.Verify("0 3 * * *").Retain("0 2 * * 0", new RetentionPolicy()).UsePostgreSql(database)))
        {
            started = (await first.Scheduler.GetTrigger(verify))!.StartTimeUtc;
            Assert.True(await first.Scheduler.Exists(new JobKey("retain", "kpu-outreach")));
        }

        await using (var same = await House.StartAsync(o => o.Verify("0 3 * * *").UsePostgreSql(database)))
        {
            var kept = (await same.Scheduler.GetTrigger(verify))!;
            Assert.Equal((started, TimeSpan.FromHours(3)), (kept.StartTimeUtc, kept.NextFireTimeUtc!.Value.ToOffset(TimeSpan.FromHours(7)).TimeOfDay));
            Assert.False(await same.Scheduler.Exists(new JobKey("retain", "kpu-outreach")));
        }

        await using var changed = await House.StartAsync(o => o.Verify("30 4 * * *").UsePostgreSql(database));
        var replaced = (await changed.Scheduler.GetTrigger(verify))!;
        Assert.Equal(new TimeSpan(4, 30, 0), replaced.NextFireTimeUtc!.Value.ToOffset(TimeSpan.FromHours(7)).TimeOfDay);
    }
}
