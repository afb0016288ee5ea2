using System.Text.Json;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;
using Xunit;
using static Kpu.Outreach.Testing.Ledgers.LedgerSamples;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>Every ledger: the rows of deliveries, their receipts and their renditions.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
public abstract class LedgerDeliverySuite<TFixture>(TFixture fixture) : LedgerSuite<TFixture>(fixture)
    where TFixture : LedgerFixture
{
    /// <summary>A delivery comes back as it was stored.</summary>
    [SkippableFact]
    [Trait("Guards", "rows")]
    public Task A_delivery_comes_back_as_it_was_stored() => CheckAsync(async () =>
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
    });

    /// <summary>Due is what has come in the order of its moment then its number.</summary>
    [SkippableFact]
    [Trait("Guards", "rows")]
    public Task Due_is_what_has_come_in_the_order_of_its_moment_then_its_number() => CheckAsync(async () =>
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
    });

    /// <summary>Deliveries are listed by state in pages.</summary>
    [SkippableFact]
    [Trait("Guards", "rows")]
    public Task Deliveries_are_listed_by_state_in_pages() => CheckAsync(async () =>
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
    });

    /// <summary>Receipts are replaced and listed by part.</summary>
    [SkippableFact]
    [Trait("Guards", "rows")]
    public Task Receipts_are_replaced_and_listed_by_part() => CheckAsync(async () =>
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
    });

    /// <summary>A rendition is stored once and comes back whole.</summary>
    [SkippableFact]
    [Trait("Guards", "rows")]
    public Task A_rendition_is_stored_once_and_comes_back_whole() => CheckAsync(async () =>
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
    });
}
