using Kpu.Outreach.Ledger;
using Kpu.Outreach.TestSupport.Ledger;

namespace Kpu.Outreach.Tests.Ledger;

public sealed class MemoryLedgerTests : LedgerContractTests
{
    protected override bool TakesOneWorker => true;

    protected override ValueTask<IDeliveryLedger> NewAsync() => ValueTask.FromResult<IDeliveryLedger>(new MemoryLedger());
}
