using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Xunit;
using static Kpu.Outreach.Testing.Ledgers.LedgerSamples;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>Every ledger: the trail is a chain, read in pages, and what leaves it leaves it whole.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
public abstract class LedgerTrailSuite<TFixture>(TFixture fixture) : LedgerSuite<TFixture>(fixture)
    where TFixture : LedgerFixture
{
    /// <summary>The trail is appended and read in pages and its hashes hold.</summary>
    [SkippableFact]
    [Trait("Guards", "trail")]
    public Task The_trail_is_appended_and_read_in_pages_and_its_hashes_hold() => CheckAsync(async () =>
    {
        await using var ledger = await NewAsync();
        var first = Link(null, (1, "added"), (null, "planned"), (2, "added"));
        var second = Link(first, (7, "moved"), (7, ""));
        var third = Link(second, (null, "planned"));
        await WriteAsync(ledger, async s =>
        {
            Assert.Null(await s.Trail.LastAsync(None));
            await s.Trail.AppendAsync(first, new Dictionary<long, TrailActor> { [2] = new("Humas", "rencana", "kpu"), [3] = new("Ketua") }, None);
        });
        await WriteAsync(ledger, async s =>
        {
            await s.Trail.AppendAsync(second, new Dictionary<long, TrailActor> { [5] = new("Humas") }, None);
            await s.Trail.AppendAsync(third, new Dictionary<long, TrailActor>(), None);
        });
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(ledger, s => s.Trail.AppendAsync(second, new Dictionary<long, TrailActor>(), None).AsTask()));
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        AssertSame(third, await session.Trail.LastAsync(None));
        var read = await session.Trail.ReadAsync(null, 0, 10, None);
        Assert.Equal([1, 2, 3], read.Select(l => l.Number));
        AssertSame(second, read[1]);
        var hash = default(ContentHash);
        Assert.All(read, l => Assert.Equal(l.Hash, hash = l.ComputeHash(hash)));
        Assert.Equal([1], (await session.Trail.ReadAsync(1, 0, 2, None)).Select(l => l.Number));
        Assert.Equal([2], (await session.Trail.ReadAsync(7, 0, 2, None)).Select(l => l.Number));
        Assert.Equal([2], (await session.Trail.ReadAsync(null, 1, 1, None)).Select(l => l.Number));
        Assert.Equal([(2, "Humas"), (3, "Ketua")], (await session.Trail.ActorsAsync(1, 4, None)).OrderBy(a => a.Key).Select(a => (a.Key, a.Value.By)));
    });

    /// <summary>The oldest links are removed and the chain goes on behind them.</summary>
    [SkippableFact]
    [Trait("Guards", "trail")]
    public Task The_oldest_links_are_removed_and_the_chain_goes_on_behind_them() => CheckAsync(async () =>
    {
        await using var ledger = await NewAsync();
        var first = Link(null, (1, "added"));
        var second = Link(first, (2, "added"));
        var third = Link(second, (3, "added"));
        await WriteAsync(ledger, async s =>
        {
            foreach (var link in new[] { first, second, third }) await s.Trail.AppendAsync(link, new Dictionary<long, TrailActor> { [link.First] = new("Humas") }, None);
        });

        // What is not committed stays; the last link always does.
        await using (var session = await ledger.OpenAsync(LedgerAccess.Change, None)) await session.Trail.RemoveAsync(2, None);
        await using (var session = await ledger.OpenAsync(LedgerAccess.Change, None)) await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => session.Trail.RemoveAsync(3, None).AsTask());
        await using (var session = await ledger.OpenAsync(LedgerAccess.Read, None))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => session.Trail.RemoveAsync(1, None).AsTask());
            Assert.Equal([1, 2, 3], (await session.Trail.ReadAsync(null, 0, 9, None)).Select(l => l.Number));
        }

        await WriteAsync(ledger, s => s.Trail.RemoveAsync(2, None).AsTask());
        var fourth = Link(third, (4, "added"));
        await WriteAsync(ledger, async s =>
        {
            AssertSame(third, await s.Trail.LastAsync(None));
            await s.Trail.AppendAsync(fourth, new Dictionary<long, TrailActor>(), None);
        });
        await using var later = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([3, 4], (await later.Trail.ReadAsync(null, 0, 9, None)).Select(l => l.Number));
        Assert.Empty(await later.Trail.ReadAsync(1, 0, 9, None));
        Assert.Equal([1L, 2, 3], (await later.Trail.ActorsAsync(1, 9, None)).Keys.Order());
    });

    /// <summary>Actors are erased up to an entry.</summary>
    [SkippableFact]
    [Trait("Guards", "trail")]
    public Task Actors_are_erased_up_to_an_entry() => CheckAsync(async () =>
    {
        await using var ledger = await NewAsync();
        var link = Link(null, (1, "approved"), (2, "approved"), (3, "approved"));
        await WriteAsync(ledger, s => s.Trail.AppendAsync(link, new Dictionary<long, TrailActor> { [1] = new("Humas", "rencana"), [3] = new("Ketua") }, None).AsTask());
        await using (var session = await ledger.OpenAsync(LedgerAccess.Change, None)) Assert.Equal(2, await session.Trail.EraseActorsAsync(9, None));
        await WriteAsync(ledger, async s => Assert.Equal(1, await s.Trail.EraseActorsAsync(2, None)));
        await WriteAsync(ledger, async s => Assert.Equal(0, await s.Trail.EraseActorsAsync(2, None)));
        await using var later = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([3L], (await later.Trail.ActorsAsync(1, 9, None)).Keys);
        Assert.Single(await later.Trail.ReadAsync(null, 0, 9, None));
    });
}
