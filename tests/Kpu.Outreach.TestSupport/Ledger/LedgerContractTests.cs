using System.Text.Json;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Xunit;
using static Kpu.Outreach.TestSupport.Ledger.LedgerSamples;

namespace Kpu.Outreach.TestSupport.Ledger;

/// <summary>What every ledger must do. A ledger's tests derive from it and say how to make an empty one.</summary>
public abstract class LedgerContractTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    protected abstract ValueTask<IDeliveryLedger> NewAsync();

    [Fact]
    public async Task A_publication_comes_back_as_it_was_stored()
    {
        await using var ledger = await NewAsync();
        var added = await WriteAsync(ledger, s => s.Publications.AddAsync(Publication(1), None));
        var full = await WriteAsync(ledger, s => s.Publications.AddAsync(Shown(2), None));
        Assert.True(added > 0 && full > added);

        await using var session = await ledger.OpenAsync(false, None);
        Assert.Equal(Publication(1) with { Id = added }, await session.Publications.GetAsync(added, None));
        Assert.Equal(Shown(2) with { Id = full }, await session.Publications.FindAsync(Key(2), None));
        Assert.Null(await session.Publications.FindAsync(Key(3), None));
        Assert.Null(await session.Publications.FindAsync(Key(2) with { Recipient = "" }, None));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await session.Publications.GetAsync(99, None));
    }

    [Fact]
    public async Task A_publication_is_found_whatever_the_case_of_its_placement_and_added_once()
    {
        await using var ledger = await NewAsync();
        var id = await WriteAsync(ledger, s => s.Publications.AddAsync(Publication(2), None));
        await using var session = await ledger.OpenAsync(true, None);
        Assert.Equal(id, (await session.Publications.FindAsync(Key(2) with { Placement = new PlacementKey("POST") }, None))?.Id);
        await Assert.ThrowsAsync<ArgumentException>(async () => await session.Publications.AddAsync(Publication(2), None));
    }

    [Fact]
    public async Task An_updated_publication_replaces_the_old_one()
    {
        await using var ledger = await NewAsync();
        var id = await WriteAsync(ledger, s => s.Publications.AddAsync(Shown(2), None));
        var changed = Publication(2) with { Id = id, Title = "Lain", Plan = 9, Office = OfficeCode.National };
        await WriteAsync(ledger, s => s.Publications.UpdateAsync(changed, None));
        await using var session = await ledger.OpenAsync(false, None);
        Assert.Equal(changed, await session.Publications.GetAsync(id, None));
    }

    [Fact]
    public async Task What_is_shown_on_an_account_is_listed_by_number()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            await s.Publications.AddAsync(Shown(1), None);
            await s.Publications.AddAsync(Publication(2), None);
            await s.Publications.AddAsync(Shown(3, "lain"), None);
            await s.Publications.AddAsync(Shown(4), None);
        });
        await using var session = await ledger.OpenAsync(false, None);
        Assert.Equal([1, 4], (await session.Publications.ShownOnAsync("laman", None)).Select(p => p.Id));
        Assert.Empty(await session.Publications.ShownOnAsync("tidak ada", None));
    }

    [Fact]
    public async Task Unwanted_is_what_an_older_plan_wanted_and_is_still_open()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            for (var i = 1; i <= 5; i++)
            {
                var id = await s.Publications.AddAsync(Publication(i) with { Plan = i == 3 ? 2 : 1 }, None);
                await s.Deliveries.AddAsync(Delivery(id) with { State = i == 4 ? DeliveryState.Published : DeliveryState.Accepted }, None);
            }
        });
        await using var session = await ledger.OpenAsync(false, None);
        Assert.Equal([1, 2, 5], (await session.Publications.UnwantedAsync(2, 0, 10, None)).Select(p => p.Id));
        Assert.Equal([2], (await session.Publications.UnwantedAsync(2, 1, 1, None)).Select(p => p.Id));
        Assert.Empty(await session.Publications.UnwantedAsync(1, 0, 10, None));
    }

    [Fact]
    public async Task A_delivery_comes_back_as_it_was_stored()
    {
        await using var ledger = await NewAsync();
        var plain = await WriteAsync(ledger, s => s.Deliveries.AddAsync(Delivery(1), None));
        var full = await WriteAsync(ledger, s => s.Deliveries.AddAsync(Full(1), None));
        Assert.True(plain > 0 && full > plain);
        await using (var session = await ledger.OpenAsync(false, None))
        {
            AssertSame(Delivery(1) with { Id = plain }, await session.Deliveries.FindAsync(plain, None));
            AssertSame(Full(1) with { Id = full }, await session.Deliveries.FindAsync(full, None));
            Assert.Null(await session.Deliveries.FindAsync(99, None));
            Assert.Equal([plain, full], (await session.Deliveries.OfAsync(1, None)).Select(d => d.Id));
            Assert.Empty(await session.Deliveries.OfAsync(2, None));
        }

        await WriteAsync(ledger, s => s.Deliveries.UpdateAsync(Full(1) with { Id = plain, Due = null, ProblemArguments = [] }, None));
        await using var later = await ledger.OpenAsync(true, None);
        AssertSame(Full(1) with { Id = plain, Due = null, ProblemArguments = [] }, await later.Deliveries.FindAsync(plain, None));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await later.Deliveries.UpdateAsync(Full(1) with { Id = 99 }, None));
    }

    [Fact]
    public async Task Due_is_what_has_come_in_the_order_of_its_moment_then_its_number()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            foreach (var ticks in new long?[] { 5, 1, null, 5, 6, 1 }) await s.Deliveries.AddAsync(Delivery(1, ticks is { } t ? Start.AddTicks(t) : null), None);
        });
        await using var session = await ledger.OpenAsync(false, None);
        Assert.Equal([2, 6, 1, 4], (await session.Deliveries.DueAsync(Start.AddTicks(5), 10, None)).Select(d => d.Id));
        Assert.Equal([2, 6, 1], (await session.Deliveries.DueAsync(Start.AddTicks(5).ToOffset(TimeSpan.FromHours(-3)), 3, None)).Select(d => d.Id));
        Assert.Empty(await session.Deliveries.DueAsync(Start, 10, None));
        Assert.Equal(Start.AddTicks(1), await session.Deliveries.NextDueAsync(Start, [], None));
        Assert.Equal(Start.AddTicks(6), await session.Deliveries.NextDueAsync(Start.AddTicks(5), [], None));
        Assert.Null(await session.Deliveries.NextDueAsync(Start.AddTicks(6), [], None));
    }

    [Fact]
    public async Task Deliveries_are_listed_by_state_in_pages()
    {
        await using var ledger = await NewAsync();
        var states = Enum.GetValues<DeliveryState>();
        await WriteAsync(ledger, async s =>
        {
            foreach (var state in states.Concat(states)) await s.Deliveries.AddAsync(Delivery(1) with { State = state }, None);
        });
        await using var session = await ledger.OpenAsync(false, None);
        Assert.Equal(Enumerable.Range(1, 18).Select(i => (long)i), (await session.Deliveries.InAsync([], 0, 100, None)).Select(d => d.Id));
        Assert.Equal([3, 5, 12, 14], (await session.Deliveries.InAsync([DeliveryState.Uncertain, DeliveryState.InFlight], 0, 100, None)).Select(d => d.Id));
        Assert.Equal([12], (await session.Deliveries.InAsync([DeliveryState.InFlight], 3, 100, None)).Select(d => d.Id));
        Assert.Equal([10], (await session.Deliveries.InAsync([DeliveryState.Waiting, DeliveryState.InFlight], 3, 1, None)).Select(d => d.Id));
    }

    [Fact]
    public async Task Receipts_are_replaced_and_listed_by_part()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            await s.Deliveries.SetReceiptAsync(new ReceiptRow(1, 1, new Receipt("b"), Start), None);
            await s.Deliveries.SetReceiptAsync(new ReceiptRow(1, 0, new Receipt("a", new Uri("https://kpu.example/a")), Start), None);
            await s.Deliveries.SetReceiptAsync(new ReceiptRow(2, 0, new Receipt("x"), Start), None);
            await s.Deliveries.SetReceiptAsync(new ReceiptRow(1, 1, new Receipt("c", new Uri("relatif/x", UriKind.Relative)), Start.AddTicks(1)), None);
        });
        await using var session = await ledger.OpenAsync(false, None);
        Assert.Equal(
            [new ReceiptRow(1, 0, new Receipt("a", new Uri("https://kpu.example/a")), Start), new ReceiptRow(1, 1, new Receipt("c", new Uri("relatif/x", UriKind.Relative)), Start.AddTicks(1))],
            await session.Deliveries.ReceiptsAsync(1, None));
        Assert.Empty(await session.Deliveries.ReceiptsAsync(3, None));
    }

    [Fact]
    public async Task A_rendition_is_stored_once_and_comes_back_whole()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            // A hash may be named before its rendition is stored.
            await s.Gates.AddApprovalAsync(Approval("Humas", 1), None);
            Assert.Null(await s.Renditions.FindAsync(Rendition(1).Hash, None));
            await s.Renditions.AddAsync(Rendition(1), None);
            await s.Renditions.AddAsync(Rendition(1), None);
            await s.Renditions.AddAsync(Rendition(2), None);
        });
        await using var session = await ledger.OpenAsync(false, None);
        Assert.Equal(JsonSerializer.Serialize(Rendition(1)), JsonSerializer.Serialize(await session.Renditions.FindAsync(Rendition(1).Hash, None)));
        Assert.Equal(Rendition(2), await session.Renditions.FindAsync(Rendition(2).Hash, None));
        Assert.Null(await session.Renditions.FindAsync(Rendition(3).Hash, None));
    }

    [Fact]
    public async Task One_person_approves_once()
    {
        await using var ledger = await NewAsync();
        await using (var session = await ledger.OpenAsync(true, None))
        {
            Assert.True(await session.Gates.AddApprovalAsync(Approval("Humas"), None));
            Assert.False(await session.Gates.AddApprovalAsync(Approval("HUMAS") with { At = Start.AddDays(1) }, None));
            Assert.True(await session.Gates.AddApprovalAsync(Approval("Ketua"), None));
            Assert.True(await session.Gates.AddApprovalAsync(Approval("Humas", 1), None));
            Assert.True(await session.Gates.AddApprovalAsync(Approval("Humas", 0, "lain"), None));
            await session.CommitAsync(None);
        }

        await using var later = await ledger.OpenAsync(false, None);
        Assert.Equal([Approval("Humas"), Approval("Ketua")], await later.Gates.ApprovalsAsync("cek-dpt", Rendition(0).Hash, None));
        Assert.Empty(await later.Gates.ApprovalsAsync("tidak ada", Rendition(0).Hash, None));
    }

    [Fact]
    public async Task Holds_are_added_and_replaced()
    {
        await using var ledger = await NewAsync();
        var hold = new HoldRow { Scope = HoldScope.Office, Value = "35", By = "Humas", From = Start };
        var everything = new HoldRow { Scope = HoldScope.Everything, Value = "", By = "Ketua", Why = "", From = Start, Until = Start.AddDays(1), ReleasedAt = Start.AddTicks(9), ReleasedBy = "Humas" };
        await WriteAsync(ledger, async s =>
        {
            Assert.Equal(1, await s.Gates.SetHoldAsync(hold, None));
            Assert.Equal(2, await s.Gates.SetHoldAsync(everything, None));
            Assert.Equal(1, await s.Gates.SetHoldAsync(hold with { Id = 1, Why = "salah" }, None));
        });
        await using var session = await ledger.OpenAsync(false, None);
        Assert.Equal([hold with { Id = 1, Why = "salah" }, everything with { Id = 2 }], await session.Gates.HoldsAsync(None));
    }

    [Fact]
    public async Task Rules_are_merged_and_closed_times_replaced()
    {
        await using var ledger = await NewAsync();
        var (one, two) = (new ClosedTime(OfficeCode.Parse("35"), true, Start, Start.AddDays(1)), new ClosedTime(OfficeCode.National, false, Start.AddDays(-1), Start));
        await WriteAsync(ledger, s => s.Gates.SetRulesAsync([new("a", 1, null), new("b", 0, "ketua")], [two, one], [new("hari", 1, false)], None));
        await WriteAsync(ledger, s => s.Gates.SetRulesAsync([new("a", 2, "humas")], null, [new("hari", 2, true), new("jam", 1, true)], None));
        await using (var session = await ledger.OpenAsync(false, None))
        {
            var rules = await session.Gates.RulesAsync(None);
            Assert.Equal([new CampaignRow("a", 2, "humas"), new CampaignRow("b", 0, "ketua")], rules.Campaigns.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Value));
            Assert.Equal([two, one], rules.Closures);
            Assert.Equal([new FactRow("hari", 2, true), new FactRow("jam", 1, true)], rules.Facts.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value));
        }

        await WriteAsync(ledger, s => s.Gates.SetRulesAsync([], [], [], None));
        await using var later = await ledger.OpenAsync(false, None);
        Assert.Empty((await later.Gates.RulesAsync(None)).Closures);
    }

    [Fact]
    public async Task Named_numbers_start_at_nothing()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            Assert.Equal(0, await s.Gates.NumberAsync("plan", None));
            await s.Gates.SetNumberAsync("plan", 4, None);
            await s.Gates.SetNumberAsync("plan", -5, None);
        });
        await using var session = await ledger.OpenAsync(false, None);
        Assert.Equal(-5, await session.Gates.NumberAsync("plan", None));
        Assert.Equal(0, await session.Gates.NumberAsync("Plan", None));
    }

    [Fact]
    public async Task The_trail_is_appended_and_read_in_pages_and_its_hashes_hold()
    {
        await using var ledger = await NewAsync();
        var entries = Trail(null, (1, "added"), (null, "planned"), (2, "added"), (1, "moved"), (1, ""));
        await WriteAsync(ledger, async s =>
        {
            Assert.Null(await s.Trail.LastAsync(None));
            await s.Trail.AppendAsync([.. entries.Take(2)], None);
        });
        await WriteAsync(ledger, s => s.Trail.AppendAsync([.. entries.Skip(2)], None));
        await using var session = await ledger.OpenAsync(false, None);
        Assert.Equal(entries[^1], await session.Trail.LastAsync(None));
        var read = await session.Trail.ReadAsync(null, 0, 10, None);
        Assert.Equal(entries, read);
        var hash = default(ContentHash);
        Assert.All(read, e => Assert.Equal(e.Hash, hash = e.ComputeHash(hash)));
        Assert.Equal([1, 4], (await session.Trail.ReadAsync(1, 0, 2, None)).Select(e => e.Number));
        Assert.Equal([5], (await session.Trail.ReadAsync(1, 4, 2, None)).Select(e => e.Number));
        Assert.Equal([4, 5], (await session.Trail.ReadAsync(null, 3, 9, None)).Select(e => e.Number));
    }

    [Fact]
    public async Task A_session_that_is_not_committed_leaves_nothing()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, s => s.Gates.SetNumberAsync("plan", 1, None));
        await using (var session = await ledger.OpenAsync(true, None))
        {
            var id = await session.Publications.AddAsync(Shown(1), None);
            await session.Deliveries.AddAsync(Full(id), None);
            await session.Renditions.AddAsync(Rendition(1), None);
            await session.Gates.AddApprovalAsync(Approval("Humas"), None);
            await session.Gates.SetNumberAsync("plan", 2, None);
            await session.Trail.AppendAsync(Trail(null, (id, "added")), None);
        }

        await using (var session = await ledger.OpenAsync(false, None))
        {
            Assert.Null(await session.Publications.FindAsync(Key(1), None));
            Assert.Empty(await session.Deliveries.InAsync([], 0, 10, None));
            Assert.Null(await session.Renditions.FindAsync(Rendition(1).Hash, None));
            Assert.Empty(await session.Gates.ApprovalsAsync("cek-dpt", Rendition(0).Hash, None));
            Assert.Equal(1, await session.Gates.NumberAsync("plan", None));
            Assert.Null(await session.Trail.LastAsync(None));
        }

        // Other words take the places of those that were undone.
        var other = Shown(2, "lain") with { Title = "Lain sama sekali" };
        var added = await WriteAsync(ledger, s => s.Publications.AddAsync(other, None));
        await using var later = await ledger.OpenAsync(false, None);
        Assert.Equal(other with { Id = added }, await later.Publications.GetAsync(added, None));
    }

    [Fact]
    public async Task Writing_sessions_take_turns()
    {
        await using var ledger = await NewAsync();
        var first = await ledger.OpenAsync(true, None);
        var second = ledger.OpenAsync(true, None).AsTask();
        Assert.False(second.IsCompleted);
        using (var stop = new CancellationTokenSource())
        {
            var third = ledger.OpenAsync(true, stop.Token).AsTask();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        }

        await first.DisposeAsync();
        await first.DisposeAsync();
        await (await second).DisposeAsync();
    }

    [Fact]
    public async Task One_worker_at_a_time()
    {
        await using var ledger = await NewAsync();
        var worker = await ledger.TryBecomeWorkerAsync(None);
        Assert.NotNull(worker);
        Assert.Null(await ledger.TryBecomeWorkerAsync(None));
        await worker.DisposeAsync();
        await using var next = await ledger.TryBecomeWorkerAsync(None);
        Assert.NotNull(next);
    }

    private static void AssertSame(DeliveryRow expected, DeliveryRow? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.ProblemArguments, actual.ProblemArguments);
        Assert.Equal(expected with { ProblemArguments = [] }, actual with { ProblemArguments = [] });
    }

    private static async Task<T> WriteAsync<T>(IDeliveryLedger ledger, Func<ILedgerSession, ValueTask<T>> work)
    {
        await using var session = await ledger.OpenAsync(true, None);
        var result = await work(session);
        await session.CommitAsync(None);
        return result;
    }

    private static async Task WriteAsync(IDeliveryLedger ledger, Func<ILedgerSession, ValueTask> work)
    {
        await using var session = await ledger.OpenAsync(true, None);
        await work(session);
        await session.CommitAsync(None);
    }
}
