using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Suites;
using Xunit;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>Adapters that change what stands in public: it is changed in its place.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
[SuiteFor(typeof(IReviser))]
public abstract class ReviserSuite<TFixture>(TFixture fixture) : ActingSuite<TFixture>(fixture)
    where TFixture : AdapterFixture
{
    private protected override Operations Operation => Operations.Revise;

    /// <summary>Changing it twice, or to what stands there already, changes no number of things in public.</summary>
    [SkippableFact]
    [Trait("Guards", "double-effect")]
    public Task Changing_it_again_makes_nothing_new() => CheckAsync(async bench =>
    {
        var (process, request) = await SetUpAsync(bench).ConfigureAwait(false);
        for (var i = 0; i < 2; i++)
        {
            var attempt = await process.AttemptAsync(request).ConfigureAwait(false);
            Assert.True(attempt.IsDone, $"Change {i + 1} ended with {attempt}");
            Assert.True(bench.Effects.Count == 1 && Happened(bench, request), $"After change {i + 1} stands in public: {Standing(bench)}");
        }
    });
}

/// <summary>Adapters that take back what stands in public: afterwards it stands there no more.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
[SuiteFor(typeof(IRetractor))]
public abstract class RetractorSuite<TFixture>(TFixture fixture) : ActingSuite<TFixture>(fixture)
    where TFixture : AdapterFixture
{
    private protected override Operations Operation => Operations.Retract;

    /// <summary>What is gone already is taken back: the call is done, since nothing is left to do.</summary>
    [SkippableFact]
    [Trait("Guards", "effect")]
    public Task Taking_back_what_is_gone_is_done() => CheckAsync(async bench =>
    {
        var (process, request) = await SetUpAsync(bench).ConfigureAwait(false);
        for (var i = 0; i < 2; i++)
        {
            var attempt = await process.AttemptAsync(request).ConfigureAwait(false);
            Assert.True(attempt.IsDone, $"Call {i + 1} ended with {attempt}");
            Assert.True(Happened(bench, request), $"After call {i + 1} stands in public: {Standing(bench)}");
        }
    });
}

/// <summary>Adapters that add a note beside what stands in public: the note comes, and what it is beside stays as it is.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
[SuiteFor(typeof(IAnnotator))]
public abstract class AnnotatorSuite<TFixture>(TFixture fixture) : ActingSuite<TFixture>(fixture)
    where TFixture : AdapterFixture
{
    private protected override Operations Operation => Operations.Annotate;

    /// <summary>What the note is beside stays as it is.</summary>
    [SkippableFact]
    [Trait("Guards", "effect")]
    public Task What_it_is_beside_stays_as_it_is() => CheckAsync(async bench =>
    {
        var (process, request) = await SetUpAsync(bench).ConfigureAwait(false);
        var before = Assert.Single(bench.Effects);
        var attempt = await process.AttemptAsync(request).ConfigureAwait(false);
        Assert.True(attempt.IsDone, $"The call ended with {attempt}");
        Assert.True(bench.Effects.Count == 2 && bench.Effects.Contains(before), $"In public stands: {Standing(bench)}");
    });
}
