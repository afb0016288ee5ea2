using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Platform;
using Kpu.Outreach.Testing.Suites;
using Xunit;
using Xunit.Sdk;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>Adapters that publish by single calls: each makes one thing public, once, also when processes end and connections break in the midst of it. The real engine is part of the proof.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
[SuiteFor(typeof(IPublisher))]
public abstract class PublisherSuite<TFixture>(TFixture fixture) : ActingSuite<TFixture>(fixture)
    where TFixture : AdapterFixture
{
    private const long Gigabyte = 1L << 30;

    /// <summary>How much more memory a film of a gigabyte may take than none: 64 MiB.</summary>
    private const long MostMemory = 64L << 20;

    private protected override Operations Operation => Operations.Publish;

    /// <summary>A text of just the declared length stands there as it was sent; one unit more is refused, and nothing is sent.</summary>
    [SkippableFact]
    [Trait("Guards", "limit")]
    public Task The_declared_limit_is_the_real_one() => CheckAsync(async bench =>
    {
        var measured = 0;
        foreach (var placement in PlacementsOf(bench).Where(p => p.Text is { Maximum: not null, Measure: not TextMeasure.SpeechSeconds }))
        {
            foreach (var (script, unit) in SampleTexts.Scripts)
            {
                if (SampleTexts.Of(unit, placement.Text.Maximum!.Value, placement.Text.Measure) is not { } full) continue;
                measured++;
                foreach (var (text, fits) in new[] { (full, true), (full + "a", false) })
                {
                    var world = await AdapterBench.StartAsync(Fixture).ConfigureAwait(false);
                    await using var _ = world.ConfigureAwait(false);
                    var process = world.NewProcess();
                    var plain = process.Rendition(placement);
                    var request = process.Request(placement, plain with { Parts = [plain.Parts[0] with { Text = text, Links = [] }] });
                    var attempt = await process.AttemptAsync(request).ConfigureAwait(false);
                    if (fits) Assert.True(attempt.IsDone && Happened(world, request), $"At '{placement.Key}', {script}: {placement.Text.Maximum} {placement.Text.Measure} are declared, and the call ended with {attempt}; in public stands: {Standing(world)}");
                    else AssertRefused(world, process, attempt, $"At '{placement.Key}', {script}: a text of {placement.Text.Maximum} + 1 {placement.Text.Measure}");
                }
            }
        }

        Skip.If(measured == 0, "no placement has a limit of text");
    });

    /// <summary>What the descriptor does not declare is refused when it is asked for all the same, and nothing is sent.</summary>
    [SkippableFact]
    [Trait("Guards", "refusal")]
    public Task What_is_not_declared_is_refused_without_a_call() => CheckAsync(async bench =>
    {
        foreach (var placement in PlacementsOf(bench))
        {
            var process = bench.NewProcess();
            var plain = process.Rendition(placement);
            await RefusedAsync("a placement that there is not", process.Request(placement with { Key = new PlacementKey("tidak-ada") }, plain)).ConfigureAwait(false);
            var film = new RenditionMedia { File = SampleMedia.Film(4096), AltText = "Film." };
            var picture = new RenditionMedia { File = SampleMedia.Picture, AltText = "Titik." };
            await RefusedAsync("one picture too many", With(Enumerable.Repeat(picture, placement.Media.MaximumImages + 1))).ConfigureAwait(false);
            await RefusedAsync("one film too many", With(Enumerable.Repeat(film, placement.Media.MaximumVideos + 1))).ConfigureAwait(false);
            if (placement.Media is { MaximumImages: > 0, ContentTypes.Count: > 0 })
                await RefusedAsync("a picture of a type that is not taken", With([picture with { File = SampleMedia.Picture with { ContentType = "image/x-lain" } }])).ConfigureAwait(false);
            if (placement.Media is { MaximumImages: > 0, MaximumImageBytes: { } bytes })
                await RefusedAsync("a picture that is too large", With([picture with { File = SampleMedia.Picture with { Length = bytes + 1 } }])).ConfigureAwait(false);

            PublishRequest With(IEnumerable<RenditionMedia> media) => process.Request(placement, plain with { Parts = [plain.Parts[0] with { Media = [.. media] }] });

            async Task RefusedAsync(string what, PublishRequest request) => AssertRefused(bench, process, await process.AttemptAsync(request).ConfigureAwait(false), $"At '{placement.Key}', {what}");
        }
    });

    /// <summary>Whatever goes wrong with whichever call: with the engine's looks and repeats, one thing becomes public, or a person is asked where nothing can be proven.</summary>
    [SkippableFact]
    [Trait("Guards", "double-effect")]
    [Trait("Guards", "looking")]
    public Task The_engine_brings_it_to_a_good_end_whatever_goes_wrong() => CheckAsync(async bench =>
    {
        var calls = 0;
        foreach (var fault in Faults.Where(f => f != Faults[4]))
        {
            calls += await AtEachCallAsync(fault, SetUpEngineAsync, async (world, client, _) =>
            {
                await client.RunAsync().ConfigureAwait(false);
                await AssertGoodEndAsync(world, client).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }

        NeedsCalls(bench, calls);
    });

    /// <summary>
    /// The process ends before and after every call, every checkpoint and every step of the author's own; the next one goes on. One thing becomes public, or none, and looking tells which.
    /// </summary>
    [SkippableFact]
    [Trait("Guards", "double-effect")]
    [Trait("Guards", "crash")]
    [Trait("Guards", "looking")]
    public Task A_process_that_ends_anywhere_leaves_one_effect_at_most() => CheckAsync(async bench =>
    {
        var steps = await AtEachStepAsync(async (world, process) =>
        {
            await RunUntilItEndsAsync(world, process).ConfigureAwait(false);
            Assert.True(world.Ever <= 1, $"{world.Ever} effects in public before the next process began: {Standing(world)}");
            var next = world.NewProcess();
            var client = next.NewClient(AdapterBench.First);
            await using var _ = client.ConfigureAwait(false);
            await EnqueueAsync(client, next).ConfigureAwait(false);
            await client.RunAsync().ConfigureAwait(false);
            await AssertGoodEndAsync(world, client).ConfigureAwait(false);
        }).ConfigureAwait(false);
        NeedsSteps(steps);
    });

    /// <summary>An account that is told to wait keeps back whom it shares the limit with, as the descriptor says, and nobody else.</summary>
    [SkippableFact]
    [Trait("Guards", "limit-domain")]
    public Task Being_told_to_wait_concerns_whom_the_limit_is_of() => CheckAsync(async bench =>
    {
        var process = bench.NewProcess();
        var (first, second) = (process.NewClient(AdapterBench.First), process.NewClient(AdapterBench.Second));
        await using var _ = first.ConfigureAwait(false);
        await using var __ = second.ConfigureAwait(false);
        var asked = bench.Platform.Calls.Count;
        await EnqueueAsync(first, process).ConfigureAwait(false);
        bench.Platform.Fault = _ => PlatformFault.Refused(Fixture.Throttled(TimeSpan.FromHours(2), bench.Clock.GetUtcNow()));
        var throttledAt = bench.Clock.GetUtcNow();

        // A run until nothing is due now and not until the end of all waiting: it is stopped when the platform said no.
        using var stop = new CancellationTokenSource();
        bench.Platform.Fault = call =>
        {
            stop.Cancel();
            return PlatformFault.Refused(Fixture.Throttled(TimeSpan.FromHours(2), throttledAt));
        };
        await first.RunAsync(stop: stop.Token).ConfigureAwait(false);
        Skip.If(bench.Platform.Calls.Count == asked, "the adapter makes no call through the clients of the kit");
        var deferred = await FirstAsync(first).ConfigureAwait(false);
        if (deferred.State != DeliveryState.Waiting) throw new XunitException($"The platform said to wait, and the delivery is {deferred.State}.");
        bench.Platform.Fault = null;
        await EnqueueAsync(second, process, AdapterBench.Second, "kedua").ConfigureAwait(false);
        await second.RunAsync().ConfigureAwait(false);
        var effect = bench.Platform.Effects.Ever.FirstOrDefault(e => e.Account == AdapterBench.Second);
        Assert.True(effect is not null, "The other account published nothing at all.");
        var shares = SharedLimit(process.Descriptor, process.Account(), process.Account(AdapterBench.Second));
        if (shares) Assert.True(effect.At >= throttledAt + TimeSpan.FromHours(2), "Both accounts share the limit, as the descriptor says, and the other one published while it was to wait.");
        else Assert.True(effect.At < throttledAt + TimeSpan.FromHours(2), $"Each account has limits of its own, as the descriptor says, and the other one waited until {effect.At:O}: the outcome named a limit that all share, or too wide a scope.");
    });

    /// <summary>A film of a gigabyte is sent as it is read.</summary>
    [SkippableFact]
    [Trait("Guards", "memory")]
    public Task A_film_of_a_gigabyte_is_never_held() => CheckAsync(async bench =>
    {
        var placement = PlacementsOf(bench).FirstOrDefault(p => p.Media is { MaximumVideos: > 0 } m && (m.MaximumVideoBytes ?? Gigabyte) > MostMemory * 2);
        Skip.If(placement is null, "no placement takes films of more than 128 MiB");
        var process = bench.NewProcess();
        var plain = process.Rendition(placement);
        var length = Math.Min(placement.Media.MaximumVideoBytes ?? Gigabyte, Gigabyte);
        var request = process.Request(placement, plain with { Parts = [plain.Parts[0] with { Media = [new RenditionMedia { File = SampleMedia.Film(length), AltText = "Film." }] }] });
        var (before, most, next) = (GC.GetTotalMemory(forceFullCollection: true), 0L, 0L);
        bench.Media.Read = read =>
        {
            if (read < next) return;
            next = read + (64L << 20);
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        };
        var attempt = await process.AttemptAsync(request).ConfigureAwait(false);
        Assert.True(attempt.IsDone, $"The call ended with {attempt}");
        Assert.True(bench.Platform.Calls.Sum(c => c.BodyLength) >= length, "The film was not sent whole.");
        most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        Assert.True(most <= MostMemory, $"{most >> 20} MiB are held while a film of {length >> 20} MiB is sent.");
    });

    private async Task<OutreachClient> SetUpEngineAsync(AdapterBench bench)
    {
        var process = bench.NewProcess();
        var client = process.NewClient(AdapterBench.First);
        await EnqueueAsync(client, process).ConfigureAwait(false);
        return client;
    }

    /// <summary>A process enqueues and works until the gate ends it.</summary>
    private static async Task RunUntilItEndsAsync(AdapterBench bench, AdapterProcess process)
    {
        var client = process.NewClient(AdapterBench.First);
        await using var _ = client.ConfigureAwait(false);
        try
        {
            await EnqueueAsync(client, process).ConfigureAwait(false);
            await client.RunAsync().ConfigureAwait(false);
        }
        catch (Exception) when (process.Gate.HasEnded)
        {
            // What a dying process still throws is nobody's business.
        }
    }

    private static async Task EnqueueAsync(OutreachClient client, AdapterProcess process, string account = AdapterBench.First, string word = "pertama")
    {
        var placement = process.Placements[0];
        var material = AdapterBench.MaterialFor(placement, word);
        var office = process.Account(account).Office;
        var activity = new Activity { Id = "terbit", Method = OutreachMethod.OnlineChannels, Materials = [material.Id], Accounts = [account] };
        var model = new OutreachModel
        {
            Offices = [new OfficeProfile { Code = office }],
            Accounts = [process.Account(account)],
            Materials = [material],
            Campaigns = [new Campaign { Id = "uji", Title = "Uji", Offices = [office], Activities = [activity] }],
        };
        var review = await client.ValidateAsync(model).ConfigureAwait(false);
        if (process.Gate.HasEnded) throw new SimulatedCrashException();
        Assert.True(review.IsValid, $"A plain sentence cannot be planned: {string.Join("; ", review.Errors)}");
        await client.EnqueueAsync(client.Plan(review)).ConfigureAwait(false);
    }

    private async Task AssertGoodEndAsync(AdapterBench world, OutreachClient client)
    {
        var status = await FirstAsync(client).ConfigureAwait(false);
        Assert.True(world.Ever <= 1, $"{world.Ever} effects in public of one publication, and the delivery is {status.State} {status.WaitsFor}: {Standing(world)}");
        if (status.State == DeliveryState.Published) Assert.True(world.Effects.Count == 1, $"The delivery is published, and in public stands: {Standing(world)}");
        var process = world.NewProcess();
        var placement = process.Placements[0];
        var guarantee = placement.Guarantee;
        var provable = guarantee.RepeatSafeFor == TimeSpan.MaxValue || (guarantee.AbsentAfter is not null && guarantee.FoundBy is EffectProof.Key or EffectProof.Search);
        if (provable)
        {
            Assert.True(
                status.State is DeliveryState.Published or DeliveryState.Rejected || (status.WaitsFor == WaitReason.Person && world.Ever == 0 && status.Problem is not null),
                $"What the descriptor guarantees lets everything be proven, and the delivery is {status.State}, waits for {status.WaitsFor} ({status.Problem}), with {world.Ever} effects in public.");
        }
        else if (world.Ever == 1)
        {
            Assert.True(status.State is DeliveryState.Published or DeliveryState.Uncertain, $"It stands in public, and the delivery is {status.State} {status.WaitsFor} ({status.Problem}).");
        }
    }

    private static async Task<DeliveryStatus> FirstAsync(OutreachClient client)
    {
        await foreach (var status in client.StatusAsync().ConfigureAwait(false)) return status;
        throw new XunitException("There is no delivery.");
    }

    private static void AssertRefused(AdapterBench bench, AdapterProcess process, Attempt attempt, string what)
    {
        Assert.True(bench.Ever == 0, $"{what} became public.");
        Assert.True(attempt.Outcome is Outcome.Rejected, $"{what} is not declared; it must be refused with Rejected, and ended with {attempt}");
        Assert.True(process.Sent == 0, $"{what} is refused, but only after {process.Sent} calls: {string.Join(", ", bench.Platform.Calls)}");
    }

    private static bool SharedLimit(ChannelDescriptor channel, Account one, Account other) => channel.Limits.Any(l => !l.IsForReads && l.Sharer switch
    {
        LimitSharer.Channel => true,
        LimitSharer.Office => one.Office == other.Office,
        LimitSharer.Setting => one.Settings.GetValueOrDefault(l.Setting!) == other.Settings.GetValueOrDefault(l.Setting!),
        _ => false,
    });

    private static void NeedsSteps(int steps) => Skip.If(steps == 0, "the adapter neither calls through the clients of the kit nor tells its steps");
}
