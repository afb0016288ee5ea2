using System.Reflection;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>A ledger that falls over and comes back, at any one question, write or commit: nothing is lost, nothing goes out twice, and nothing is decided on an answer that never came.</summary>
public sealed class FallenLedgerTests
{
    /// <summary>More than the calls of a run without faults.</summary>
    private const int Most = 400;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_the_ledger_falls_over_everything_goes_out_once(bool afterTheCommit)
    {
        var calls = await RunAsync(int.MaxValue, afterTheCommit);
        Assert.InRange(calls, 40, Most);
        await Task.WhenAll(Enumerable.Range(1, calls).Select(n => Task.Run(() => RunAsync(n, afterTheCommit))));
    }

    /// <returns>How often the ledger was asked.</returns>
    private static async Task<int> RunAsync(int fallsAt, bool afterTheCommit)
    {
        var channel = new ScriptedChannel(new EffectGuarantee { RepeatSafeFor = TimeSpan.MaxValue }, parts: 3) { Duplicates = null };
        await using var office = new SmallOffice(channel);
        office.Model = office.Model with
        {
            Materials = [new Material("kabar", "Kabar", "Isi pertama."), new Material("lain", "Lain", "Isi lain."), new Material("utas", "Utas", string.Join(' ', Enumerable.Repeat("Kata demi kata.", 12)))],
            Campaigns = [SmallOffice.Campaign(change: a => a with { Materials = ["kabar", "utas"] }), SmallOffice.Campaign("2024-01-10T09:05", change: a => a with { Materials = ["lain"] }) with { Id = "lain" }],
        };
        channel.Script.Enqueue(_ => new Outcome.Deferred(SmallOffice.Morning.AddHours(2), "account"));
        channel.Script.Enqueue(_ => new Outcome.Failed());
        await office.EnqueueAsync();
        var faults = new Faults(fallsAt, afterTheCommit);
        var clock = new VirtualClock(SmallOffice.Morning);
        await using var client = OutreachClient.Create(o =>
        {
            o.UseLedger(async _ => new Falling(await office.SharedLedger(), faults));
            o.Clock = clock;
            o.AddChannel(channel);
            foreach (var account in office.Model.Accounts) o.AddAccount(account);
        });

        // Before its first turn a run says that the ledger is away; whoever asked asks again.
        for (var tries = 0; ; tries++)
        {
            try
            {
                await client.RunAsync(TimeSpan.FromDays(9));
                break;
            }
            catch (LedgerException e) when (e.IsTransient && tries < 3)
            {
            }
        }

        var told = $"fell over at call {fallsAt}: {faults.FellAt}";
        Assert.All(await office.StatusAsync(), s => Assert.True(s.State == DeliveryState.Published, $"{told}; delivery {s.Delivery} stands as {s.State} {s.WaitsFor}"));
        Assert.True(channel.Effects.Count == channel.Effects.Distinct().Count(), $"{told}; {string.Join(" / ", channel.Effects)}");
        Assert.Empty((await office.Client.VerifyLedgerAsync()).Problems);
        return faults.Calls;
    }

    private sealed class Faults(int fallsAt, bool afterTheCommit)
    {
        public int Calls { get; private set; }

        public string? FellAt { get; private set; }

        public bool Falls(string name, bool after)
        {
            // A commit counts once; whether it was carried out before the connection broke, nobody can tell.
            if (after && !afterTheCommit) return false;
            if (!after && afterTheCommit && name == nameof(ILedgerSession.CommitAsync)) return false;
            if (++Calls != fallsAt) return false;
            FellAt = name;
            return true;
        }

        public static LedgerException Away() => new(Problem.Error(LedgerProblems.Unavailable, Place.Unknown, "db.kpu.example:5432/kpu", "the connection broke"));
    }

    private sealed class Falling(IDeliveryLedger inner, Faults faults) : IDeliveryLedger
    {
        public string Id => inner.Id;

        public async ValueTask<ILedgerSession> OpenAsync(LedgerAccess access, CancellationToken cancellationToken) => faults.Falls(nameof(OpenAsync), after: false)
            ? throw Faults.Away()
            : new Session(await inner.OpenAsync(access, cancellationToken), faults);

        public ValueTask<IWorkerSeat?> TryJoinAsync(CancellationToken cancellationToken) => inner.TryJoinAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Session(ILedgerSession inner, Faults faults) : ILedgerSession
    {
        public IPublicationStore Publications { get; } = Store.Of(inner.Publications, faults);

        public IDeliveryStore Deliveries { get; } = Store.Of(inner.Deliveries, faults);

        public IRenditionStore Renditions { get; } = Store.Of(inner.Renditions, faults);

        public IGateStore Gates { get; } = Store.Of(inner.Gates, faults);

        public ILimitStore Limits { get; } = Store.Of(inner.Limits, faults);

        public ITrailStore Trail { get; } = Store.Of(inner.Trail, faults);

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            if (faults.Falls(nameof(CommitAsync), after: false)) throw Faults.Away();
            await inner.CommitAsync(cancellationToken);
            if (faults.Falls(nameof(CommitAsync), after: true)) throw Faults.Away();
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    /// <summary>A store that falls over when it is its turn.</summary>
#pragma warning disable CA1852 // DispatchProxy derives from it.
    private class Store : DispatchProxy
#pragma warning restore CA1852
    {
        private object? _inner;
        private Faults? _faults;

        public static T Of<T>(T inner, Faults faults)
            where T : class
        {
            var proxy = Create<T, Store>();
            ((Store)(object)proxy)._inner = inner;
            ((Store)(object)proxy)._faults = faults;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            _faults!.Falls(targetMethod!.Name, after: false) ? throw Faults.Away() : targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
    }
}
