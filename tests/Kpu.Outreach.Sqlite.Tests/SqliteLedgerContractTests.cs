using Kpu.Outreach.Ledger;
using Kpu.Outreach.TestSupport.Ledger;

namespace Kpu.Outreach.Sqlite.Tests;

public sealed class SqliteLedgerContractTests : LedgerContractTests, IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override bool TakesOneWorker => true;

    protected override async ValueTask<IDeliveryLedger> NewAsync() => await _folder.OpenAsync();

    private sealed class Folder : TestFolder
    {
        public async ValueTask<IDeliveryLedger> OpenAsync() => await base.OpenAsync();
    }
}
