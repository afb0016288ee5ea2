using System.Reflection;
using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Testing.Tests.Shelf;

/// <summary>A defect seeded into a ledger.</summary>
public enum LedgerDefect
{
    None,
    DueInTheWrongOrder,
    BusyAccountsForgotten,
    LeasesForgotten,
    UpdatesSwallowed,
    ReceiptsForgotten,
    PagesBeginAnew,
    EverybodyApprovesTwice,
    ClosedTimesForgotten,
    BlockedLimitsForgotten,
    TrailLinksSwallowed,
    OpenSessionsCommitted,
    EveryWorkerIsWelcome,
    NumbersForgotten,
}

/// <summary>A ledger that stays on its shelf when it is closed: the one in memory, given out again under its name.</summary>
internal sealed class ShelfLedger(string name, MemoryLedger inner, LedgerDefect defect) : IDeliveryLedger
{
    public string Id => name;

    public async ValueTask<ILedgerSession> OpenAsync(LedgerAccess access, CancellationToken cancellationToken) => new Session(await inner.OpenAsync(access, cancellationToken), access, defect);

    public async ValueTask<IWorkerSeat?> TryJoinAsync(CancellationToken cancellationToken) =>
        await inner.TryJoinAsync(cancellationToken) ?? (defect == LedgerDefect.EveryWorkerIsWelcome ? new Stool() : null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Stool : IWorkerSeat
    {
        public bool IsAlone => true;

        public ValueTask WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Session(ILedgerSession session, LedgerAccess access, LedgerDefect defect) : ILedgerSession
    {
        private bool _over;

        public IPublicationStore Publications => session.Publications;

        public IDeliveryStore Deliveries => Defective.Of(session.Deliveries, defect);

        public IRenditionStore Renditions => session.Renditions;

        public IGateStore Gates => Defective.Of(session.Gates, defect);

        public ILimitStore Limits => Defective.Of(session.Limits, defect);

        public ITrailStore Trail => Defective.Of(session.Trail, defect);

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            await session.CommitAsync(cancellationToken);
            _over = true;
        }

        public async ValueTask DisposeAsync()
        {
            if (defect == LedgerDefect.OpenSessionsCommitted && !_over && access != LedgerAccess.Read) await session.CommitAsync(CancellationToken.None);
            _over = true;
            await session.DisposeAsync();
        }
    }
}

/// <summary>A store with one defect; everything else is passed on.</summary>
#pragma warning disable CA1852 // The runtime derives from it.
internal class Defective : DispatchProxy
#pragma warning restore CA1852
{
    private object _inner = null!;
    private LedgerDefect _defect;

    public static T Of<T>(T store, LedgerDefect defect)
        where T : class
    {
        var proxy = Create<T, Defective>();
        ((Defective)(object)proxy)._inner = store;
        ((Defective)(object)proxy)._defect = defect;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var (method, given) = (targetMethod!, args!);
        switch (_defect, method.Name)
        {
            case (LedgerDefect.UpdatesSwallowed, nameof(IDeliveryStore.UpdateAsync)) when _inner is IDeliveryStore:
            case (LedgerDefect.ReceiptsForgotten, nameof(IDeliveryStore.SetReceiptsAsync)):
            case (LedgerDefect.TrailLinksSwallowed, nameof(ITrailStore.AppendAsync)):
            case (LedgerDefect.NumbersForgotten, nameof(IGateStore.SetNumberAsync)):
                return ValueTask.CompletedTask;
            case (LedgerDefect.LeasesForgotten, nameof(IDeliveryStore.LeasedAsync)):
                return ValueTask.FromResult<IReadOnlyList<DeliveryRow>>([]);
            case (LedgerDefect.BusyAccountsForgotten, nameof(IDeliveryStore.BusyAsync)):
                return ValueTask.FromResult<IReadOnlySet<string>>(new HashSet<string>());
            case (LedgerDefect.BlockedLimitsForgotten, nameof(ILimitStore.BlockedAsync)):
                return ValueTask.FromResult<IReadOnlyList<LimitRow>>([]);
            case (LedgerDefect.PagesBeginAnew, nameof(IDeliveryStore.InAsync)):
                given = [given[0], 0L, given[2], given[3]];
                break;
            case (LedgerDefect.ClosedTimesForgotten, nameof(IGateStore.SetRulesAsync)):
                given = [given[0], null, given[2], given[3]];
                break;
            case (LedgerDefect.EverybodyApprovesTwice, nameof(IGateStore.AddApprovalAsync)):
                method.Invoke(_inner, given);
                return ValueTask.FromResult(true);
            case (LedgerDefect.DueInTheWrongOrder, nameof(IDeliveryStore.DueAsync)):
                return Reversed((ValueTask<IReadOnlyList<DeliveryRow>>)method.Invoke(_inner, given)!);
        }

        try
        {
            return method.Invoke(_inner, given);
        }
        catch (TargetInvocationException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    private static async ValueTask<IReadOnlyList<DeliveryRow>> Reversed(ValueTask<IReadOnlyList<DeliveryRow>> rows) => [.. (await rows).Reverse()];
}
