using Kpu.Outreach.Ledger;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.PostgreSql.Tests;

/// <summary>Ledgers on a database of the test's own.</summary>
public abstract class TestLedgers
{
    protected static readonly CancellationToken None = CancellationToken.None;

    private string? _database;

    /// <summary>How the test's database is reached.</summary>
    protected async Task<string> DatabaseAsync() => _database ??= await (await TestServer.SharedAsync()).NewDatabaseAsync();

    protected async ValueTask<PostgreSqlLedger> OpenAsync(string id = "ledger-1", TimeSpan? lockTimeout = null) =>
        await PostgreSqlLedger.OpenAsync(await DatabaseAsync(), new PostgreSqlLedgerOptions { LedgerIdSource = () => id, LockTimeout = lockTimeout ?? TimeSpan.FromSeconds(30) });

    protected static async Task WriteAsync(IDeliveryLedger ledger, Func<ILedgerSession, Task> work, LedgerAccess access = LedgerAccess.Change)
    {
        await using var session = await ledger.OpenAsync(access, None);
        await work(session);
        await session.CommitAsync(None);
    }
}
