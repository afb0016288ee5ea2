using Kpu.Outreach.Ledger;
using Xunit;
using static Kpu.Outreach.TestSupport.Ledger.LedgerSamples;

namespace Kpu.Outreach.TestSupport.Ledger;

/// <content>What leaves a ledger: the old part of the trail, names of persons.</content>
public abstract partial class LedgerContractTests
{
    [SkippableFact]
    public async Task The_oldest_links_are_removed_and_the_chain_goes_on_behind_them()
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
    }

    [SkippableFact]
    public async Task Actors_are_erased_up_to_an_entry()
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
    }

    [SkippableFact]
    public async Task Old_approvals_are_removed_except_those_that_something_stands_on()
    {
        await using var ledger = await NewAsync();
        var (old, young) = (Approval("Humas"), Approval("Ketua") with { At = Start.AddDays(9) });
        var needed = Approval("Humas", 1);
        await WriteAsync(ledger, async s =>
        {
            foreach (var row in new[] { old, young, needed }) Assert.True(await s.Gates.AddApprovalAsync(row, None));
        });
        var except = new HashSet<Primitives.ContentHash> { Rendition(1).Hash, Rendition(7).Hash };
        await using (var session = await ledger.OpenAsync(LedgerAccess.Change, None)) Assert.Equal(1, await session.Gates.RemoveApprovalsAsync(Start.AddDays(1), except, None));
        await WriteAsync(ledger, async s => Assert.Equal(1, await s.Gates.RemoveApprovalsAsync(Start.AddDays(1), except, None)));
        await using var later = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([young, needed], await later.Gates.ApprovalsAsync([Rendition(0).Hash, Rendition(1).Hash], None));
    }
}
