using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Platform;
using Kpu.Outreach.Testing.Suites;
using Xunit;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>Adapters that look: they tell what stands there, never more than they saw, and change nothing.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
[SuiteFor(typeof(IStatusReader))]
public abstract class StatusReaderSuite<TFixture>(TFixture fixture) : AdapterSuite<TFixture>(fixture)
    where TFixture : AdapterFixture
{
    /// <summary>What stands there is seen, with where it stands.</summary>
    [SkippableFact]
    [Trait("Guards", "looking")]
    public Task What_stands_there_is_seen() => CheckAsync(async bench =>
    {
        foreach (var placement in Looked(bench))
        {
            var world = await AdapterBench.StartAsync(Fixture).ConfigureAwait(false);
            await using var _ = world.ConfigureAwait(false);
            var (process, request) = await PublishedAsync(world, placement).ConfigureAwait(false);
            world.Clock.JumpTo(world.Clock.GetUtcNow() + Fixture.VisibleAfter);
            var seen = await LookAsync(world, process, request).ConfigureAwait(false);
            Assert.True(seen.State == ObservedState.Live, $"At '{placement.Key}' it stands in public, and the look saw {seen}");
            Assert.False(string.IsNullOrWhiteSpace(seen.Receipt?.Reference), "It was seen, and the observation does not say where it stands.");
        }
    });

    /// <summary>What does not stand there is not seen, also when something else does.</summary>
    [SkippableFact]
    [Trait("Guards", "looking")]
    public Task What_does_not_stand_there_is_not_seen() => CheckAsync(async bench =>
    {
        foreach (var placement in Looked(bench))
        {
            var world = await AdapterBench.StartAsync(Fixture).ConfigureAwait(false);
            await using var _ = world.ConfigureAwait(false);
            var process = world.NewProcess();
            var request = process.Request(placement, process.Rendition(placement, "tidak-terbit"));
            for (var i = 0; i < 2; i++)
            {
                var seen = await LookAsync(world, process, request).ConfigureAwait(false);
                Assert.True(
                    seen.State is ObservedState.Absent || (seen.State is ObservedState.CannotTell && placement.Guarantee.AbsentAfter is null),
                    $"At '{placement.Key}' it does not stand in public{(i == 1 ? ", but something else does" : "")}, and the look saw {seen}");
                await PublishedAsync(world, placement).ConfigureAwait(false);
                world.Clock.JumpTo(world.Clock.GetUtcNow() + Fixture.VisibleAfter);
            }
        }
    });

    /// <summary>A platform that cannot be asked has not said that nothing is there.</summary>
    [SkippableFact]
    [Trait("Guards", "looking")]
    [Trait("Guards", "faults")]
    public Task Who_got_no_answer_cannot_tell() => CheckAsync(async bench =>
    {
        var calls = 0;
        var now = bench.Clock.GetUtcNow();
        foreach (var fault in new[]
        {
            PlatformFault.CutBefore, PlatformFault.CutAfter, PlatformFault.Refused(PlatformAnswer.Json(new { error = "server_error" }, 500)), PlatformFault.Refused(PlatformAnswer.Html(502)),
            PlatformFault.Refused(Fixture.Throttled(TimeSpan.FromMinutes(1), now)), PlatformFault.Refused(Fixture.Unauthorized()), PlatformFault.Refused(PlatformAnswer.Html(200)),
        })
        {
            calls += await AtEachCallAsync(fault, world => PublishedAsync(world, Looked(world).First()), async (world, published, number) =>
            {
                world.Clock.JumpTo(world.Clock.GetUtcNow() + Fixture.VisibleAfter);
                var seen = await LookAsync(world, published.Process, published.Request).ConfigureAwait(false);
                if (world.Platform.Calls.Count > number)
                    Assert.True(seen.State is ObservedState.CannotTell or ObservedState.Live, $"It stands in public, the platform could not be asked, and the look saw {seen}: the engine would take that for proven.");
            }).ConfigureAwait(false);
        }

        NeedsCalls(bench, calls);
    });

    /// <summary>A look changes nothing, however often.</summary>
    [SkippableFact]
    [Trait("Guards", "looking")]
    public Task Looking_changes_nothing() => CheckAsync(async bench =>
    {
        var (process, request) = await PublishedAsync(bench, Looked(bench).First()).ConfigureAwait(false);
        var (effects, ever, drafts) = (bench.Effects, bench.Ever, bench.Platform.Effects.Drafts);
        for (var i = 0; i < 3; i++) await LookAsync(bench, process, request).ConfigureAwait(false);
        Assert.Equal(effects, bench.Effects);
        Assert.Equal((ever, drafts), (bench.Ever, bench.Platform.Effects.Drafts));
    });

    /// <summary>The credential turns up in no observation.</summary>
    [SkippableFact]
    [Trait("Guards", "secret")]
    public Task The_credential_stays_secret() => CheckAsync(async bench =>
    {
        Skip.If(Fixture.CredentialOf(AdapterBench.First) is null, "the channel needs no credential");
        var echoed = PlatformAnswer.Json(new { error = "invalid_token", token = AdapterFixture.MarkedSecret }, 403);
        foreach (var fault in new[] { PlatformFault.CutAfter, PlatformFault.Refused(echoed), PlatformFault.UnknownMembers })
        {
            await AtEachCallAsync(fault, world => PublishedAsync(world, Looked(world).First()), async (world, published, _) =>
            {
                await LookAsync(world, published.Process, published.Request).ConfigureAwait(false);
                Assert.DoesNotContain(world.Said.Concat(world.Logs.Lines), s => s.Contains(AdapterFixture.MarkedSecret, StringComparison.Ordinal));
            }).ConfigureAwait(false);
        }
    });

    private static IEnumerable<PlacementDescriptor> Looked(AdapterBench bench)
    {
        var placements = bench.NewProcess().Placements.Where(p => p.Guarantee.FoundBy is EffectProof.Key or EffectProof.Search or EffectProof.Handle).ToList();
        Skip.If(placements.Count == 0, "at no placement can an effect be found");
        return placements;
    }

    private static async Task<(AdapterProcess Process, PublishRequest Request)> PublishedAsync(AdapterBench bench, PlacementDescriptor placement)
    {
        var process = bench.NewProcess();
        if (process.Adapter.GetRole<IPublisher>() is null) Skip.If(true, "the adapter publishes whole sets");
        var request = process.Request(placement, process.Rendition(placement));
        var attempt = await process.AttemptAsync(request).ConfigureAwait(false);
        Assert.True(attempt.IsDone, $"Nothing to look at: publishing ended with {attempt}");
        return (process, request);
    }

    private static async Task<Observation> LookAsync(AdapterBench bench, AdapterProcess process, PublishRequest request)
    {
        try
        {
            var seen = await process.Adapter.GetRole<IStatusReader>()!.LookAsync(request, null, CancellationToken.None).ConfigureAwait(false);
            bench.Said.Enqueue($"{seen} {seen.Evidence} {seen.Receipt}");
            return seen;
        }
        catch (Exception e) when (e is not SimulatedCrashException)
        {
            // The engine takes an exception for a look that saw nothing.
            bench.Said.Enqueue(e.ToString());
            return new Observation(ObservedState.CannotTell);
        }
    }
}
