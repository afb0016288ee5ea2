using Kpu.Outreach.Ledger;
using Kpu.Outreach.TestSupport;
using Kpu.Outreach.TestSupport.Ledger;

namespace Kpu.Outreach.PostgreSql.Tests;

public sealed class PostgreSqlLedgerContractTests : LedgerContractTests
{
    protected override bool TakesOneWorker => false;

    protected override async ValueTask<IDeliveryLedger> NewAsync() => await PostgreSqlLedger.OpenAsync(await (await TestServer.SharedAsync()).NewDatabaseAsync());
}
