using Kpu.Outreach.Ledger;
using Kpu.Outreach.Testing.Ledgers;
using Microsoft.Data.Sqlite;
using static Kpu.Outreach.Testing.Ledgers.LedgerSamples;

namespace Kpu.Outreach.Sqlite.Tests;

public sealed class SqliteLedgerFileTests : TestFolder
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task It_keeps_its_id_and_rows_when_it_is_opened_again()
    {
        await using (var ledger = await OpenAsync(id: "satu"))
        {
            Assert.Equal("satu", ledger.Id);
            await FillAsync(ledger, 3);
        }

        Assert.False(System.IO.File.Exists(File() + "-wal"));
        await using var again = await OpenAsync(id: "dua");
        Assert.Equal("satu", again.Id);
        await using var session = await again.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(Shown(2) with { Id = 2 }, await session.FindAsync(Key(2)));
        Assert.Equal(Rendition(2), await session.Renditions.FindAsync(Rendition(2).Hash, None));
    }

    [Fact]
    public async Task A_client_keeps_its_ledger_in_the_file()
    {
        await using (var client = OutreachClient.Create(o => o.UseSqlite(File())))
            await foreach (var _ in client.StatusAsync()) Assert.Fail("A new ledger is empty.");
        Assert.True(System.IO.File.Exists(File()));
    }

    [Fact]
    public async Task Its_own_ids_differ()
    {
        await using var one = await SqliteLedger.OpenAsync(File("1.db"));
        await using var two = await SqliteLedger.OpenAsync(File("2.db"));
        Assert.Equal(32, one.Id.Length);
        Assert.NotEqual(one.Id, two.Id);
    }

    [Fact]
    public async Task A_reading_session_sees_one_state_while_others_write()
    {
        await using var ledger = await OpenAsync();
        await using var reader = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Empty(await reader.Deliveries.InAsync([], 0, 10, None));
        await FillAsync(ledger, 2);
        Assert.Empty(await reader.Deliveries.InAsync([], 0, 10, None));
        await using var later = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(2, (await later.Deliveries.InAsync([], 0, 10, None)).Count);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await later.Gates.SetNumberAsync("plan", 1, None));
    }

    [Fact]
    public async Task Two_instances_write_by_turns()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        async Task Count(SqliteLedger ledger)
        {
            for (var i = 0; i < 50; i++)
            {
                await using var session = await ledger.OpenAsync(LedgerAccess.Change, None);
                await session.Gates.SetNumberAsync("plan", await session.Gates.NumberAsync("plan", None) + 1, None);
                await session.CommitAsync(None);
            }
        }

        await Task.WhenAll(Task.Run(() => Count(one)), Task.Run(() => Count(two)), Task.Run(() => Count(one)));
        await using var read = await two.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(150, await read.Gates.NumberAsync("plan", None));
    }

    [Fact]
    public async Task Whoever_waits_too_long_for_another_instance_is_told()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync(lockTimeout: TimeSpan.Zero);
        await using (await one.OpenAsync(LedgerAccess.Change, None))
        {
            var e = await Assert.ThrowsAsync<LedgerException>(async () => await two.OpenAsync(LedgerAccess.Change, None));
            Assert.Equal(LedgerProblems.Locked, e.Problem.Code);
            using var stop = new CancellationTokenSource();
            await using var three = await OpenAsync();
            var waiting = three.OpenAsync(LedgerAccess.Change, stop.Token).AsTask();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            await (await two.OpenAsync(LedgerAccess.Read, None)).DisposeAsync();
        }

        await (await two.OpenAsync(LedgerAccess.Change, None)).DisposeAsync();
    }

    [Fact]
    public async Task Two_instances_have_one_worker()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        var worker = await one.TryJoinAsync(None);
        Assert.NotNull(worker);
        Assert.Null(await two.TryJoinAsync(None));
        await worker.DisposeAsync();
        await using var next = await two.TryJoinAsync(None);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task A_session_ends_with_its_commit_and_with_its_ledger()
    {
        var ledger = await OpenAsync();
        var committed = await ledger.OpenAsync(LedgerAccess.Change, None);
        await committed.CommitAsync(None);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await committed.Gates.NumberAsync("plan", None));
        await committed.DisposeAsync();
        var (open, reader) = (await ledger.OpenAsync(LedgerAccess.Change, None), await ledger.OpenAsync(LedgerAccess.Read, None));
        await open.Gates.SetNumberAsync("plan", 7, None);
        var waiting = ledger.OpenAsync(LedgerAccess.Change, None).AsTask();
        await ledger.DisposeAsync();
        await ledger.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await open.Gates.NumberAsync("plan", None));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await reader.Gates.NumberAsync("plan", None));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await ledger.OpenAsync(LedgerAccess.Read, None));
        await open.DisposeAsync();
        await using var again = await OpenAsync();
        await using var session = await again.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(0, await session.Gates.NumberAsync("plan", None));
    }

    [Fact]
    public async Task A_newer_version_is_refused_and_left_alone()
    {
        await (await OpenAsync()).DisposeAsync();
        Change("PRAGMA user_version = 99");
        var before = await System.IO.File.ReadAllBytesAsync(File());
        var e = await Assert.ThrowsAsync<LedgerException>(async () => await OpenAsync());
        Assert.Equal(LedgerProblems.NewerVersion, e.Problem.Code);
        Assert.Equal([File(), "99", "1"], e.Problem.Arguments);
        Assert.Contains("99", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(File()));
    }

    [Fact]
    public async Task Another_database_is_refused_and_left_alone()
    {
        Change("CREATE TABLE surat (id INTEGER)");
        var before = await System.IO.File.ReadAllBytesAsync(File());
        Assert.Equal(LedgerProblems.Damaged, (await Assert.ThrowsAsync<LedgerException>(async () => await OpenAsync())).Problem.Code);
        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(File()));
    }

    [Fact]
    public async Task A_missing_folder_and_a_folder_for_a_file_are_failures()
    {
        Assert.Equal(LedgerProblems.Failed, (await Assert.ThrowsAsync<LedgerException>(async () => await OpenAsync("tidak/ada.db"))).Problem.Code);
        Directory.CreateDirectory(File("map"));
        Assert.Equal(LedgerProblems.Failed, (await Assert.ThrowsAsync<LedgerException>(async () => await OpenAsync("map"))).Problem.Code);
    }

    [Fact]
    public async Task A_full_disk_is_told_and_nothing_of_the_session_is_kept()
    {
        await using var ledger = await OpenAsync();
        LimitPages(ledger);
        await using (var session = await ledger.OpenAsync(LedgerAccess.Change, None))
        {
            await session.Gates.SetNumberAsync("plan", 5, None);
            var e = await Assert.ThrowsAsync<LedgerException>(async () =>
            {
                for (var i = 1; ; i++) await session.AddAsync(Shown(i) with { Title = new string('x', 3000) + i });
            });
            Assert.Equal(LedgerProblems.Full, e.Problem.Code);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await session.CommitAsync(None));
        }

        await using var later = await ledger.OpenAsync(LedgerAccess.Change, None);
        Assert.Equal(0, await later.Gates.NumberAsync("plan", None));
        Assert.Null(await later.FindAsync(Key(1)));
    }

    [Fact]
    public async Task Questions_are_prepared_once_whatever_is_asked()
    {
        await using var ledger = await OpenAsync();
        await FillAsync(ledger, 20);
        await AskAsync(1);
        var before = ledger.Writer.PreparedAgain;

        for (var limit = 2; limit < 8; limit++) await AskAsync(limit);

        Assert.Equal(before, ledger.Writer.PreparedAgain);

        async Task AskAsync(int limit)
        {
            await using var session = await ledger.OpenAsync(LedgerAccess.Work, None);
            var now = new DateTimeOffset(2024, 1, 10, 1, 0, limit, TimeSpan.Zero);
            var accounts = await session.Deliveries.DueAccountsAsync(now, null, limit, None);
            await session.Deliveries.TakeAsync(accounts, wait: true, None);
            foreach (var inOrder in new[] { true, false }) await session.Deliveries.DueAsync([.. accounts.Select(a => new AccountShare(a, limit, inOrder))], now, None);
            await session.Deliveries.AwaitedAsync(accounts, None);
            await session.Deliveries.LeasedAsync(now, limit, None);
            await session.Deliveries.NextDueAsync(now, [], None);
            await session.Deliveries.NextDueAsync(now, [WaitReason.Retry, WaitReason.Limit], None);
            await session.Deliveries.InAsync([], limit, limit, None);
            await session.Deliveries.InAsync([DeliveryState.Accepted, DeliveryState.Uncertain], limit, limit, None);
            await session.Publications.UnwantedAsync(limit, limit, limit, None);
            await session.Trail.ReadAsync(null, limit, limit, None);
            await session.Trail.ReadAsync(limit, limit, limit, None);
        }
    }

    private static async Task FillAsync(SqliteLedger ledger, int count)
    {
        await using var session = await ledger.OpenAsync(LedgerAccess.Change, None);
        for (var i = 1; i <= count; i++)
        {
            var id = await session.AddAsync(Shown(i));
            await session.AddAsync(Full(id));
            await session.AddAsync(Rendition(i));
        }

        await session.CommitAsync(None);
    }

    private static void LimitPages(SqliteLedger ledger) => ledger.Writer.Execute("PRAGMA max_page_count = 60");

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File()};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
