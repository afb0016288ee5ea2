using Xunit;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>Every ledger: whatever is asked of it, it answers as the ledger in memory does.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
public abstract class LedgerModelSuite<TFixture>(TFixture fixture) : LedgerSuite<TFixture>(fixture)
    where TFixture : LedgerFixture
{
    private const int Sessions = 60;

    /// <summary>Random sessions go to both, committed or not, read and written, with the ledger opened again in between. A failure names its seed.</summary>
    [SkippableFact]
    [Trait("Guards", "model")]
    public Task Random_histories_get_the_answers_of_the_model() => CheckAsync(async () =>
    {
        for (var seed = 1; seed <= Fixture.Histories; seed++)
        {
            var store = NewStore();
            await new LedgerPair(seed, Fixture.OutlivesItsProcess).CompareAsync(() => OpenAsync(store), Sessions);
        }
    },
    Fixture.Histories);
}
