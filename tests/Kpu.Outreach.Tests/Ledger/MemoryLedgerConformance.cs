using Kpu.Outreach.Ledger;
using Kpu.Outreach.Testing.Ledgers;

namespace Kpu.Outreach.Tests.Ledger;

/// <summary>The ledger in memory: it ends with its process, so that nothing can copy it or come after it.</summary>
public sealed class MemoryLedgerFixture : LedgerFixture
{
    protected override bool TakesOneWorker => true;

    protected override bool OutlivesItsProcess => false;

    protected override bool ReadsWhileOthersWrite => false;

    protected override ValueTask<IDeliveryLedger> OpenAsync(string store, CancellationToken cancellationToken) => ValueTask.FromResult<IDeliveryLedger>(new MemoryLedger());
}

public sealed class MemoryLedgerSessionTests(MemoryLedgerFixture fixture) : LedgerSessionSuite<MemoryLedgerFixture>(fixture);

public sealed class MemoryLedgerPublicationTests(MemoryLedgerFixture fixture) : LedgerPublicationSuite<MemoryLedgerFixture>(fixture);

public sealed class MemoryLedgerDeliveryTests(MemoryLedgerFixture fixture) : LedgerDeliverySuite<MemoryLedgerFixture>(fixture);

public sealed class MemoryLedgerDueTests(MemoryLedgerFixture fixture) : LedgerDueSuite<MemoryLedgerFixture>(fixture);

public sealed class MemoryLedgerGateTests(MemoryLedgerFixture fixture) : LedgerGateSuite<MemoryLedgerFixture>(fixture);

public sealed class MemoryLedgerTrailTests(MemoryLedgerFixture fixture) : LedgerTrailSuite<MemoryLedgerFixture>(fixture);

public sealed class MemoryLedgerWorkerTests(MemoryLedgerFixture fixture) : LedgerWorkerSuite<MemoryLedgerFixture>(fixture);

public sealed class MemoryLedgerModelTests(MemoryLedgerFixture fixture) : LedgerModelSuite<MemoryLedgerFixture>(fixture);
