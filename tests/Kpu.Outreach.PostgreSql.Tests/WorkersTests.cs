using System.Diagnostics;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.TestSupport;
using Kpu.Outreach.Testing.Ledgers;
using Npgsql;
using static Kpu.Outreach.Testing.Ledgers.LedgerSamples;

namespace Kpu.Outreach.PostgreSql.Tests;

/// <summary>Several workers and several processes at one ledger.</summary>
public sealed class WorkersTests : TestLedgers
{
    [SkippableFact]
    public async Task Two_workers_take_different_accounts_and_a_change_waits_for_both()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await WriteAsync(one, async s =>
        {
            foreach (var account in new[] { "a", "b", "c" }) await s.AddAsync(Delivery(1, Start) with { Account = account });
        });
        var first = await one.OpenAsync(LedgerAccess.Work, None);
        var second = await two.OpenAsync(LedgerAccess.Work, None);
        Assert.Equal(["b", "a"], await first.Deliveries.TakeAsync(["b", "a"], wait: false, None));
        Assert.Equal(["c", "baru"], await second.Deliveries.TakeAsync(["a", "c", "b", "baru"], wait: false, None));
        var waiting = second.Deliveries.TakeAsync(["a"], wait: true, None).AsTask();
        var change = two.OpenAsync(LedgerAccess.Change, None).AsTask();
        await LockedAsync(2);
        Assert.False(waiting.IsCompleted);
        Assert.False(change.IsCompleted);

        // What the first one commits is what the second one sees when its turn has come.
        await first.UpdateAsync((await first.DeliveryAsync(1))! with { Attempts = 3 });
        await first.CommitAsync(None);
        await first.DisposeAsync();
        Assert.Equal(["a"], await waiting);
        Assert.Equal(3, (await second.DeliveryAsync(1))?.Attempts);
        Assert.False(change.IsCompleted);
        await second.DisposeAsync();
        await using var changing = await change;
        Assert.Equal(["a", "b"], await changing.Deliveries.TakeAsync(["a", "b"], wait: false, None));
        var later = one.OpenAsync(LedgerAccess.Work, None).AsTask();
        await LockedAsync(1);
        Assert.False(later.IsCompleted);
        await changing.DisposeAsync();
        await (await later).DisposeAsync();
    }

    [SkippableFact]
    public async Task Links_of_sessions_side_by_side_are_a_chain_without_gaps()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        async Task Append(PostgreSqlLedger ledger, int worker)
        {
            for (var i = 0; i < 25; i++) await WriteAsync(ledger, s => s.AppendAsync((worker, "moved"), (worker, "moved")), LedgerAccess.Work);
        }

        await Task.WhenAll(Enumerable.Range(1, 4).Select(w => Task.Run(() => Append(w % 2 == 0 ? one : two, w))));
        await using var session = await one.OpenAsync(LedgerAccess.Read, None);
        var links = await session.Trail.ReadAsync(null, 0, 1000, None);
        Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), links.Select(l => l.Number));
        var hash = default(ContentHash);
        Assert.All(links, l => Assert.Equal(l.Hash, hash = l.ComputeHash(hash)));
        Assert.Equal(links.Select(l => (l.Number * 2) - 1), links.Select(l => l.First));
        Assert.Equal([25, 25, 25, 25], links.GroupBy(l => l.Lowest).Select(g => g.Count()));
    }

    [SkippableFact]
    public async Task Many_first_openings_make_one_ledger()
    {
        await DatabaseAsync();
        var ledgers = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(async () => await OpenAsync("ledger-" + i))));
        var id = Assert.Single(ledgers.Select(l => l.Id).Distinct());
        foreach (var ledger in ledgers) await ledger.DisposeAsync();
        await using var again = await OpenAsync("lain");
        Assert.Equal(id, again.Id);
    }

    [SkippableFact]
    public async Task Workers_that_start_together_bring_an_older_ledger_up_to_date_once()
    {
        const string Indexes = "SELECT string_agg(indexdef, E'\n' ORDER BY indexdef) FROM pg_indexes WHERE schemaname = 'outreach'";
        var database = await DatabaseAsync();
        await using (var ledger = await OpenAsync()) await WriteAsync(ledger, s => s.AddAsync(Shown(1)));
        var made = await ScalarAsync(Indexes);
        await TestServer.ExecuteAsync(database, "DROP INDEX outreach.publications_account; CREATE INDEX publications_shown ON outreach.publications (account, id) WHERE state <> 0; UPDATE outreach.ledger SET version = 1");
        var ledgers = await Task.WhenAll(Enumerable.Range(1, 6).Select(i => Task.Run(async () => await OpenAsync("lain-" + i))));
        Assert.Single(ledgers.Select(l => l.Id).Distinct());
        foreach (var ledger in ledgers) await ledger.DisposeAsync();
        Assert.Equal((made, "2"), (await ScalarAsync(Indexes), await ScalarAsync("SELECT version::text FROM outreach.ledger")));
        await using var again = await OpenAsync();
        await using var session = await again.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(Shown(1) with { Id = 1 }, await session.FindAsync(Key(1)));

        async Task<string?> ScalarAsync(string sql)
        {
            await using var source = NpgsqlDataSource.Create(database);
            await using var command = source.CreateCommand(sql);
            return (string?)await command.ExecuteScalarAsync();
        }
    }

    [SkippableFact]
    public async Task Sessions_that_intern_the_same_words_agree()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        async Task<long[]> Intern(PostgreSqlLedger ledger, int number)
        {
            await using var session = (PostgreSqlSession)await ledger.OpenAsync(LedgerAccess.Work, None);
            var words = Enumerable.Range(0, 500).Select(i => "kata " + ((i * (number + 1)) % 500)).Concat(Enumerable.Range(0, 500).Select(i => "kata " + i)).ToList();
            var ids = await ledger.Server.Words.AddAsync(session, words, None);
            return [.. Enumerable.Range(0, 500).Select(i => ids["kata " + i])];
        }

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => Intern(n % 2 == 0 ? one : two, n))));
        Assert.Equal(500, all[0].Distinct().Count());
        Assert.All(all, ids => Assert.Equal(all[0], ids));
    }

    [SkippableFact]
    public async Task A_waiting_worker_is_woken_by_a_change_elsewhere()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await using var seat = await one.TryJoinAsync(None);
        var clock = new VirtualClock(Start);

        // Before the server was listened to, anything may have happened.
        await seat!.WaitAsync(TimeSpan.FromMinutes(5), clock, None);
        var waiting = seat.WaitAsync(TimeSpan.FromMinutes(5), clock, None).AsTask();
        Assert.False(waiting.IsCompleted);
        var began = Stopwatch.GetTimestamp();
        await WriteAsync(two, s => s.Gates.SetNumberAsync("plan", 1, None).AsTask());
        await waiting;
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30));

        await seat.WaitAsync(TimeSpan.FromMilliseconds(50), clock, None);
        using var stop = new CancellationTokenSource();
        var stopped = seat.WaitAsync(TimeSpan.FromMinutes(5), clock, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        var again = seat.WaitAsync(TimeSpan.FromMinutes(5), clock, None).AsTask();
        await WriteAsync(two, s => s.Gates.SetNumberAsync("plan", 2, None).AsTask());
        await again;
    }

    [SkippableFact]
    public async Task A_worker_with_another_time_is_refused()
    {
        await using var ledger = await PostgreSqlLedger.OpenAsync(await DatabaseAsync(), new PostgreSqlLedgerOptions { Clock = new VirtualClock(Start) });
        var e = await Assert.ThrowsAsync<LedgerException>(async () => await ledger.TryJoinAsync(None));
        Assert.Equal(LedgerProblems.ClockDiffers, e.Problem.Code);
        Assert.False(e.IsTransient);
        Assert.Equal("5", e.Problem.Arguments[2]);
        await using var patient = await PostgreSqlLedger.OpenAsync(await DatabaseAsync(), new PostgreSqlLedgerOptions { Clock = new VirtualClock(Start), ClockSkewAtMost = TimeSpan.FromDays(36500) });
        await using var seat = await patient.TryJoinAsync(None);
        Assert.False(seat!.IsAlone);
    }

    [SkippableFact]
    public async Task Whoever_waits_too_long_is_told_and_may_try_again()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync(lockTimeout: TimeSpan.FromMilliseconds(50));
        await using (await one.OpenAsync(LedgerAccess.Work, None))
        {
            var e = await Assert.ThrowsAsync<LedgerException>(async () => await two.OpenAsync(LedgerAccess.Change, None));
            Assert.Equal(LedgerProblems.Locked, e.Problem.Code);
            Assert.True(e.IsTransient);
            await (await two.OpenAsync(LedgerAccess.Read, None)).DisposeAsync();
        }

        await (await two.OpenAsync(LedgerAccess.Change, None)).DisposeAsync();
    }

    /// <summary>Waits until so many sessions of the test's database wait for a lock.</summary>
    private async Task LockedAsync(int count)
    {
        await using var connection = new Npgsql.NpgsqlConnection(await DatabaseAsync() + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", connection);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await command.ExecuteScalarAsync(deadline.Token) is long found && found < count) deadline.Token.ThrowIfCancellationRequested();
    }
}
