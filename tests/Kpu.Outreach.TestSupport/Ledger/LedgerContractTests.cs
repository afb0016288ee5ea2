using System.Text.Json;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Xunit;
using static Kpu.Outreach.TestSupport.Ledger.LedgerSamples;

namespace Kpu.Outreach.TestSupport.Ledger;

/// <summary>What every ledger must do. A ledger's tests derive from it and say how to make an empty one.</summary>
public abstract partial class LedgerContractTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    protected abstract ValueTask<IDeliveryLedger> NewAsync();

    /// <summary>Whether the ledger takes one worker at a time.</summary>
    protected abstract bool TakesOneWorker { get; }

    [SkippableFact]
    public async Task The_trail_is_appended_and_read_in_pages_and_its_hashes_hold()
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
    }

    [SkippableFact]
    public async Task A_worker_hears_of_changes_and_not_of_its_own_work()
    {
        await using var ledger = await NewAsync();
        await using var seat = await ledger.TryJoinAsync(None);
        Assert.NotNull(seat);
        var waiting = seat.WaitAsync(TimeSpan.FromSeconds(30), new Dispatching.VirtualClock(Start), None).AsTask();
        await WriteAsync(ledger, s => s.Gates.SetNumberAsync("plan", 1, None).AsTask());
        await waiting;
    }

    [SkippableFact]
    public async Task A_session_that_is_not_committed_leaves_nothing()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, s => s.Gates.SetNumberAsync("plan", 1, None).AsTask());
        await using (var session = await ledger.OpenAsync(LedgerAccess.Change, None))
        {
            var id = await session.AddAsync(Shown(1));
            await session.AddAsync(Full(id));
            await session.AddAsync(Rendition(1));
            await session.Gates.AddApprovalAsync(Approval("Humas"), None);
            await session.Gates.SetNumberAsync("plan", 2, None);
            await session.AppendAsync((id, "added"));
        }

        await using (var session = await ledger.OpenAsync(LedgerAccess.Read, None))
        {
            Assert.Null(await session.FindAsync(Key(1)));
            Assert.Empty(await session.Deliveries.InAsync([], 0, 10, None));
            Assert.Null(await session.Renditions.FindAsync(Rendition(1).Hash, None));
            Assert.Empty(await session.ApprovalsAsync(Rendition(0).Hash));
            Assert.Equal(1, await session.Gates.NumberAsync("plan", None));
            Assert.Null(await session.Trail.LastAsync(None));
        }

        // Other words take the places of those that were undone.
        var other = Shown(2, "lain") with { Title = "Lain sama sekali" };
        var added = await WriteAsync(ledger, s => s.AddAsync(other));
        await using var later = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(other with { Id = added }, await later.PublicationAsync(added));
    }

    [SkippableFact]
    public async Task Writing_sessions_take_turns()
    {
        await using var ledger = await NewAsync();
        var first = await ledger.OpenAsync(LedgerAccess.Change, None);
        var second = ledger.OpenAsync(LedgerAccess.Change, None).AsTask();
        Assert.False(second.IsCompleted);
        using (var stop = new CancellationTokenSource())
        {
            var third = ledger.OpenAsync(LedgerAccess.Change, stop.Token).AsTask();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        }

        await first.DisposeAsync();
        await first.DisposeAsync();
        await (await second).DisposeAsync();
    }

    [SkippableFact]
    public async Task One_worker_has_the_ledger_alone_or_many_know_that_they_have_not()
    {
        await using var ledger = await NewAsync();
        var worker = await ledger.TryJoinAsync(None);
        Assert.Equal(TakesOneWorker, worker?.IsAlone);
        await using (var other = await ledger.TryJoinAsync(None)) Assert.Equal(TakesOneWorker ? null : false, other?.IsAlone);
        await worker!.DisposeAsync();
        await using var next = await ledger.TryJoinAsync(None);
        Assert.Equal(TakesOneWorker, next?.IsAlone);
    }

    private static void AssertSame(DeliveryRow expected, DeliveryRow? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.ProblemArguments, actual.ProblemArguments);
        Assert.Equal(expected with { ProblemArguments = [] }, actual with { ProblemArguments = [] });
    }

    private static void AssertSame(TrailLink expected, TrailLink? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Packed.ToArray(), actual.Packed.ToArray());
        Assert.Equal(expected with { Packed = default }, actual with { Packed = default });
    }

    private static async Task<T> WriteAsync<T>(IDeliveryLedger ledger, Func<ILedgerSession, Task<T>> work)
    {
        await using var session = await ledger.OpenAsync(LedgerAccess.Change, None);
        var result = await work(session);
        await session.CommitAsync(None);
        return result;
    }

    private static async Task WriteAsync(IDeliveryLedger ledger, Func<ILedgerSession, Task> work)
    {
        await using var session = await ledger.OpenAsync(LedgerAccess.Change, None);
        await work(session);
        await session.CommitAsync(None);
    }
}
