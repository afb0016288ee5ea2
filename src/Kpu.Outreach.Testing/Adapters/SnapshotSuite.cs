using System.Security.Cryptography;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Suites;
using Xunit;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>Adapters that publish whole sets: what is to stand there stands there, whatever stood there before and wherever a process ended, and what did not change is not touched.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
[SuiteFor(typeof(ISnapshotPublisher))]
public abstract class SnapshotSuite<TFixture>(TFixture fixture) : AdapterSuite<TFixture>(fixture)
    where TFixture : AdapterFixture
{
    private static readonly (string Word, string? Body)[] First = [("satu", null), ("dua", null), ("tiga", null)];
    private static readonly (string Word, string? Body)[] Second = [("satu", null), ("dua", "Kabar dua, dikoreksi."), ("empat", null)];

    /// <summary>The whole set stands there, each item as it was rendered.</summary>
    [SkippableFact]
    [Trait("Guards", "effect")]
    public Task The_set_stands_there() => CheckAsync(async bench =>
    {
        var process = bench.NewProcess();
        await SetAsync(bench, process, First, all: true).ConfigureAwait(false);
        AssertStands(bench, process, First);
    });

    /// <summary>Set again, nothing changes, and nothing is read that did not change.</summary>
    [SkippableFact]
    [Trait("Guards", "double-effect")]
    public Task The_same_set_again_changes_nothing() => CheckAsync(async bench =>
    {
        await SetAsync(bench, bench.NewProcess(), First, all: true).ConfigureAwait(false);
        var (files, effects) = (FilesOf(bench), bench.Effects);
        var again = bench.NewProcess();
        var read = await SetAsync(bench, again, First, all: false).ConfigureAwait(false);
        Assert.True(read == 0, $"{read} items were read that had not changed.");
        Assert.Equal(effects, bench.Effects);
        Assert.Equal(files, FilesOf(bench));
    });

    /// <summary>What is new comes, what changed is changed in its place, what was taken back is gone, and the rest stays.</summary>
    [SkippableFact]
    [Trait("Guards", "effect")]
    public Task Another_set_takes_its_place() => CheckAsync(async bench =>
    {
        await SetAsync(bench, bench.NewProcess(), First, all: true).ConfigureAwait(false);
        var process = bench.NewProcess();
        await SetAsync(bench, process, Second, all: false, withdrawn: "tiga").ConfigureAwait(false);
        AssertStands(bench, process, Second);
    });

    /// <summary>Wherever a process ends, each item stands there in the old or the new form, and the next process makes the set whole, to the byte as if nothing had been.</summary>
    [SkippableFact]
    [Trait("Guards", "crash")]
    public Task A_process_that_ends_anywhere_is_healed_by_the_next() => CheckAsync(async bench =>
    {
        await SetAsync(bench, bench.NewProcess(), First, all: true).ConfigureAwait(false);
        var allowed = TextsOf(bench.NewProcess(), First).Concat(TextsOf(bench.NewProcess(), Second)).ToHashSet(StringComparer.Ordinal);
        await SetAsync(bench, bench.NewProcess(), Second, all: false, withdrawn: "tiga").ConfigureAwait(false);
        var whole = FilesOf(bench);
        var steps = await AtEachStepAsync(async (world, process) =>
        {
            await SetAsync(world, world.NewProcess(), First, all: true).ConfigureAwait(false);
            try
            {
                await SetAsync(world, process, Second, all: false, withdrawn: "tiga").ConfigureAwait(false);
            }
            catch (Exception) when (process.Gate.HasEnded)
            {
                // What a dying process still throws is nobody's business.
            }

            if (allowed.Count > 0)
                foreach (var effect in world.Effects) Assert.True(allowed.Contains(effect.Text), $"Half an item stands there: {effect.Text}");
            var next = world.NewProcess();
            await SetAsync(world, next, Second, all: false, withdrawn: "tiga").ConfigureAwait(false);
            AssertStands(world, next, Second);
            Assert.Equal(whole, FilesOf(world));
        }).ConfigureAwait(false);
        Skip.If(steps == 0, "the adapter neither calls through the clients of the kit nor tells its steps");
    });

    /// <summary>An attempt that lost its lease changes nothing.</summary>
    [SkippableFact]
    [Trait("Guards", "lease")]
    public Task Who_lost_the_lease_changes_nothing() => CheckAsync(async bench =>
    {
        await SetAsync(bench, bench.NewProcess(), First, all: true).ConfigureAwait(false);
        var files = FilesOf(bench);
        var process = bench.NewProcess();
        var result = await PublishAsync(process, Second, all: false, "tiga", owned: false, CancellationToken.None).ConfigureAwait(false);
        Assert.False(result?.Outcome is Outcome.Done, "StillOwned said no, and the set was done.");
        AssertStands(bench, process, First);
        Assert.Equal(files, FilesOf(bench));
    });

    /// <summary>Stopped before it began, it changes nothing and is no failure.</summary>
    [SkippableFact]
    [Trait("Guards", "cancellation")]
    public Task Stopped_before_it_begins_it_changes_nothing() => CheckAsync(async bench =>
    {
        var process = bench.NewProcess();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync().ConfigureAwait(false);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PublishAsync(process, First, all: true, null, owned: true, stop.Token)).ConfigureAwait(false);
        Assert.Empty(bench.Effects);
    });

    /// <summary>An item that cannot be read leaves what stands there.</summary>
    [SkippableFact]
    [Trait("Guards", "faults")]
    public Task An_item_that_cannot_be_read_leaves_the_old_set() => CheckAsync(async bench =>
    {
        await SetAsync(bench, bench.NewProcess(), First, all: true).ConfigureAwait(false);
        var process = bench.NewProcess();
        await Assert.ThrowsAnyAsync<IOException>(async () => await process.Adapter.GetRole<ISnapshotPublisher>()!.PublishAsync(
            Request(process, Second, all: false, "tiga", owned: true) with { ReadAsync = (_, _) => throw new IOException("tidak terbaca") }, CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
        AssertStands(bench, process, First);
    });

    /// <summary>The same bytes come out whatever the culture of the process.</summary>
    [SkippableFact]
    [Trait("Guards", "culture")]
    public Task The_same_comes_out_in_every_culture() => CheckAsync(async bench =>
    {
        var all = await Cultures.EachAsync(async () =>
        {
            var world = await AdapterBench.StartAsync(Fixture).ConfigureAwait(false);
            await using var _ = world.ConfigureAwait(false);
            await SetAsync(world, world.NewProcess(), First, all: true).ConfigureAwait(false);
            return string.Join('\n', FilesOf(world)) + string.Join('\n', world.Effects.Select(e => $"{e.Account} {e.Reference} {e.Text}"));
        }).ConfigureAwait(false);
        foreach (var (culture, result) in all) Assert.True(result == all[0].Result, $"In the culture {culture} something else comes out.");
    });

    private static async Task<int> SetAsync(AdapterBench bench, AdapterProcess process, (string Word, string? Body)[] items, bool all, string? withdrawn = null)
    {
        var read = 0;
        var request = Request(process, items, all, withdrawn, owned: true);
        var inner = request.ReadAsync;
        var result = await process.Adapter.GetRole<ISnapshotPublisher>()!.PublishAsync(
            request with
            {
                ReadAsync = (item, ct) =>
                {
                    if (!item.Changed) Interlocked.Increment(ref read);
                    return inner(item, ct);
                },
            },
            CancellationToken.None).ConfigureAwait(false);
        bench.Said.Enqueue($"{result.Outcome} {result.Outcome.Problem}");
        Assert.True(result.Outcome is Outcome.Done, $"The set ended with {result.Outcome} {result.Outcome.Problem}");
        return read;
    }

    private static async Task<SnapshotResult?> PublishAsync(AdapterProcess process, (string Word, string? Body)[] items, bool all, string? withdrawn, bool owned, CancellationToken cancellationToken)
    {
        try
        {
            return await process.Adapter.GetRole<ISnapshotPublisher>()!.PublishAsync(Request(process, items, all, withdrawn, owned), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException && !owned)
        {
            return null;
        }
    }

    private static SnapshotRequest Request(AdapterProcess process, (string Word, string? Body)[] items, bool all, string? withdrawn, bool owned)
    {
        var placement = process.Placements[0];
        var published = process.Context().Clock.GetUtcNow();
        var renditions = items.ToDictionary(i => KeyOf(placement, i.Word), i => process.Rendition(placement, i.Word, i.Body));
        if (withdrawn is not null) renditions[KeyOf(placement, withdrawn)] = process.Rendition(placement, withdrawn);
        return new SnapshotRequest
        {
            Account = process.Account(),
            Items = [.. items.Select((item, i) => Item(KeyOf(placement, item.Word), i, all || item.Body is not null || item.Word == "empat", item.Body is not null))],
            Withdrawn = withdrawn is null ? [] : [Item(KeyOf(placement, withdrawn), 2, changed: true, updated: true)],
            ReadAsync = (item, _) => ValueTask.FromResult(renditions[item.Key]),
            Context = process.Context(owned: owned),
        };

        SnapshotItem Item(PublicationKey key, int number, bool changed, bool updated) =>
            new(key, renditions[key].Hash, changed, published.AddMinutes(number - 60), updated ? published : null, renditions[key].Title);
    }

    private static PublicationKey KeyOf(PlacementDescriptor placement, string word) =>
        new() { Campaign = "uji", Material = "uji-" + word, Account = AdapterBench.First, Placement = placement.Key, Occurrence = "terbit" };

    private List<string> TextsOf(AdapterProcess process, (string Word, string? Body)[] items) =>
        [.. items.Select(i => Fixture.Shown(process.Rendition(process.Placements[0], i.Word, i.Body), 0)).OfType<string>()];

    private void AssertStands(AdapterBench bench, AdapterProcess process, (string Word, string? Body)[] items)
    {
        var expected = TextsOf(process, items);
        var effects = bench.Effects;
        Assert.True(effects.Count == items.Length, $"{items.Length} items were set, and in public stands: {string.Join(" | ", effects.Select(e => e.Text))}");
        if (expected.Count > 0) Assert.Equal(expected.Order(StringComparer.Ordinal), effects.Select(e => e.Text).Order(StringComparer.Ordinal));
    }

    /// <summary>Every file under the root, by the hash of its bytes.</summary>
    private static List<string> FilesOf(AdapterBench bench) =>
        [.. Directory.EnumerateFiles(bench.OutputRoot, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => $"{Path.GetRelativePath(bench.OutputRoot, f)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))}")];
}
