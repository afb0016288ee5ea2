using Kpu.Outreach.Ledger;
using Kpu.Outreach.Testing.Ledgers;

namespace Kpu.Outreach.Sqlite.Tests;

/// <summary>The ledger in one file.</summary>
public sealed class SqliteLedgerFixture : LedgerFixture
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("outreach-");

    protected override bool TakesOneWorker => true;

    protected override int Histories => 40;

    protected override async ValueTask<IDeliveryLedger> OpenAsync(string store, CancellationToken cancellationToken) =>
        await SqliteLedger.OpenAsync(FileOf(store), new SqliteLedgerOptions { SurvivesPowerLoss = false }, cancellationToken);

    /// <summary>The file alone: what is remembered beside it stays where it is.</summary>
    protected override ValueTask CopyAsync(string store, string copy, CancellationToken cancellationToken)
    {
        File.Copy(FileOf(store), FileOf(copy), overwrite: true);
        return ValueTask.CompletedTask;
    }

    protected override ValueTask CleanUpAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private string FileOf(string store) => Path.Combine(_folder.FullName, store + ".db");
}

public sealed class SqliteLedgerSessionTests(SqliteLedgerFixture fixture) : LedgerSessionSuite<SqliteLedgerFixture>(fixture);

public sealed class SqliteLedgerPublicationTests(SqliteLedgerFixture fixture) : LedgerPublicationSuite<SqliteLedgerFixture>(fixture);

public sealed class SqliteLedgerDeliveryTests(SqliteLedgerFixture fixture) : LedgerDeliverySuite<SqliteLedgerFixture>(fixture);

public sealed class SqliteLedgerDueTests(SqliteLedgerFixture fixture) : LedgerDueSuite<SqliteLedgerFixture>(fixture);

public sealed class SqliteLedgerGateTests(SqliteLedgerFixture fixture) : LedgerGateSuite<SqliteLedgerFixture>(fixture);

public sealed class SqliteLedgerTrailTests(SqliteLedgerFixture fixture) : LedgerTrailSuite<SqliteLedgerFixture>(fixture);

public sealed class SqliteLedgerWorkerTests(SqliteLedgerFixture fixture) : LedgerWorkerSuite<SqliteLedgerFixture>(fixture);

public sealed class SqliteLedgerModelTests(SqliteLedgerFixture fixture) : LedgerModelSuite<SqliteLedgerFixture>(fixture);

public sealed class SqliteLedgerIdentityTests(SqliteLedgerFixture fixture) : LedgerIdentitySuite<SqliteLedgerFixture>(fixture);
