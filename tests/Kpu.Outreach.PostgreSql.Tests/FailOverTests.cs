using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.TestSupport;
using Kpu.Outreach.Testing.Ledgers;
using static Kpu.Outreach.Testing.Ledgers.LedgerSamples;

namespace Kpu.Outreach.PostgreSql.Tests;

/// <summary>The server goes and comes back.</summary>
public sealed class FailOverTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [SkippableFact]
    public async Task A_server_that_went_is_a_passing_failure_and_the_same_ledger_works_when_it_is_back()
    {
        await using var server = await TestServer.StartAsync();
        await using var ledger = await PostgreSqlLedger.OpenAsync(server.ConnectionString);
        await using (var before = await ledger.OpenAsync(LedgerAccess.Change, None))
        {
            await before.AddAsync(Shown(1));
            await before.CommitAsync(None);
        }

        await using var seat = await ledger.TryJoinAsync(None);
        var clock = new VirtualClock(Start);
        await seat!.WaitAsync(TimeSpan.FromMinutes(5), clock, None);
        var listening = seat.WaitAsync(TimeSpan.FromMinutes(5), clock, None).AsTask();
        await using (var broken = await ledger.OpenAsync(LedgerAccess.Work, None))
        {
            await broken.Gates.SetNumberAsync("plan", 5, None);
            await server.StopAsync();
            Unavailable(await Assert.ThrowsAsync<LedgerException>(async () => await broken.Gates.NumberAsync("plan", None)), server);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await broken.CommitAsync(None));
        }

        await listening;
        Unavailable(await Assert.ThrowsAsync<LedgerException>(async () => await ledger.OpenAsync(LedgerAccess.Read, None)), server);
        Unavailable(await Assert.ThrowsAsync<LedgerException>(async () => await ledger.TryJoinAsync(None)), server);
        await server.StartAgainAsync();
        await using (var after = await ledger.OpenAsync(LedgerAccess.Change, None))
        {
            Assert.Equal(0, await after.Gates.NumberAsync("plan", None));
            Assert.Equal(Shown(1) with { Id = 1 }, await after.FindAsync(Key(1)));
            await after.AddAsync(Shown(2));
            await after.CommitAsync(None);
        }

        await seat.WaitAsync(TimeSpan.FromMinutes(5), clock, None);

        // Connections that died while they lay idle are noticed by nobody.
        await server.StopAsync();
        await server.StartAgainAsync();
        await using var idle = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(Shown(2) with { Id = 2 }, await idle.FindAsync(Key(2)));
    }

    [SkippableFact]
    public async Task A_session_whose_connection_is_ended_by_the_server_is_over_and_the_next_one_works()
    {
        var database = await (await TestServer.SharedAsync()).NewDatabaseAsync();
        await using var ledger = await PostgreSqlLedger.OpenAsync(database);
        await using (var session = await ledger.OpenAsync(LedgerAccess.Change, None))
        {
            await TestServer.ExecuteAsync(database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            var e = await Assert.ThrowsAsync<LedgerException>(async () => await session.CommitAsync(None));
            Assert.Equal((LedgerProblems.Unavailable, true), (e.Problem.Code, e.IsTransient));
        }

        await using var next = await ledger.OpenAsync(LedgerAccess.Change, None);
        await next.CommitAsync(None);
    }

    private static void Unavailable(LedgerException e, TestServer server)
    {
        Assert.Equal((LedgerProblems.Unavailable, true), (e.Problem.Code, e.IsTransient));
        Assert.DoesNotContain(new Npgsql.NpgsqlConnectionStringBuilder(server.ConnectionString).Password!, e.ToString(), StringComparison.Ordinal);
    }
}
