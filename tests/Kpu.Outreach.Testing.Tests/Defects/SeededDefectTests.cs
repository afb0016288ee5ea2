using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Adapters;
using Kpu.Outreach.Testing.Tests.Board;
using Xunit.Abstractions;

namespace Kpu.Outreach.Testing.Tests.Defects;

/// <summary>Each of twelve defects in a copy of the board's adapter is found by the tests that guard against it, and by no other.</summary>
public sealed class SeededDefectTests(ITestOutputHelper output)
{
    private static readonly Type[] Suites =
    [
        typeof(BoardDescriptorTests), typeof(BoardRenderingTests), typeof(BoardPublisherTests), typeof(BoardReviserTests), typeof(BoardRetractorTests), typeof(BoardAnnotatorTests),
        typeof(BoardStatusReaderTests), typeof(BoardPreparerTests), typeof(BoardAccountProberTests), typeof(BoardCredentialRefresherTests),
    ];

    [Theory]
    [InlineData(Defect.None, "")]
    [InlineData(Defect.DoublePublishOnRetry, "double-effect")]
    [InlineData(Defect.LostCheckpoint, "lost-checkpoint")]
    [InlineData(Defect.CultureDependentRender, "culture")]
    [InlineData(Defect.LimitOffByOne, "limit")]
    [InlineData(Defect.SecretInException, "secret")]
    [InlineData(Defect.ReviseDeclaredButAbsent, "roles")]
    [InlineData(Defect.LookingThatLies, "looking")]
    [InlineData(Defect.SwallowedCancellation, "cancellation")]
    [InlineData(Defect.BlockingCall, "blocking")]
    [InlineData(Defect.SharedState, "shared-state")]
    [InlineData(Defect.UnboundedMemory, "memory")]
    [InlineData(Defect.WrongLimitDomain, "limit-domain")]
    public async Task A_defect_fails_the_tests_that_guard_against_it_and_no_other(Defect defect, string guard)
    {
        // What cannot be called cannot be tested: without the role its suite is not derived.
        var suites = Suites.Where(s => defect != Defect.ReviseDeclaredButAbsent || s != typeof(BoardReviserTests));
        var failed = (await SuiteRun.AllAsync(new DefectiveBoardFixture(defect), suites)).Where(r => r.Verdict == "failed").ToList();
        foreach (var run in failed) output.WriteLine($"{run.Suite}.{run.Test} [{string.Join(", ", run.Guards)}]: {run.Message}");
        if (guard.Length == 0) Assert.Empty(failed);
        else
        {
            Assert.Contains(failed, r => r.Guards.Contains(guard));
            Assert.All(failed, r => Assert.Contains(guard, r.Guards));
        }
    }

    /// <summary>A fixture of its own, so that the report of the sound adapter knows nothing of these.</summary>
    private sealed class DefectiveBoardFixture(Defect defect) : BoardFixture
    {
        /// <summary>What hangs here hangs for good.</summary>
        protected override TimeSpan Deadline => TimeSpan.FromSeconds(5);

        protected override IChannelAdapter CreateAdapter(AdapterSurroundings surroundings) => new BoardChannel(surroundings, defect);
    }
}
