using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Xunit;
using static Kpu.Outreach.Testing.Ledgers.LedgerSamples;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>Every ledger: what is due, leased, open, and why it waits.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
public abstract class LedgerDueSuite<TFixture>(TFixture fixture) : LedgerSuite<TFixture>(fixture)
    where TFixture : LedgerFixture
{
    /// <summary>An account in order gives the earliest intended first and tells what comes back.</summary>
    [SkippableFact]
    [Trait("Guards", "due")]
    public Task An_account_in_order_gives_the_earliest_intended_first_and_tells_what_comes_back() => CheckAsync(async () =>
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
    });

    /// <summary>Accounts with something due come in a steady order and each in its own.</summary>
    [SkippableFact]
    [Trait("Guards", "due")]
    public Task Accounts_with_something_due_come_in_a_steady_order_and_each_in_its_own() => CheckAsync(async () =>
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
    });

    /// <summary>Leases are found by their end.</summary>
    [SkippableFact]
    [Trait("Guards", "due")]
    public Task Leases_are_found_by_their_end() => CheckAsync(async () =>
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
    });

    /// <summary>What is open is counted by what it waits for.</summary>
    [SkippableFact]
    [Trait("Guards", "due")]
    public Task What_is_open_is_counted_by_what_it_waits_for() => CheckAsync(async () =>
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
    });

    /// <summary>What is soon due is found by what it waits for.</summary>
    [SkippableFact]
    [Trait("Guards", "due")]
    public Task What_is_soon_due_is_found_by_what_it_waits_for() => CheckAsync(async () =>
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
    });
}
