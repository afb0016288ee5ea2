using System.Collections.Concurrent;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Testing.Ledgers;

namespace Kpu.Outreach.Testing.Tests.Shelf;

/// <summary>Ledgers on a shelf.</summary>
public class ShelfFixture : LedgerFixture
{
    private readonly ConcurrentDictionary<string, MemoryLedger> _shelf = new();

    public LedgerDefect Defect { get; init; }

    protected override bool TakesOneWorker => true;

    protected override bool ReadsWhileOthersWrite => false;

    protected override int Histories => 5;

    protected override TimeSpan Deadline => TimeSpan.FromSeconds(3);

    protected override ValueTask<IDeliveryLedger> OpenAsync(string store, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IDeliveryLedger>(new ShelfLedger(store, _shelf.GetOrAdd(store, _ => new MemoryLedger()), Defect));
}

public sealed class ShelfSessionTests(ShelfFixture fixture) : LedgerSessionSuite<ShelfFixture>(fixture);

public sealed class ShelfPublicationTests(ShelfFixture fixture) : LedgerPublicationSuite<ShelfFixture>(fixture);

public sealed class ShelfDeliveryTests(ShelfFixture fixture) : LedgerDeliverySuite<ShelfFixture>(fixture);

public sealed class ShelfDueTests(ShelfFixture fixture) : LedgerDueSuite<ShelfFixture>(fixture);

public sealed class ShelfGateTests(ShelfFixture fixture) : LedgerGateSuite<ShelfFixture>(fixture);

public sealed class ShelfTrailTests(ShelfFixture fixture) : LedgerTrailSuite<ShelfFixture>(fixture);

public sealed class ShelfWorkerTests(ShelfFixture fixture) : LedgerWorkerSuite<ShelfFixture>(fixture);

public sealed class ShelfModelTests(ShelfFixture fixture) : LedgerModelSuite<ShelfFixture>(fixture);
