using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Adapters;
using Kpu.Outreach.Testing.Platform;
using Kpu.Outreach.Testing.Tests.Board;

namespace Kpu.Outreach.Testing.Tests.Defects;

/// <summary>The kit's own rules: nothing is missing, skipped or left uncleaned in silence.</summary>
public sealed class KitRulesTests
{
    [Fact]
    public async Task A_suite_that_a_role_asks_for_and_that_is_not_there_fails_every_other_suite()
    {
        var run = Assert.Single(await SuiteRun.AllAsync(new LonelyFixture(), [typeof(LonelyDescriptorTests)]), r => r.Test == "Every_suite_that_the_roles_ask_for_is_there");
        Assert.Equal("failed", run.Verdict);
        foreach (var missing in new[] { "RenderingSuite", "PublisherSuite", "ReviserSuite", "RetractorSuite", "AnnotatorSuite", "StatusReaderSuite", "PreparerSuite", "CredentialRefresherSuite" })
            Assert.Contains($"{missing} is missing", run.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("DescriptorSuite is missing", run.Message, StringComparison.Ordinal);

        // What is left out for a reason is not missing.
        Assert.DoesNotContain("AccountProberSuite is missing", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suite_for_a_role_that_is_not_played_fails()
    {
        var run = Assert.Single(await SuiteRun.AllAsync(new QuietFixture(), [typeof(QuietReviserTests)]), r => r.Test == "Every_suite_that_the_roles_ask_for_is_there");
        Assert.Equal("failed", run.Verdict);
        Assert.Contains("ReviserSuite is there, and the adapter does not play IReviser", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suite_of_which_everything_is_skipped_fails()
    {
        var runs = await SuiteRun.AllAsync(new IdleFixture(), [typeof(IdleRetractorTests)]);
        Assert.Contains(runs, r => r.Verdict == "skipped" && r.Message!.Contains("hari libur", StringComparison.Ordinal));
        Assert.Contains(runs, r => r.Verdict == "failed" && r.Message!.Contains("Every test of RetractorSuite was skipped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cleaning_up_is_done_once_and_cannot_be_hidden()
    {
        var fixture = new TidyFixture();
        await SuiteRun.AllAsync(fixture, [typeof(TidyDescriptorTests)]);
        Assert.Equal(1, fixture.Cleaned);
        var run = Assert.Single(await SuiteRun.AllAsync(new HidingFixture(), [typeof(HidingDescriptorTests)]), r => r.Test == "The_fixture_is_cleaned_up_by_the_kit");
        Assert.Equal("failed", run.Verdict);
        Assert.Contains("Override CleanUpAsync instead", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_tells_of_the_adapter_and_of_every_test()
    {
        await SuiteRun.AllAsync(new TidyFixture(), [typeof(TidyDescriptorTests)]);
        var folder = Environment.GetEnvironmentVariable("OUTREACH_CONFORMANCE") is { Length: > 0 } named ? named : Path.Combine(AppContext.BaseDirectory, "conformance");
        var report = await File.ReadAllTextAsync(Path.Combine(folder, "conformance-papan-TidyFixture.md"));
        Assert.StartsWith("# Conformance of papan\n", report, StringComparison.Ordinal);
        Assert.Contains("- Placement `post`: Publish, Revise, Retract, Annotate; text 240 Graphemes; found by Search", report, StringComparison.Ordinal);
        Assert.Contains("| The descriptor holds together | passed |", report, StringComparison.Ordinal);
        Assert.Contains("| Roles and descriptor say the same | skipped: hari libur |", report, StringComparison.Ordinal);
        Assert.DoesNotContain(AdapterFixture.MarkedSecret, report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_throws_is_told_and_no_call_hangs()
    {
        var runs = await SuiteRun.AllAsync(new BrokenScriptFixture(), [typeof(BrokenScriptRetractorTests)]);
        Assert.Contains(runs, r => r.Verdict == "failed");
        Assert.DoesNotContain(runs, r => r.Verdict == "passed" && r.Guards.Contains("effect"));
    }

    public class LonelyFixture : BoardFixture
    {
        protected override string? WhySkipped(string test) => test == "AccountProberSuite" ? "probing is tried by hand" : null;
    }

    public class QuietFixture : BoardFixture
    {
        protected override IChannelAdapter CreateAdapter(AdapterSurroundings surroundings) => new BoardChannel(surroundings, Defect.ReviseDeclaredButAbsent);
    }

    public class IdleFixture : BoardFixture
    {
        protected override string? WhySkipped(string test) => "hari libur";
    }

    public class TidyFixture : BoardFixture
    {
        public int Cleaned { get; private set; }

        protected override string? WhySkipped(string test) => test == "Roles_and_descriptor_say_the_same" ? "hari libur" : null;

        protected override ValueTask CleanUpAsync()
        {
            Cleaned++;
            return ValueTask.CompletedTask;
        }
    }

    public class HidingFixture : BoardFixture, IAsyncLifetime
    {
        Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

        Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;
    }

    public class BrokenScriptFixture : BoardFixture
    {
        protected override void Script(FakePlatform platform) => platform.On("POST", "pages/{page}/media", _ => throw new InvalidOperationException("naskah rusak"));
    }

    // Abstract classes of xunit's would be run by it; these are run by the tests above alone.
    private sealed class LonelyDescriptorTests(LonelyFixture fixture) : DescriptorSuite<LonelyFixture>(fixture);

    private sealed class QuietReviserTests(QuietFixture fixture) : ReviserSuite<QuietFixture>(fixture);

    private sealed class IdleRetractorTests(IdleFixture fixture) : RetractorSuite<IdleFixture>(fixture);

    private sealed class TidyDescriptorTests(TidyFixture fixture) : DescriptorSuite<TidyFixture>(fixture);

    private sealed class HidingDescriptorTests(HidingFixture fixture) : DescriptorSuite<HidingFixture>(fixture);

    private sealed class BrokenScriptRetractorTests(BrokenScriptFixture fixture) : RetractorSuite<BrokenScriptFixture>(fixture);
}
