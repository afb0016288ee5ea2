using System.Collections.Concurrent;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Testing.Ledgers;
using Kpu.Outreach.TestSupport;
using Npgsql;

namespace Kpu.Outreach.PostgreSql.Tests;

/// <summary>The ledger on a server: a store is a database of its own.</summary>
public sealed class PostgreSqlLedgerFixture : LedgerFixture
{
    private readonly TemporaryFolder _memory = new();
    private readonly ConcurrentDictionary<string, Task<string>> _databases = new();

    protected override bool TakesOneWorker => false;

    protected override int Histories => 12;

    protected override string? Missing => Needs.RequireAll || TestServer.IsInstalled ? null : "PostgreSQL 15 is not installed.";

    protected override async ValueTask<IDeliveryLedger> OpenAsync(string store, CancellationToken cancellationToken) =>
        await PostgreSqlLedger.OpenAsync(await DatabaseAsync(store), new PostgreSqlLedgerOptions { AnchorFolder = _memory.Full("mesin") }, cancellationToken);

    /// <summary>As an administrator clones or restores a database: under the old name there is another one then.</summary>
    protected override async ValueTask CopyAsync(string store, string copy, CancellationToken cancellationToken)
    {
        var (from, to) = (new NpgsqlConnectionStringBuilder(await DatabaseAsync(store)), new NpgsqlConnectionStringBuilder(await DatabaseAsync(copy)));
        var server = (await TestServer.SharedAsync()).ConnectionString;
        await TestServer.ExecuteAsync(server, $"DROP DATABASE {to.Database} WITH (FORCE)");
        await TestServer.ExecuteAsync(server, $"CREATE DATABASE {to.Database} TEMPLATE {from.Database}");
    }

    protected override ValueTask CleanUpAsync()
    {
        _memory.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<string> DatabaseAsync(string store) => _databases.GetOrAdd(store, async _ => await (await TestServer.SharedAsync()).NewDatabaseAsync());
}

public sealed class PostgreSqlLedgerSessionTests(PostgreSqlLedgerFixture fixture) : LedgerSessionSuite<PostgreSqlLedgerFixture>(fixture);

public sealed class PostgreSqlLedgerPublicationTests(PostgreSqlLedgerFixture fixture) : LedgerPublicationSuite<PostgreSqlLedgerFixture>(fixture);

public sealed class PostgreSqlLedgerDeliveryTests(PostgreSqlLedgerFixture fixture) : LedgerDeliverySuite<PostgreSqlLedgerFixture>(fixture);

public sealed class PostgreSqlLedgerDueTests(PostgreSqlLedgerFixture fixture) : LedgerDueSuite<PostgreSqlLedgerFixture>(fixture);

public sealed class PostgreSqlLedgerGateTests(PostgreSqlLedgerFixture fixture) : LedgerGateSuite<PostgreSqlLedgerFixture>(fixture);

public sealed class PostgreSqlLedgerTrailTests(PostgreSqlLedgerFixture fixture) : LedgerTrailSuite<PostgreSqlLedgerFixture>(fixture);

public sealed class PostgreSqlLedgerWorkerTests(PostgreSqlLedgerFixture fixture) : LedgerWorkerSuite<PostgreSqlLedgerFixture>(fixture);

public sealed class PostgreSqlLedgerModelTests(PostgreSqlLedgerFixture fixture) : LedgerModelSuite<PostgreSqlLedgerFixture>(fixture);

public sealed class PostgreSqlLedgerIdentityTests(PostgreSqlLedgerFixture fixture) : LedgerIdentitySuite<PostgreSqlLedgerFixture>(fixture);
