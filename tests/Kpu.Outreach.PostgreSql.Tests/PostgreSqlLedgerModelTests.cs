using Kpu.Outreach.Ledger;
using Kpu.Outreach.TestSupport.Ledger;

namespace Kpu.Outreach.PostgreSql.Tests;

public sealed class PostgreSqlLedgerModelTests : TestLedgers
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [SkippableTheory]
    [MemberData(nameof(Seeds))]
    public async Task It_answers_as_the_memory_ledger_does(int seed) =>
        await new LedgerPair(seed).CompareAsync(async () => (IDeliveryLedger)await OpenAsync(), sessions: 60);
}
