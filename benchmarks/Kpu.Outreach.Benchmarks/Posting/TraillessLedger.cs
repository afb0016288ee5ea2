using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Benchmarks.Posting;

/// <summary>A ledger that forgets its trail: entries are still made and hashed, and nothing of them is stored or remembered beside the file.</summary>
internal sealed class TraillessLedger(IDeliveryLedger inner) : IDeliveryLedger
{
    public string Id => inner.Id;

    public async ValueTask<ILedgerSession> OpenAsync(LedgerAccess access, CancellationToken cancellationToken) => new Session(await inner.OpenAsync(access, cancellationToken));

    public ValueTask<IWorkerSeat?> TryJoinAsync(CancellationToken cancellationToken) => inner.TryJoinAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Session(ILedgerSession inner) : ILedgerSession
    {
        public IPublicationStore Publications => inner.Publications;

        public IDeliveryStore Deliveries => inner.Deliveries;

        public IRenditionStore Renditions => inner.Renditions;

        public IGateStore Gates => inner.Gates;

        public ILimitStore Limits => inner.Limits;

        public ITrailStore Trail { get; } = new Forgetful();

        public ValueTask CommitAsync(CancellationToken cancellationToken) => inner.CommitAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Forgetful : ITrailStore
    {
        public ValueTask<TrailLink?> LastAsync(CancellationToken cancellationToken) => ValueTask.FromResult<TrailLink?>(null);

        public ValueTask AppendAsync(TrailLink link, IReadOnlyDictionary<long, TrailActor> actors, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<IReadOnlyList<TrailLink>> ReadAsync(long? publication, long after, int limit, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<TrailLink>>([]);

        public ValueTask<IReadOnlyDictionary<long, TrailActor>> ActorsAsync(long first, long last, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyDictionary<long, TrailActor>>(new Dictionary<long, TrailActor>());

        public ValueTask RemoveAsync(long last, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<int> EraseActorsAsync(long last, CancellationToken cancellationToken) => ValueTask.FromResult(0);
    }
}
