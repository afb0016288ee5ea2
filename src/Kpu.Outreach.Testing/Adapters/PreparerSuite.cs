using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Platform;
using Kpu.Outreach.Testing.Suites;
using Xunit;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>Adapters that prepare: nothing of it is seen, and what was begun is gone on with.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
[SuiteFor(typeof(IPreparer))]
public abstract class PreparerSuite<TFixture>(TFixture fixture) : AdapterSuite<TFixture>(fixture)
    where TFixture : AdapterFixture
{
    /// <summary>Prepared twice, nothing is public, and the second time nothing new is made.</summary>
    [SkippableFact]
    [Trait("Guards", "lost-checkpoint")]
    public Task Preparing_twice_leaves_no_public_trace() => CheckAsync(async bench =>
    {
        foreach (var placement in Prepared(bench))
        {
            var process = bench.NewProcess();
            var request = process.Request(placement, process.Rendition(placement));
            var kept = new List<Checkpoint>();
            var first = await PrepareAsync(process, request, null, kept).ConfigureAwait(false);
            Assert.True(first.Outcome is Outcome.Prepared, $"Preparing ended with {first}");
            Assert.True(bench.Ever == 0, $"Preparing made something public: {string.Join(" | ", bench.Effects)}");
            var (made, last) = (bench.Platform.Effects.Drafts, kept.LastOrDefault());
            Assert.True(made == 0 || last is not null, "Something was made on the platform, and no checkpoint was kept: after a crash it would be made again.");
            Assert.True(last is null || last.Version == placement.Preparation!.CheckpointVersion, $"The checkpoint is of version {last?.Version}, and the descriptor says {placement.Preparation!.CheckpointVersion}.");
            var again = bench.NewProcess();
            var second = await PrepareAsync(again, again.Request(placement, again.Rendition(placement)), last, kept).ConfigureAwait(false);
            Assert.True(second.Outcome is Outcome.Prepared, $"Preparing from the last checkpoint ended with {second}");
            Assert.True(bench.Platform.Effects.Drafts == made, $"Prepared again from the last checkpoint, {bench.Platform.Effects.Drafts - made} more things were made on the platform.");
            Assert.True(bench.Ever == 0, "Preparing again made something public.");
        }
    });

    /// <summary>The process ends before and after every call and every checkpoint; the next one goes on from what was kept, prepares and publishes once.</summary>
    [SkippableFact]
    [Trait("Guards", "lost-checkpoint")]
    [Trait("Guards", "crash")]
    public Task What_was_begun_is_gone_on_with() => CheckAsync(async bench =>
    {
        var steps = await AtEachStepAsync(async (world, process) =>
        {
            var placement = Prepared(world).First();
            var kept = new List<Checkpoint>();
            await PrepareAsync(process, process.Request(placement, process.Rendition(placement)), null, kept).ConfigureAwait(false);
            Assert.True(world.Ever == 0, "Preparing made something public.");
            var (before, had) = (world.Platform.Effects.Drafts, kept.Count);
            var next = world.NewProcess();
            var request = next.Request(placement, next.Rendition(placement));
            var prepared = await PrepareAsync(next, request, kept.LastOrDefault(), kept).ConfigureAwait(false);
            Assert.True(prepared.Outcome is Outcome.Prepared, $"The next process could not go on: {prepared}");
            var published = await next.AttemptAsync(request with { Prepared = kept.LastOrDefault() }).ConfigureAwait(false);
            Assert.True(published.IsDone && world.Ever == 1, $"Publishing what was prepared ended with {published}; {world.Ever} effects in public");
            var whole = await WholeAsync(placement.Key).ConfigureAwait(false);

            // What was made just before the crash and not kept yet may be lost; what a checkpoint tells of may not.
            Assert.True(world.Platform.Effects.Drafts <= whole + 1, $"{before} things were made before the crash, {had} checkpoints kept, and {world.Platform.Effects.Drafts} made in the end; without a crash there are {whole}. What the checkpoint told of was made again.");
        }).ConfigureAwait(false);
        Skip.If(steps == 0, "preparing neither calls through the clients of the kit nor keeps checkpoints");
    });

    /// <summary>A checkpoint of an older version, or one that says nothing any more, is begun anew: no exception, nothing public.</summary>
    [SkippableFact]
    [Trait("Guards", "checkpoint-version")]
    public Task An_older_checkpoint_does_no_harm() => CheckAsync(async bench =>
    {
        var placement = Prepared(bench).First();
        foreach (var old in new[] { new Checkpoint(0, ""), new Checkpoint(0, "{\"zzOld\":1}"), new Checkpoint(placement.Preparation!.CheckpointVersion, "bukan JSON"), new Checkpoint(placement.Preparation.CheckpointVersion + 1, "{}") })
        {
            var process = bench.NewProcess();
            var prepared = await PrepareAsync(process, process.Request(placement, process.Rendition(placement)), old, []).ConfigureAwait(false);
            Assert.True(prepared.Outcome is Outcome.Prepared, $"From the checkpoint {old} preparing ended with {prepared}: begin anew.");
            Assert.True(bench.Ever == 0, $"From the checkpoint {old} something became public.");
        }
    });

    /// <summary>Whatever goes wrong with whichever call of preparing, nothing is public, and the next time it is prepared.</summary>
    [SkippableFact]
    [Trait("Guards", "faults")]
    public Task What_goes_wrong_leaves_nothing_public() => CheckAsync(async bench =>
    {
        var calls = 0;
        foreach (var fault in new[] { PlatformFault.CutBefore, PlatformFault.CutAfter, PlatformFault.Refused(PlatformAnswer.Html(502)), PlatformFault.DoneBut(PlatformAnswer.Json(new { error = "server_error" }, 500)) })
        {
            calls += await AtEachCallAsync(fault, world => Task.FromResult(world.NewProcess()), async (world, process, number) =>
            {
                var placement = Prepared(world).First();
                var (request, kept) = (process.Request(placement, process.Rendition(placement)), new List<Checkpoint>());
                var attempt = await PrepareAsync(process, request, null, kept).ConfigureAwait(false);
                Assert.True(attempt.Outcome is null or Outcome.Prepared or Outcome.Failed or Outcome.Deferred, $"Preparing ended with {attempt}: it was the platform's fault, and may be tried again.");
                Assert.True(world.Ever == 0, "Something became public.");
                if (world.Platform.Calls.Count <= number) return;
                world.Platform.Fault = null;
                var again = await PrepareAsync(process, request, kept.LastOrDefault(), kept).ConfigureAwait(false);
                Assert.True(again.Outcome is Outcome.Prepared && world.Ever == 0, $"The second time preparing ended with {again}");
            }).ConfigureAwait(false);
        }

        NeedsCalls(bench, calls);
    });

    private static List<PlacementDescriptor> Prepared(AdapterBench bench) => [.. bench.NewProcess().Placements.Where(p => p.Preparation is not null)];

    private async Task<int> WholeAsync(PlacementKey key)
    {
        var bench = await AdapterBench.StartAsync(Fixture).ConfigureAwait(false);
        await using var _ = bench.ConfigureAwait(false);
        var process = bench.NewProcess();
        var placement = process.Placements.First(p => p.Key == key);
        var attempt = await process.AttemptAsync(process.Request(placement, process.Rendition(placement))).ConfigureAwait(false);
        Assert.True(attempt.IsDone, $"Without any fault publishing ended with {attempt}");
        return bench.Platform.Effects.Drafts;
    }

    private static async Task<Attempt> PrepareAsync(AdapterProcess process, PublishRequest request, Checkpoint? last, List<Checkpoint> kept)
    {
        try
        {
            return new Attempt(await process.Adapter.GetRole<IPreparer>()!.PrepareAsync(process.Preparing(request, last, kept), CancellationToken.None).ConfigureAwait(false), null);
        }
#pragma warning disable CA1031 // Whatever the adapter throws is how the call ended.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new Attempt(null, e);
        }
    }
}
