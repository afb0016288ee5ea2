using Kpu.Outreach.Ledger;
using Kpu.Outreach.TestSupport;
using Kpu.Outreach.Testing.Ledgers;
using Npgsql;
using static Kpu.Outreach.Testing.Ledgers.LedgerSamples;

namespace Kpu.Outreach.PostgreSql.Tests;

public sealed class PostgreSqlLedgerTests : TestLedgers
{
    [SkippableFact]
    public async Task It_keeps_its_id_and_rows_when_it_is_opened_again()
    {
        await using (var ledger = await OpenAsync("satu")) await WriteAsync(ledger, FillAsync);
        await using var again = await OpenAsync("dua");
        Assert.Equal("satu", again.Id);
        await using var session = await again.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(Shown(2) with { Id = 2 }, await session.FindAsync(Key(2)));
        Assert.Equal(Rendition(2), await session.Renditions.FindAsync(Rendition(2).Hash, None));
    }

    [SkippableFact]
    public async Task A_client_keeps_its_ledger_in_the_database_and_schemas_are_ledgers_of_their_own()
    {
        var database = await DatabaseAsync();
        await using (var client = OutreachClient.Create(o => o.UsePostgreSql(database)))
            await foreach (var _ in client.StatusAsync()) Assert.Fail("A new ledger is empty.");
        await using var one = await OpenAsync();
        await using var two = await PostgreSqlLedger.OpenAsync(database, new PostgreSqlLedgerOptions { Schema = "user" });
        Assert.Equal(32, two.Id.Length);
        Assert.NotEqual(one.Id, two.Id);
        await WriteAsync(one, s => s.Gates.SetNumberAsync("plan", 1, None).AsTask());
        await using var session = await two.OpenAsync(LedgerAccess.Change, None);
        await using var other = await one.OpenAsync(LedgerAccess.Change, None);
        Assert.Equal(0, await session.Gates.NumberAsync("plan", None));
    }

    [SkippableFact]
    public async Task A_reading_session_sees_one_state_while_others_write()
    {
        await using var ledger = await OpenAsync();
        await using var reader = await ledger.OpenAsync(LedgerAccess.Read, None);
        await WriteAsync(ledger, FillAsync);
        Assert.Empty(await reader.Deliveries.InAsync([], 0, 10, None));
        Assert.Null(await reader.FindAsync(Key(1)));
        await using var later = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(2, (await later.Deliveries.InAsync([], 0, 10, None)).Count);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await later.Gates.SetNumberAsync("plan", 1, None));
    }

    [SkippableFact]
    public async Task A_session_ends_with_its_commit_with_a_failure_and_with_its_ledger()
    {
        var ledger = await OpenAsync();
        var committed = await ledger.OpenAsync(LedgerAccess.Change, None);
        await committed.CommitAsync(None);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await committed.Gates.NumberAsync("plan", None));
        await committed.DisposeAsync();
        await using (var failed = (PostgreSqlSession)await ledger.OpenAsync(LedgerAccess.Change, None))
        {
            await failed.Gates.SetNumberAsync("plan", 6, None);
            var e = await Assert.ThrowsAsync<LedgerException>(async () => await failed.ExecuteAsync(None, Value.Command("SELECT 1 / 0")));
            Assert.Equal((LedgerProblems.Failed, "division by zero"), (e.Problem.Code, e.Problem.Arguments[1]));
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await failed.CommitAsync(None));
        }

        var (open, reader) = (await ledger.OpenAsync(LedgerAccess.Change, None), await ledger.OpenAsync(LedgerAccess.Read, None));
        await open.Gates.SetNumberAsync("plan", 7, None);
        await ledger.DisposeAsync();
        await ledger.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await open.Gates.NumberAsync("plan", None));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await reader.Gates.NumberAsync("plan", None));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await ledger.OpenAsync(LedgerAccess.Read, None));
        await open.DisposeAsync();
        await using var again = await OpenAsync();
        await using var session = await again.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(0, await session.Gates.NumberAsync("plan", None));
    }

    [SkippableFact]
    public async Task Any_text_comes_back()
    {
        await using var ledger = await OpenAsync();
        var random = new SeededNumbers(7);
        var title = string.Concat(Enumerable.Range(0, 20_000).Select(_ => (char)('!' + random.Below(90)))) + "\0akhir\u001A0";
        var (row, half) = (Shown(3) with { Title = title, Key = Key(3) with { Recipient = "" } }, Shown(4) with { Title = "separuh \uD83D" });
        await WriteAsync(ledger, async s =>
        {
            await s.AddAsync(row);
            await s.AddAsync(half);
            await s.AddAsync(Full(1) with { Handle = "\0\u001A\u001A1", Problem = "\u001A" });
        });
        await using var again = await OpenAsync();
        await using var session = await again.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(row with { Id = 1 }, await session.FindAsync(row.Key));
        Assert.Equal("separuh \uFFFD", (await session.PublicationAsync(2))?.Title);
        Assert.Equal(("\0\u001A\u001A1", "\u001A"), ((await session.DeliveryAsync(1))!.Handle, (await session.DeliveryAsync(1))!.Problem));
    }

    [SkippableFact]
    public async Task A_newer_version_is_refused_and_left_alone()
    {
        await (await OpenAsync()).DisposeAsync();
        await TestServer.ExecuteAsync(await DatabaseAsync(), "UPDATE outreach.ledger SET version = 99");
        var e = await Assert.ThrowsAsync<LedgerException>(async () => await OpenAsync());
        Assert.Equal(LedgerProblems.NewerVersion, e.Problem.Code);
        var settings = new NpgsqlConnectionStringBuilder(await DatabaseAsync());
        Assert.Equal([FormattableString.Invariant($"127.0.0.1:{settings.Port}/{settings.Database}"), "99", "2"], e.Problem.Arguments);
        Assert.DoesNotContain(settings.Password!, e.ToString(), StringComparison.Ordinal);
        await TestServer.ExecuteAsync(await DatabaseAsync(), "UPDATE outreach.ledger SET version = 2");
        await (await OpenAsync()).DisposeAsync();
    }

    [SkippableFact]
    public async Task Other_tables_of_that_name_and_senseless_rows_are_told()
    {
        await TestServer.ExecuteAsync(await DatabaseAsync(), "CREATE SCHEMA lain; CREATE TABLE lain.ledger (surat integer)");
        var e = await Assert.ThrowsAsync<LedgerException>(async () => await PostgreSqlLedger.OpenAsync(await DatabaseAsync(), new PostgreSqlLedgerOptions { Schema = "lain" }));
        Assert.Equal(LedgerProblems.Damaged, e.Problem.Code);

        await using var ledger = await OpenAsync();
        await WriteAsync(ledger, FillAsync);
        foreach (var change in new[] { "state = 99", "intended = -1", "arguments = 'x'", "cause = 0" })
        {
            await TestServer.ExecuteAsync(await DatabaseAsync(), $"CREATE TABLE simpan AS TABLE outreach.deliveries; UPDATE outreach.deliveries SET {change}");
            await using (var session = await ledger.OpenAsync(LedgerAccess.Read, None))
                Assert.Equal(LedgerProblems.Damaged, (await Assert.ThrowsAsync<LedgerException>(async () => await session.DeliveryAsync(1))).Problem.Code);
            await TestServer.ExecuteAsync(await DatabaseAsync(), "TRUNCATE outreach.deliveries; INSERT INTO outreach.deliveries SELECT * FROM simpan; DROP TABLE simpan");
        }
    }

    [SkippableFact]
    public async Task Who_may_only_read_is_told_so()
    {
        var database = await DatabaseAsync();
        await (await OpenAsync()).DisposeAsync();
        var settings = new NpgsqlConnectionStringBuilder(database) { Password = "rahasia-sekali" };
        settings.Username = "pembaca_" + settings.Database;
        await TestServer.ExecuteAsync(database, $"CREATE ROLE {settings.Username} LOGIN PASSWORD '{settings.Password}'; GRANT USAGE ON SCHEMA outreach TO {settings.Username}; GRANT SELECT ON ALL TABLES IN SCHEMA outreach TO {settings.Username}");
        await using var ledger = await PostgreSqlLedger.OpenAsync(settings.ConnectionString);
        await using (var reader = await ledger.OpenAsync(LedgerAccess.Read, None)) Assert.Equal(0, await reader.Gates.NumberAsync("plan", None));
        var e = await Assert.ThrowsAsync<LedgerException>(() => WriteAsync(ledger, s => s.Gates.SetNumberAsync("plan", 1, None).AsTask()));
        Assert.Equal(LedgerProblems.ReadOnly, e.Problem.Code);

        settings.Password = "salah-sama-sekali";
        e = await Assert.ThrowsAsync<LedgerException>(async () => await PostgreSqlLedger.OpenAsync(settings.ConnectionString));
        Assert.DoesNotContain(settings.Password, e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=localhost;Kata=rahasia")]
    [InlineData("rahasia")]
    [InlineData("Username=kpu;Password=rahasia")]
    [InlineData("Host=localhost;Port=rahasia")]
    public async Task A_connection_string_that_cannot_be_used_is_told_without_repeating_it(string connectionString)
    {
        var e = await Assert.ThrowsAsync<ArgumentException>(async () => await PostgreSqlLedger.OpenAsync(connectionString));
        Assert.DoesNotContain("rahasia", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Besar")]
    [InlineData("a\"b")]
    [InlineData("1a")]
    public async Task A_schema_has_a_plain_name(string schema) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await PostgreSqlLedger.OpenAsync("Host=localhost", new PostgreSqlLedgerOptions { Schema = schema }));

    [Fact]
    public async Task A_server_that_is_not_there_is_a_passing_failure()
    {
        var e = await Assert.ThrowsAsync<LedgerException>(async () => await PostgreSqlLedger.OpenAsync("Host=127.0.0.1;Port=1;Username=kpu;Password=rahasia;Database=kpu"));
        Assert.Equal((LedgerProblems.Unavailable, true), (e.Problem.Code, e.IsTransient));
        Assert.Equal("127.0.0.1:1/kpu", e.Problem.Arguments[0]);
        Assert.DoesNotContain("rahasia", e.ToString(), StringComparison.Ordinal);
    }

    private static async Task FillAsync(ILedgerSession session)
    {
        for (var i = 1; i <= 2; i++)
        {
            var id = await session.AddAsync(Shown(i));
            await session.AddAsync(Full(id));
            await session.AddAsync(Rendition(i));
        }
    }
}
