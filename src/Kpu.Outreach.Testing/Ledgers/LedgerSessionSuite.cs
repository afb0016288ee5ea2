using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;
using Xunit;
using static Kpu.Outreach.Testing.Ledgers.LedgerSamples;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>Every ledger: a session is a transaction, writers take turns, workers hear of changes.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
public abstract class LedgerSessionSuite<TFixture>(TFixture fixture) : LedgerSuite<TFixture>(fixture)
    where TFixture : LedgerFixture
{
    /// <summary>A worker hears of changes and not of its own work.</summary>
    [SkippableFact]
    [Trait("Guards", "session")]
    public Task A_worker_hears_of_changes_and_not_of_its_own_work() => CheckAsync(async () =>
    {
        await using var ledger = await NewAsync();
        await using var seat = await ledger.TryJoinAsync(None);
        Assert.NotNull(seat);
        var waiting = seat.WaitAsync(TimeSpan.FromSeconds(30), new Dispatching.VirtualClock(Start), None).AsTask();
        await WriteAsync(ledger, s => s.Gates.SetNumberAsync("plan", 1, None).AsTask());
        await waiting;
    });

    /// <summary>A session that is not committed leaves nothing.</summary>
    [SkippableFact]
    [Trait("Guards", "session")]
    public Task A_session_that_is_not_committed_leaves_nothing() => CheckAsync(async () =>
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
    });

    /// <summary>Writing sessions take turns.</summary>
    [SkippableFact]
    [Trait("Guards", "session")]
    public Task Writing_sessions_take_turns() => CheckAsync(async () =>
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
    });

    /// <summary>One worker has the ledger alone or many know that they have not.</summary>
    [SkippableFact]
    [Trait("Guards", "session")]
    public Task One_worker_has_the_ledger_alone_or_many_know_that_they_have_not() => CheckAsync(async () =>
    {
        await using var ledger = await NewAsync();
        var worker = await ledger.TryJoinAsync(None);
        Assert.Equal(Fixture.TakesOneWorker, worker?.IsAlone);
        await using (var other = await ledger.TryJoinAsync(None)) Assert.Equal(Fixture.TakesOneWorker ? null : false, other?.IsAlone);
        await worker!.DisposeAsync();
        await using var next = await ledger.TryJoinAsync(None);
        Assert.Equal(Fixture.TakesOneWorker, next?.IsAlone);
    });

    /// <summary>What was committed is there when the ledger is opened again, and the ledger is the same one.</summary>
    [SkippableFact]
    [Trait("Guards", "session")]
    public Task It_keeps_its_id_and_what_was_committed() => CheckAsync(async () =>
    {
        NeedsToOutlive();
        var (store, id) = (NewStore(), "");
        await using (var ledger = await OpenAsync(store))
        {
            id = ledger.Id;
            await WriteAsync(ledger, async s =>
            {
                await s.AddAsync(Shown(2));
                await s.AddAsync(Rendition(2));
                await s.AppendAsync((1, "added"));
            });
        }

        await using var again = await OpenAsync(store);
        Assert.False(string.IsNullOrWhiteSpace(id));
        Assert.Equal(id, again.Id);
        await using var session = await again.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(Shown(2) with { Id = 1 }, await session.FindAsync(Key(2)));
        Assert.Equal(Rendition(2), await session.Renditions.FindAsync(Rendition(2).Hash, None));
        Assert.Equal(1, (await session.Trail.LastAsync(None))?.Number);
        await using var other = await NewAsync();
        Assert.NotEqual(id, other.Id);
    });

    /// <summary>A session that reads sees one committed state to its end, and refuses to write.</summary>
    [SkippableFact]
    [Trait("Guards", "session")]
    public Task A_reading_session_sees_one_state_and_refuses_to_write() => CheckAsync(async () =>
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, s => s.Gates.SetNumberAsync("plan", 1, None).AsTask());
        await using (var reader = await ledger.OpenAsync(LedgerAccess.Read, None))
        {
            Assert.Equal(1, await reader.Gates.NumberAsync("plan", None));

            if (Fixture.ReadsWhileOthersWrite) await WriteAsync(ledger, s => s.Gates.SetNumberAsync("plan", 2, None).AsTask());
            Assert.Equal(1, await reader.Gates.NumberAsync("plan", None));
            await Assert.ThrowsAsync<InvalidOperationException>(() => reader.Gates.SetNumberAsync("plan", 9, None).AsTask());
        }

        await using var later = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(Fixture.ReadsWhileOthersWrite ? 2 : 1, await later.Gates.NumberAsync("plan", None));
    });
}
