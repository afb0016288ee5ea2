using Kpu.Outreach.Testing.Ledgers;
using Kpu.Outreach.Testing.Tests.Shelf;
using Xunit.Abstractions;

namespace Kpu.Outreach.Testing.Tests.Defects;

/// <summary>The suites of ledgers fail when they should: each seeded defect is found by a test that guards against it.</summary>
public sealed class LedgerDefectTests(ITestOutputHelper output)
{
    private static readonly Type[] Suites =
    [
        typeof(ShelfSessionTests), typeof(ShelfPublicationTests), typeof(ShelfDeliveryTests), typeof(ShelfDueTests), typeof(ShelfGateTests), typeof(ShelfTrailTests), typeof(ShelfWorkerTests), typeof(ShelfModelTests),
    ];

    [Theory]
    [InlineData(LedgerDefect.None, "")]
    [InlineData(LedgerDefect.DueInTheWrongOrder, "due")]
    [InlineData(LedgerDefect.BusyAccountsForgotten, "due")]
    [InlineData(LedgerDefect.LeasesForgotten, "lease")]
    [InlineData(LedgerDefect.UpdatesSwallowed, "rows")]
    [InlineData(LedgerDefect.ReceiptsForgotten, "rows")]
    [InlineData(LedgerDefect.PagesBeginAnew, "rows")]
    [InlineData(LedgerDefect.EverybodyApprovesTwice, "gates")]
    [InlineData(LedgerDefect.ClosedTimesForgotten, "gates")]
    [InlineData(LedgerDefect.BlockedLimitsForgotten, "limits")]
    [InlineData(LedgerDefect.TrailLinksSwallowed, "trail")]
    [InlineData(LedgerDefect.OpenSessionsCommitted, "session")]
    [InlineData(LedgerDefect.EveryWorkerIsWelcome, "session")]
    [InlineData(LedgerDefect.NumbersForgotten, "gates")]
    public async Task A_defect_is_found_by_a_test_that_guards_against_it(LedgerDefect defect, string guard)
    {
        var failed = (await SuiteRun.AllAsync(new DefectiveShelf { Defect = defect }, Suites)).Where(r => r.Verdict == "failed").ToList();
        foreach (var run in failed) output.WriteLine($"{run.Suite}.{run.Test} [{string.Join(", ", run.Guards)}]: {run.Message}");
        if (guard.Length == 0) Assert.Empty(failed);
        else Assert.Contains(failed, r => r.Guards.Contains(guard));
    }

    [Fact]
    public async Task A_suite_of_ledgers_that_is_not_there_is_missed()
    {
        var run = Assert.Single(await SuiteRun.AllAsync(new LonelyShelf(), [typeof(LonelyShelfTests)]), r => r.Test == "Every_suite_that_the_roles_ask_for_is_there");
        Assert.Equal("failed", run.Verdict);
        Assert.Contains("LedgerTrailSuite is missing: every ledger needs it", run.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LedgerIdentitySuite", run.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("DescriptorSuite", run.Message, StringComparison.Ordinal);
    }

    /// <summary>A fixture of its own, so that the report of the sound ledger knows nothing of these.</summary>
    private sealed class DefectiveShelf : ShelfFixture;

    public sealed class LonelyShelf : ShelfFixture;

    private sealed class LonelyShelfTests(LonelyShelf fixture) : LedgerSessionSuite<LonelyShelf>(fixture);
}
