using Kpu.Outreach.Ledger;
using Kpu.Outreach.TestSupport.Ledger;

namespace Kpu.Outreach.Sqlite.Tests;

public sealed class SqliteLedgerModelTests : TestFolder
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task It_answers_as_the_memory_ledger_does(int seed) =>
        await new LedgerPair(seed).CompareAsync(async () => (IDeliveryLedger)await OpenAsync(), sessions: 60);
}
