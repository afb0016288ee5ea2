using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.CrashBench.Worker;

/// <summary>A ledger with a boundary on either side of every opening, every commit, and every remembering outside of it.</summary>
internal class SteppedLedger : IDeliveryLedger
{
    private readonly IDeliveryLedger _inner;
    private readonly Steps _steps;

    private SteppedLedger(IDeliveryLedger inner, Steps steps) => (_inner, _steps) = (inner, steps);

    public string Id => _inner.Id;

    /// <summary>Only what can prove to be itself shall be asked to.</summary>
    public static IDeliveryLedger Of(IDeliveryLedger inner, Steps steps) => inner is ILedgerIdentity identity ? new Anchored(inner, identity, steps) : new SteppedLedger(inner, steps);

    public async ValueTask<ILedgerSession> OpenAsync(LedgerAccess access, CancellationToken cancellationToken)
    {
        var writes = access != LedgerAccess.Read;
        _steps.Pass(writes ? "before-open" : "before-read");
        var session = await _inner.OpenAsync(access, cancellationToken);
        _steps.Pass(writes ? "after-open" : "after-read");
        return writes ? new SteppedSession(session, _steps) : session;
    }

    public ValueTask<IWorkerSeat?> TryJoinAsync(CancellationToken cancellationToken) => _inner.TryJoinAsync(cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private sealed class Anchored(IDeliveryLedger inner, ILedgerIdentity identity, Steps steps) : SteppedLedger(inner, steps), ILedgerIdentity
    {
        public long? Life
        {
            get => identity.Life;
            set => identity.Life = value;
        }

        public ValueTask<LedgerPlace> LocateAsync(CancellationToken cancellationToken) => identity.LocateAsync(cancellationToken);

        public ValueTask<TrailAnchor?> ReadAnchorAsync(CancellationToken cancellationToken) => identity.ReadAnchorAsync(cancellationToken);

        public async ValueTask WriteAnchorAsync(TrailAnchor anchor, CancellationToken cancellationToken)
        {
            _steps.Pass("before-anchor");
            await identity.WriteAnchorAsync(anchor, cancellationToken);
            _steps.Pass("after-anchor");
        }
    }

    private sealed class SteppedSession(ILedgerSession inner, Steps steps) : ILedgerSession
    {
        public IPublicationStore Publications => inner.Publications;

        public IDeliveryStore Deliveries => inner.Deliveries;

        public IRenditionStore Renditions => inner.Renditions;

        public IGateStore Gates => inner.Gates;

        public ILimitStore Limits => inner.Limits;

        public ITrailStore Trail => inner.Trail;

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            steps.Pass("before-commit");
            await inner.CommitAsync(cancellationToken);
            steps.Pass("after-commit");
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
