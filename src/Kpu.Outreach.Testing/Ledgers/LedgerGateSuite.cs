using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Xunit;
using static Kpu.Outreach.Testing.Ledgers.LedgerSamples;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>Every ledger: what the gates are decided on.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
public abstract class LedgerGateSuite<TFixture>(TFixture fixture) : LedgerSuite<TFixture>(fixture)
    where TFixture : LedgerFixture
{
    /// <summary>One person approves once in each way.</summary>
    [SkippableFact]
    [Trait("Guards", "gates")]
    public Task One_person_approves_once_in_each_way() => CheckAsync(async () =>
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
    });

    /// <summary>A likely duplicate is allowed for one delivery.</summary>
    [SkippableFact]
    [Trait("Guards", "gates")]
    public Task A_likely_duplicate_is_allowed_for_one_delivery() => CheckAsync(async () =>
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
    });

    /// <summary>Holds are added and replaced.</summary>
    [SkippableFact]
    [Trait("Guards", "gates")]
    public Task Holds_are_added_and_replaced() => CheckAsync(async () =>
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
    });

    /// <summary>Rules are merged and closed times replaced.</summary>
    [SkippableFact]
    [Trait("Guards", "gates")]
    public Task Rules_are_merged_and_closed_times_replaced() => CheckAsync(async () =>
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
    });

    /// <summary>Named numbers start at nothing.</summary>
    [SkippableFact]
    [Trait("Guards", "gates")]
    public Task Named_numbers_start_at_nothing() => CheckAsync(async () =>
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
    });

    /// <summary>Old approvals are removed except those that something stands on.</summary>
    [SkippableFact]
    [Trait("Guards", "gates")]
    public Task Old_approvals_are_removed_except_those_that_something_stands_on() => CheckAsync(async () =>
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
    });

    /// <summary>Buckets of limits are added and replaced, and those that are blocked are found.</summary>
    [SkippableFact]
    [Trait("Guards", "limits")]
    public Task Buckets_are_added_and_replaced_and_blocked_ones_found() => CheckAsync(async () =>
    {
        await using var ledger = await NewAsync();
        var (posts, reads) = (new LimitRow("x/posts/akun", 3.25, Start, Start.AddTicks(5)), new LimitRow("x/reads/akun", 0, Start.AddTicks(1), null));
        await WriteAsync(ledger, s => s.Limits.SetAsync([posts, reads], None).AsTask());
        await WriteAsync(
            ledger,
            async s =>
            {
                Assert.Equal(posts, Assert.Single(await s.Limits.ReadAsync([posts.Domain, "baru"], alone: true, None)));
                await s.Limits.SetAsync([reads with { Tokens = 7.5 }], None);
            },
            LedgerAccess.Work);
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([posts, reads with { Tokens = 7.5 }], (await session.Limits.ReadAsync([reads.Domain, posts.Domain], alone: false, None)).OrderBy(r => r.Domain, StringComparer.Ordinal));
        Assert.Equal([posts], await session.Limits.BlockedAsync(Start.AddTicks(4), None));
        Assert.Empty(await session.Limits.BlockedAsync(Start.AddTicks(5), None));
    });
}
