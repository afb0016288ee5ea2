using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.CrashBench.Worker;

/// <summary>A ledger with a boundary on either side of every opening and every commit.</summary>
internal sealed class SteppedLedger(IDeliveryLedger inner, Steps steps) : IDeliveryLedger
{
    public string Id => inner.Id;

    public async ValueTask<ILedgerSession> OpenAsync(bool write, CancellationToken cancellationToken)
    {
        steps.Pass(write ? "before-open" : "before-read");
        var session = await inner.OpenAsync(write, cancellationToken);
        steps.Pass(write ? "after-open" : "after-read");
        return write ? new SteppedSession(session, steps) : session;
    }

    public ValueTask<IAsyncDisposable?> TryBecomeWorkerAsync(CancellationToken cancellationToken) => inner.TryBecomeWorkerAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class SteppedSession(ILedgerSession inner, Steps steps) : ILedgerSession
    {
        public IPublicationStore Publications => inner.Publications;

        public IDeliveryStore Deliveries => inner.Deliveries;

        public IRenditionStore Renditions => inner.Renditions;

        public IGateStore Gates => inner.Gates;

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
