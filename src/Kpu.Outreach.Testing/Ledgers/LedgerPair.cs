using System.Text.Json;
using System.Text.Json.Serialization;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Xunit;
using static Kpu.Outreach.Testing.Ledgers.LedgerSamples;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>The model-based test of a ledger: random sessions go to the memory ledger and to the tested one side by side, and every answer is compared.</summary>
internal sealed class LedgerPair(int seed, bool reopens)
{
    private static readonly JsonSerializerOptions Written = new() { Converters = { new InstantsAsTicks() } };

    private readonly SeededNumbers _random = new(seed);
    private int _added;

    /// <summary>Compares the ledgers.</summary>
    /// <param name="open">Opens the tested ledger; called again after every reopening, on what was committed before.</param>
    /// <param name="sessions">How many sessions.</param>
    public async Task CompareAsync(Func<ValueTask<IDeliveryLedger>> open, int sessions)
    {
        await using var model = new MemoryLedger();
        var tested = await open();
        try
        {
            for (var i = 0; i < sessions; i++)
            {
                if (_random.OneIn(5) && reopens)
                {
                    await tested.DisposeAsync();
                    tested = await open();
                }

                var added = _added;
                var kept = await SessionAsync(model, tested, i);
                if (!kept) _added = added;
            }
        }
        finally
        {
            await tested.DisposeAsync();
        }
    }

    private async Task<bool> SessionAsync(IDeliveryLedger model, IDeliveryLedger tested, int number)
    {
        var writes = !_random.OneIn(4);
        await using var one = await model.OpenAsync(writes ? LedgerAccess.Change : LedgerAccess.Read, CancellationToken.None);
        await using var two = await tested.OpenAsync(writes ? LedgerAccess.Change : LedgerAccess.Read, CancellationToken.None);
        for (var step = _random.Below(25); step >= 0; step--)
        {
            var act = Act(writes && !_random.OneIn(2));
            var (expected, actual) = (await act.Run(one), await act.Run(two));
            Assert.True(expected == actual, $"Seed {seed}, session {number}: {act.Name} gave\n{actual}\nnot\n{expected}");
        }

        if (!writes || _random.OneIn(4)) return false;
        await one.CommitAsync(CancellationToken.None);
        await two.CommitAsync(CancellationToken.None);
        return true;
    }

    private (string Name, Func<ILedgerSession, Task<string>> Run) Act(bool write)
    {
        var none = CancellationToken.None;
        var (id, small, when) = ((long)_random.Below(30) + 1, _random.Below(6), Start.AddTicks(_random.Below(40)));
        var state = (DeliveryState)_random.Below(9);
        switch (write ? _random.Below(10) : 10 + _random.Below(17))
        {
            case 0:
                var publication = RandomPublication(_added++);
                return ("add publication", async s => Text(await s.AddAsync(publication)));
            case 1:
                var changed = RandomPublication(0);
                return ("update publication", async s =>
                {
                    if (await s.PublicationAsync(id) is not { } old) return "";
                    await s.UpdateAsync(changed with { Id = id, Key = old.Key });
                    return "";
                });
            case 2 or 3:
                var delivery = RandomDelivery();
                return ("add delivery", async s => Text(await s.AddAsync(delivery)));
            case 4 or 5:
                var moved = RandomDelivery();
                return ("update delivery", async s =>
                {
                    if (await s.DeliveryAsync(id) is { } old) await s.UpdateAsync(moved with { Id = id, Publication = old.Publication, Account = old.Account, Operation = old.Operation });
                    return "";
                });
            case 6:
                var receipt = new ReceiptRow(small, _random.Below(3), new Receipt("r" + when.Ticks), when);
                return ("set receipt", async s => await Done(s.SetAsync(receipt)));
            case 7:
                var approval = Approval(_random.Of("Humas", "humas", "Ketua"), small, _random.Of("a", "b")) with { At = when, Kind = _random.Of("person", "emergency"), Delivery = _random.OneIn(3) ? small : null };
                return ("approve", async s =>
                {
                    if (small % 2 == 0) await s.AddAsync(Rendition(small));
                    return Text(await s.Gates.AddApprovalAsync(approval, none));
                });
            case 8:
                var (hold, closed, replace, good) = (new HoldRow { Scope = (HoldScope)_random.Below(5), Value = "v" + small, By = "b", From = when }, _random.OneIn(2), _random.OneIn(2), _random.OneIn(2));
                return ("set rules", async s =>
                {
                    var holds = await s.Gates.HoldsAsync(none);
                    await s.Gates.SetHoldAsync(hold with { Id = replace && holds.Count > 0 ? holds[0].Id : 0 }, none);
                    await s.Gates.SetRulesAsync([new("c" + small, small, null)], closed ? [new ClosedTime(OfficeCode.Parse("35"), good, when, when.AddDays(small))] : null, [new("f" + small, small, good)], none);
                    return await Done(s.Gates.SetNumberAsync("n" + (small % 2), when.Ticks, none).AsTask());
                });
            case 9:
                var kinds = Enumerable.Range(0, small).Select(_ => (_random.OneIn(4) ? (long?)null : _random.Below(4), _random.Of("added", "moved", "approved"))).ToArray();
                return ("append trail", async s => await Done(s.AppendAsync(kinds)));
            case 10: return ("due", async s => Text((await s.Deliveries.DueAsync([new("laman", small), new("lain", small + 1, InOrder: true)], when, none), await s.Deliveries.AwaitedAsync(["lain", "laman"], none))));
            case 11: return ("due accounts", async s => Text((await s.Deliveries.DueAccountsAsync(when, null, 9, none)).Order(StringComparer.Ordinal).ToList()));
            case 12:
                WaitReason[] only = small < 2 ? [] : small < 4 ? [WaitReason.Retry, WaitReason.Limit] : [WaitReason.Retry, WaitReason.Time];
                return ("next due", async s => Text(await s.Deliveries.NextDueAsync(when, only, none)));
            case 25: return ("leased", async s => Text((await s.Deliveries.LeasedAsync(small == 0 ? null : when, small + 1, none), (await s.Deliveries.BusyAsync(["laman", "lain"], none)).Order(StringComparer.Ordinal).ToList())));
            case 26: return ("counts", async s => Text((await s.Deliveries.CountOpenAsync(when, TimeSpan.FromTicks(small), none)).OrderBy(c => c.ToString(), StringComparer.Ordinal).ToList()));
            case 13: return ("in one state", async s => Text(await s.Deliveries.InAsync([state], id - 1, small + 1, none)));
            case 14: return ("in states", async s => Text(await s.Deliveries.InAsync(small == 0 ? [] : [state, DeliveryState.Waiting, DeliveryState.InFlight], 0, small * 4, none)));
            case 15: return ("of publication", async s => Text(await s.OfAsync(small)));
            case 16: return ("find delivery", async s => Text(await s.DeliveryAsync(id)));
            case 17: return ("find publication", async s => Text((await s.FindAsync(Key((int)id)), await s.PublicationAsync(id))));
            case 18: return ("shown", async s => Text(await s.Publications.ShownOnAsync("laman", none)));
            case 19: return ("unwanted", async s => Text(await s.Publications.UnwantedAsync(small, id / 3, 1 + small, none)));
            case 20: return ("receipts", async s => Text(await s.ReceiptsAsync(small)));
            case 21: return ("approvals", async s => Text((await s.ApprovalsAsync(Rendition(small).Hash), await s.Renditions.FindAsync(Rendition(small).Hash, none))));
            case 22: return ("trail", async s => Text((await s.Trail.LastAsync(none), await s.Trail.ReadAsync(small < 3 ? small : null, id - 1, 5, none), await s.Trail.ActorsAsync(id, id + 9, none))));
            case 23: return ("holds", async s => Text((await s.Gates.HoldsAsync(none), await s.Gates.NumberAsync("n1", none))));
            default:
                return ("rules", async s =>
                {
                    var rules = await s.Gates.RulesAsync(none);
                    return Text((rules.Campaigns.OrderBy(c => c.Key, StringComparer.Ordinal).ToList(), rules.Closures, rules.Facts.OrderBy(f => f.Key, StringComparer.Ordinal).ToList()));
                });
        }
    }

    private PublicationRow RandomPublication(int number) => (_random.OneIn(2) ? Publication(number) : Shown(number)) with
    {
        State = (PublicationState)_random.Below(6),
        Plan = _random.Below(5),
        Title = "Judul " + _random.Below(5),
    };

    private DeliveryRow RandomDelivery() => (_random.OneIn(2) ? Delivery(0) : Full(0)) with
    {
        Publication = _random.Below(8) + 1,
        Account = _random.Of("laman", "lain", "ketiga"),
        LeaseUntil = _random.OneIn(3) ? Start.AddTicks(_random.Below(40)) : null,
        State = (DeliveryState)_random.Below(9),
        WaitsFor = _random.OneIn(2) ? null : (WaitReason)_random.Below(17),
        Due = _random.OneIn(3) ? null : Start.AddTicks(_random.Below(40)),
        Rendition = Rendition(_random.Below(6)).Hash,
        Problem = _random.OneIn(2) ? null : "p" + _random.Below(9),
    };

    private static async Task<string> Done(Task task)
    {
        await task;
        return "";
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Written);

    private static string Text<TOne, TTwo>((TOne One, TTwo Two) both) => Text(both.One) + Text(both.Two);

    private static string Text<TOne, TTwo, TThree>((TOne One, TTwo Two, TThree Three) all) => Text(all.One) + Text(all.Two) + Text(all.Three);

    private sealed class InstantsAsTicks : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteNumberValue(value.UtcTicks);
    }
}
