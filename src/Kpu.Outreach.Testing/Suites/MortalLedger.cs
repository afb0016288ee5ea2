using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Testing.Suites;

/// <summary>A ledger as one process sees it: when the process has ended, nothing of it reaches the ledger any more.</summary>
internal sealed class MortalLedger(IDeliveryLedger inner, StepGate gate) : IDeliveryLedger
{
    public string Id => inner.Id;

    public async ValueTask<ILedgerSession> OpenAsync(LedgerAccess access, CancellationToken cancellationToken)
    {
        gate.Check();
        return new Session(await inner.OpenAsync(access, cancellationToken).ConfigureAwait(false), gate);
    }

    public ValueTask<IWorkerSeat?> TryJoinAsync(CancellationToken cancellationToken) => inner.TryJoinAsync(cancellationToken);

    /// <summary>The next process finds the ledger as it was.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(ILedgerSession inner, StepGate gate) : ILedgerSession
    {
        public IPublicationStore Publications => inner.Publications;

        public IDeliveryStore Deliveries => inner.Deliveries;

        public IRenditionStore Renditions => inner.Renditions;

        public IGateStore Gates => inner.Gates;

        public ILimitStore Limits => inner.Limits;

        public ITrailStore Trail => inner.Trail;

        public ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            gate.Check();
            return inner.CommitAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
