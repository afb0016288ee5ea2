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

    /// <summary>Whether the ledger takes one worker at a time.</summary>
    protected abstract bool TakesOneWorker { get; }

    [SkippableFact]
    public async Task A_publication_comes_back_as_it_was_stored()
    {
        await using var ledger = await NewAsync();
        var added = await WriteAsync(ledger, s => s.AddAsync(Publication(1)));
        var full = await WriteAsync(ledger, s => s.AddAsync(Shown(2)));
        Assert.True(added > 0 && full > added);

        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(Publication(1) with { Id = added }, await session.PublicationAsync(added));
        Assert.Equal(Shown(2) with { Id = full }, await session.FindAsync(Key(2)));
        Assert.Null(await session.FindAsync(Key(3)));
        Assert.Null(await session.FindAsync(Key(2) with { Recipient = "" }));
        Assert.Null(await session.PublicationAsync(99));
    }

    [SkippableFact]
    public async Task A_publication_is_found_whatever_the_case_of_its_placement_and_added_once()
    {
        await using var ledger = await NewAsync();
        var id = await WriteAsync(ledger, s => s.AddAsync(Publication(2)));
        await using var session = await ledger.OpenAsync(LedgerAccess.Change, None);
        Assert.Equal(id, (await session.FindAsync(Key(2) with { Placement = new PlacementKey("POST") }))?.Id);
        await Assert.ThrowsAsync<ArgumentException>(async () => await session.AddAsync(Publication(2)));
    }

    [SkippableFact]
    public async Task An_updated_publication_replaces_the_old_one()
    {
        await using var ledger = await NewAsync();
        var id = await WriteAsync(ledger, s => s.AddAsync(Shown(2)));
        var changed = Publication(2) with { Id = id, Title = "Lain", Plan = 9, Office = OfficeCode.National };
        await WriteAsync(ledger, s => s.UpdateAsync(changed));
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(changed, await session.PublicationAsync(id));
    }

    [SkippableFact]
    public async Task What_is_shown_on_an_account_is_listed_by_number()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            await s.AddAsync(Shown(1));
            await s.AddAsync(Publication(2));
            await s.AddAsync(Shown(3, "lain"));
            await s.AddAsync(Shown(4));
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([1, 4], (await session.Publications.ShownOnAsync("laman", None)).Select(p => p.Id));
        Assert.Empty(await session.Publications.ShownOnAsync("tidak ada", None));
    }

    [SkippableFact]
    public async Task Unwanted_is_what_an_older_plan_wanted_and_is_still_open()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            for (var i = 1; i <= 5; i++)
            {
                var id = await s.AddAsync(Publication(i) with { Plan = i == 3 ? 2 : 1 });
                await s.AddAsync(Delivery(id) with { State = i == 4 ? DeliveryState.Published : DeliveryState.Accepted });
            }
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([1, 2, 5], (await session.Publications.UnwantedAsync(2, 0, 10, None)).Select(p => p.Id));
        Assert.Equal([2], (await session.Publications.UnwantedAsync(2, 1, 1, None)).Select(p => p.Id));
        Assert.Empty(await session.Publications.UnwantedAsync(1, 0, 10, None));
    }

    [SkippableFact]
    public async Task A_delivery_comes_back_as_it_was_stored()
    {
        await using var ledger = await NewAsync();
        var plain = await WriteAsync(ledger, s => s.AddAsync(Delivery(1)));
        var full = await WriteAsync(ledger, s => s.AddAsync(Full(1)));
        Assert.True(plain > 0 && full > plain);
        await using (var session = await ledger.OpenAsync(LedgerAccess.Read, None))
        {
            AssertSame(Delivery(1) with { Id = plain }, await session.DeliveryAsync(plain));
            AssertSame(Full(1) with { Id = full }, await session.DeliveryAsync(full));
            Assert.Null(await session.DeliveryAsync(99));
            Assert.Equal([plain, full], (await session.OfAsync(1)).Select(d => d.Id));
            Assert.Empty(await session.OfAsync(2));
        }

        await WriteAsync(ledger, s => s.UpdateAsync(Full(1) with { Id = plain, Operation = Operations.Publish, Due = null, ProblemArguments = [] }));
        await using var later = await ledger.OpenAsync(LedgerAccess.Change, None);
        AssertSame(Full(1) with { Id = plain, Operation = Operations.Publish, Due = null, ProblemArguments = [] }, await later.DeliveryAsync(plain));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await later.UpdateAsync(Full(1) with { Id = 99 }));
    }

    [SkippableFact]
    public async Task Due_is_what_has_come_in_the_order_of_its_moment_then_its_number()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            foreach (var ticks in new long?[] { 5, 1, null, 5, 6, 1 }) await s.AddAsync(Delivery(1, ticks is { } t ? Start.AddTicks(t) : null));
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([2, 6, 1, 4], (await session.DueAsync(Start.AddTicks(5), 10)).Select(d => d.Id));
        Assert.Equal([2, 6, 1], (await session.DueAsync(Start.AddTicks(5).ToOffset(TimeSpan.FromHours(-3)), 3)).Select(d => d.Id));
        Assert.Empty(await session.DueAsync(Start, 10));
        Assert.Equal(Start.AddTicks(1), await session.Deliveries.NextDueAsync(Start, [], None));
        Assert.Equal(Start.AddTicks(6), await session.Deliveries.NextDueAsync(Start.AddTicks(5), [], None));
        Assert.Null(await session.Deliveries.NextDueAsync(Start.AddTicks(6), [], None));
    }

    [SkippableFact]
    public async Task An_account_in_order_gives_the_earliest_intended_first_and_tells_what_comes_back()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            foreach (var (account, intended, due, reason) in new (string, int, int?, WaitReason)[]
                { ("a", 3, 1, WaitReason.Time), ("a", 1, 5, WaitReason.Limit), ("a", 1, 4, WaitReason.Turn), ("a", 0, 9, WaitReason.Retry), ("b", 2, 2, WaitReason.Time), ("b", 1, 3, WaitReason.Proof), ("a", 0, null, WaitReason.Approval) })
                await s.AddAsync(Delivery(1, due is { } t ? Start.AddTicks(t) : null) with { Account = account, Intended = Start.AddTicks(intended), WaitsFor = reason });
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([5, 6, 2, 3], (await session.Deliveries.DueAsync([new("b", 9), new("a", 2, InOrder: true)], Start.AddTicks(5), None)).Select(d => d.Id));
        Assert.Equal([2, 4, 6], (await session.Deliveries.AwaitedAsync(["b", "a", "z"], None)).Select(d => d.Id));
        Assert.Equal([6], (await session.Deliveries.AwaitedAsync(["b"], None)).Select(d => d.Id));
    }

    [SkippableFact]
    public async Task Deliveries_are_listed_by_state_in_pages()
    {
        await using var ledger = await NewAsync();
        var states = Enum.GetValues<DeliveryState>();
        await WriteAsync(ledger, async s =>
        {
            foreach (var state in states.Concat(states)) await s.AddAsync(Delivery(1) with { State = state });
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(Enumerable.Range(1, 18).Select(i => (long)i), (await session.Deliveries.InAsync([], 0, 100, None)).Select(d => d.Id));
        Assert.Equal([3, 5, 12, 14], (await session.Deliveries.InAsync([DeliveryState.Uncertain, DeliveryState.InFlight], 0, 100, None)).Select(d => d.Id));
        Assert.Equal([12], (await session.Deliveries.InAsync([DeliveryState.InFlight], 3, 100, None)).Select(d => d.Id));
        Assert.Equal([10], (await session.Deliveries.InAsync([DeliveryState.Waiting, DeliveryState.InFlight], 3, 1, None)).Select(d => d.Id));
    }

    [SkippableFact]
    public async Task Receipts_are_replaced_and_listed_by_part()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            await s.SetAsync(new ReceiptRow(1, 1, new Receipt("b"), Start));
            await s.SetAsync(new ReceiptRow(1, 0, new Receipt("a", new Uri("https://kpu.example/a")), Start));
            await s.SetAsync(new ReceiptRow(2, 0, new Receipt("x"), Start));
            await s.SetAsync(new ReceiptRow(1, 1, new Receipt("c", new Uri("relatif/x", UriKind.Relative)), Start.AddTicks(1)));
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(
            [new ReceiptRow(1, 0, new Receipt("a", new Uri("https://kpu.example/a")), Start), new ReceiptRow(1, 1, new Receipt("c", new Uri("relatif/x", UriKind.Relative)), Start.AddTicks(1))],
            await session.ReceiptsAsync(1));
        Assert.Empty(await session.ReceiptsAsync(3));
    }

    [SkippableFact]
    public async Task A_rendition_is_stored_once_and_comes_back_whole()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            // A hash may be named before its rendition is stored.
            await s.Gates.AddApprovalAsync(Approval("Humas", 1), None);
            Assert.Null(await s.Renditions.FindAsync(Rendition(1).Hash, None));
            await s.AddAsync(Rendition(1));
            await s.AddAsync(Rendition(1));
            await s.AddAsync(Rendition(2));
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(JsonSerializer.Serialize(Rendition(1)), JsonSerializer.Serialize(await session.Renditions.FindAsync(Rendition(1).Hash, None)));
        Assert.Equal(Rendition(2), await session.Renditions.FindAsync(Rendition(2).Hash, None));
        Assert.Null(await session.Renditions.FindAsync(Rendition(3).Hash, None));
    }

    [SkippableFact]
    public async Task One_person_approves_once_in_each_way()
    {
        await using var ledger = await NewAsync();
        await using (var session = await ledger.OpenAsync(LedgerAccess.Change, None))
        {
            Assert.True(await session.Gates.AddApprovalAsync(Approval("Humas"), None));
            Assert.False(await session.Gates.AddApprovalAsync(Approval("HUMAS") with { At = Start.AddDays(1) }, None));
            Assert.True(await session.Gates.AddApprovalAsync(Approval("Ketua"), None));
            Assert.True(await session.Gates.AddApprovalAsync(Approval("Ketua") with { Kind = "emergency" }, None));
            Assert.False(await session.Gates.AddApprovalAsync(Approval("KETUA") with { Kind = "emergency" }, None));
            Assert.True(await session.Gates.AddApprovalAsync(Approval("Humas", 1), None));
            Assert.True(await session.Gates.AddApprovalAsync(Approval("Humas", 0, "lain"), None));
            await session.CommitAsync(None);
        }

        await using var later = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([Approval("Humas"), Approval("Ketua"), Approval("Ketua") with { Kind = "emergency" }, Approval("Humas", 1), Approval("Humas", 0, "lain")], await later.Gates.ApprovalsAsync([Rendition(1).Hash, Rendition(0).Hash, Rendition(0).Hash], None));
        Assert.Empty(await later.ApprovalsAsync(Rendition(2).Hash));
    }

    [SkippableFact]
    public async Task A_likely_duplicate_is_allowed_for_one_delivery()
    {
        await using var ledger = await NewAsync();
        var allowed = Approval("Humas") with { Kind = "duplicate", Delivery = 7 };
        await WriteAsync(ledger, async s =>
        {
            Assert.True(await s.Gates.AddApprovalAsync(allowed, None));
            Assert.False(await s.Gates.AddApprovalAsync(allowed with { By = "humas" }, None));
            Assert.True(await s.Gates.AddApprovalAsync(allowed with { Delivery = 8 }, None));
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([allowed, allowed with { Delivery = 8 }], await session.ApprovalsAsync(Rendition(0).Hash));
    }

    [SkippableFact]
    public async Task Words_keep_the_names_under_which_they_stand()
    {
        await using var ledger = await NewAsync();
        var (one, two) = (Rendition(1).Wording, Rendition(2).Wording);
        WordingRow[] names = [new(one, "a", "m", "k"), new(one, "a", "m", "k#2"), new(one, "b", "m", "k"), new(two, "a", "m", "k")];
        await WriteAsync(ledger, s => s.Gates.AddWordingsAsync(names, None).AsTask());
        await WriteAsync(ledger, s => s.Gates.AddWordingsAsync([names[0], names[3]], None).AsTask());
        await using (var undone = await ledger.OpenAsync(LedgerAccess.Change, None)) await undone.Gates.AddWordingsAsync([new(two, "c", "m", "k")], None);
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(names.ToHashSet(), (await session.Gates.WordingsAsync([one, two, one, Rendition(3).Wording], None)).ToHashSet());
        Assert.Equal(names[3], Assert.Single(await session.Gates.WordingsAsync([two], None)));
    }

    [SkippableFact]
    public async Task The_publications_of_one_name_are_found_on_all_accounts()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            await s.AddAsync(Publication(1));
            await s.AddAsync(Shown(1, "lain"));
            await s.AddAsync(Publication(2));
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([1, 2], (await session.Publications.NamedAsync(Key(1).Campaign, Key(1).Material, Key(1).Occurrence, None)).Select(p => p.Id));
        Assert.Empty(await session.Publications.NamedAsync(Key(1).Campaign, Key(2).Material, Key(1).Occurrence, None));
        Assert.Empty(await session.Publications.NamedAsync("tidak ada", "tidak ada", "tidak ada", None));
    }

    [SkippableFact]
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
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([hold with { Id = 1, Why = "salah" }, everything with { Id = 2 }], await session.Gates.HoldsAsync(None));
    }

    [SkippableFact]
    public async Task Rules_are_merged_and_closed_times_replaced()
    {
        await using var ledger = await NewAsync();
        var (one, two) = (new ClosedTime(OfficeCode.Parse("35"), true, Start, Start.AddDays(1)), new ClosedTime(OfficeCode.National, false, Start.AddDays(-1), Start));
        await WriteAsync(ledger, s => s.Gates.SetRulesAsync([new("a", 1, null), new("b", 0, "ketua")], [two, one], [new("hari", 1, false)], None).AsTask());
        await WriteAsync(ledger, s => s.Gates.SetRulesAsync([new("a", 2, "humas")], null, [new("hari", 2, true), new("jam", 1, true)], None).AsTask());
        await using (var session = await ledger.OpenAsync(LedgerAccess.Read, None))
        {
            var rules = await session.Gates.RulesAsync(None);
            Assert.Equal([new CampaignRow("a", 2, "humas"), new CampaignRow("b", 0, "ketua")], rules.Campaigns.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Value));
            Assert.Equal([two, one], rules.Closures);
            Assert.Equal([new FactRow("hari", 2, true), new FactRow("jam", 1, true)], rules.Facts.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value));
        }

        await WriteAsync(ledger, s => s.Gates.SetRulesAsync([], [], [], None).AsTask());
        await using var later = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Empty((await later.Gates.RulesAsync(None)).Closures);
    }

    [SkippableFact]
    public async Task Named_numbers_start_at_nothing()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            Assert.Equal(0, await s.Gates.NumberAsync("plan", None));
            await s.Gates.SetNumberAsync("plan", 4, None);
            await s.Gates.SetNumberAsync("plan", -5, None);
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(-5, await session.Gates.NumberAsync("plan", None));
        Assert.Equal(0, await session.Gates.NumberAsync("Plan", None));
    }

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
    public async Task Accounts_with_something_due_come_in_a_steady_order_and_each_in_its_own()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            foreach (var (account, ticks) in new (string, long?)[] { ("c", 5), ("a", 9), ("b", null), ("c", 1), ("a", 2), ("d", 7), ("c", 5) })
                await s.AddAsync(Delivery(1, ticks is { } t ? Start.AddTicks(t) : null) with { Account = account });
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Work, None);
        var all = await session.Deliveries.DueAccountsAsync(Start.AddTicks(7), null, 9, None);
        Assert.Equal(["a", "c", "d"], all.Order(StringComparer.Ordinal));
        Assert.Equal(all.Take(2), await session.Deliveries.DueAccountsAsync(Start.AddTicks(7), null, 2, None));
        Assert.Equal(all.Skip(1), await session.Deliveries.DueAccountsAsync(Start.AddTicks(7), all[0], 9, None));
        Assert.Equal(["c"], await session.Deliveries.DueAccountsAsync(Start.AddTicks(1), null, 9, None));
        Assert.Equal(["c", "a"], await session.Deliveries.TakeAsync(["c", "a"], wait: true, None));
        Assert.Equal([4, 1, 5], (await session.Deliveries.DueAsync([new("c", 2), new("b", 9), new("a", 1), new("z", 1)], Start.AddTicks(9), None)).Select(d => d.Id));
    }

    [SkippableFact]
    public async Task Leases_are_found_by_their_end()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            foreach (var (account, ticks) in new (string, long?)[] { ("a", 5), ("a", null), ("b", 3), ("c", 5) })
                await s.AddAsync(Delivery(1) with { Account = account, State = DeliveryState.InFlight, WaitsFor = null, LeaseUntil = ticks is { } t ? Start.AddTicks(t) : null });
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([3], (await session.Deliveries.LeasedAsync(Start.AddTicks(4), 9, None)).Select(d => d.Id));
        Assert.Equal([3, 1, 4], (await session.Deliveries.LeasedAsync(null, 9, None)).Select(d => d.Id));
        Assert.Equal([3, 1], (await session.Deliveries.LeasedAsync(Start.AddTicks(5), 2, None)).Select(d => d.Id));
        Assert.Equal(["a", "b"], (await session.Deliveries.BusyAsync(["a", "b", "z"], None)).Order(StringComparer.Ordinal));
        Assert.Equal(Start.AddTicks(3), await session.Deliveries.NextDueAsync(Start, [WaitReason.Retry], None));
        Assert.Equal(Start.AddTicks(5), await session.Deliveries.NextDueAsync(Start.AddTicks(3), [], None));
    }

    [SkippableFact]
    public async Task What_is_open_is_counted_by_what_it_waits_for()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            await s.AddAsync(Delivery(1) with { WaitsFor = WaitReason.Approval, Intended = Start });
            await s.AddAsync(Delivery(2) with { WaitsFor = WaitReason.Approval, Intended = Start.AddTicks(1) });
            await s.AddAsync(Delivery(3) with { WaitsFor = WaitReason.Approval, Intended = Start });
            await s.AddAsync(Delivery(4, Start.AddMinutes(-2)) with { WaitsFor = WaitReason.Turn, Intended = Start });
            await s.AddAsync(Delivery(5, Start.AddMinutes(-1)) with { WaitsFor = WaitReason.Turn, Intended = Start });
            await s.AddAsync(Delivery(6) with { State = DeliveryState.InFlight, WaitsFor = null, LeaseUntil = Start.AddHours(-1), Intended = Start });
            await s.AddAsync(Delivery(7) with { State = DeliveryState.Published, WaitsFor = null });
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        var counts = (await session.Deliveries.CountOpenAsync(Start, TimeSpan.FromMinutes(1), None)).OrderBy(c => c.State).ThenBy(c => c.WaitsFor).ThenBy(c => c.MomentHasCome).ThenBy(c => c.IsOverdue);
        Assert.Equal(
            [
                new(DeliveryState.Waiting, WaitReason.Approval, false, false, 1),
                new(DeliveryState.Waiting, WaitReason.Approval, true, false, 2),
                new(DeliveryState.Waiting, WaitReason.Turn, true, false, 1),
                new(DeliveryState.Waiting, WaitReason.Turn, true, true, 1),
                new(DeliveryState.InFlight, null, true, true, 1),
            ],
            counts);
    }

    [SkippableFact]
    public async Task What_is_soon_due_is_found_by_what_it_waits_for()
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            foreach (var (reason, ticks) in new[] { (WaitReason.Time, 1), (WaitReason.Retry, 4), (WaitReason.Limit, 3), (WaitReason.Hold, 2), (WaitReason.Time, 6) })
                await s.AddAsync(Delivery(1, Start.AddTicks(ticks)) with { WaitsFor = reason });
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(Start.AddTicks(3), await session.Deliveries.NextDueAsync(Start, [WaitReason.Retry, WaitReason.Limit], None));
        Assert.Equal(Start.AddTicks(4), await session.Deliveries.NextDueAsync(Start, [WaitReason.Retry], None));
        Assert.Equal(Start.AddTicks(2), await session.Deliveries.NextDueAsync(Start.AddTicks(1), [WaitReason.Hold, WaitReason.Time], None));
        Assert.Equal(Start.AddTicks(6), await session.Deliveries.NextDueAsync(Start.AddTicks(2), [WaitReason.Hold, WaitReason.Time], None));
        Assert.Null(await session.Deliveries.NextDueAsync(Start, [WaitReason.Person], None));
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
