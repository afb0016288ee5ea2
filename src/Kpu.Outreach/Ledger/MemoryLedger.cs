using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Ledger;

/// <summary>A ledger in memory: for tests and trials. It forgets everything when the process ends, so it is not for real publishing.</summary>
/// <remarks>Thread-safe. A session that is not committed leaves nothing behind.</remarks>
public sealed class MemoryLedger : IDeliveryLedger
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _worker = new(1, 1);
    private readonly Tables _tables = new();

    /// <summary>Makes an empty ledger.</summary>
    /// <param name="id">Its id. Default: <c>memory</c>.</param>
    public MemoryLedger(string id = "memory") => Id = id;

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public async ValueTask<ILedgerSession> OpenAsync(bool write, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Session(_tables, _turn, write);
    }

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable?> TryBecomeWorkerAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IAsyncDisposable?>(_worker.Wait(0, CancellationToken.None) ? new Worker(_worker) : null);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _turn.Dispose();
        _worker.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Worker(SemaphoreSlim seat) : IAsyncDisposable
    {
        private int _left;

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) seat.Release();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Tables
    {
        public Dictionary<long, PublicationRow> Publications { get; } = [];

        public Dictionary<PublicationKey, long> Keys { get; } = [];

        public SortedDictionary<long, DeliveryRow> Deliveries { get; } = [];

        public SortedSet<(DateTimeOffset Due, long Id)> Due { get; } = [];

        public Dictionary<long, List<long>> ByPublication { get; } = [];

        public Dictionary<(long Delivery, int Part), ReceiptRow> Receipts { get; } = [];

        public Dictionary<ContentHash, Rendition> Renditions { get; } = [];

        public List<ApprovalRow> Approvals { get; } = [];

        public SortedDictionary<long, HoldRow> Holds { get; } = [];

        public Dictionary<string, CampaignRow> Campaigns { get; } = [];

        public List<ClosedTime> Closures { get; } = [];

        public Dictionary<string, FactRow> Facts { get; } = [];

        public Dictionary<string, long> Numbers { get; } = [];

        public List<TrailEntry> Trail { get; } = [];
    }

    private sealed class Session(Tables tables, SemaphoreSlim turn, bool write) : ILedgerSession, IPublicationStore, IDeliveryStore, IRenditionStore, IGateStore, ITrailStore
    {
        private readonly Stack<Action> _undo = new();
        private bool _open = true;
        private bool _over;

        public IPublicationStore Publications => Going;

        public IDeliveryStore Deliveries => Going;

        public IRenditionStore Renditions => Going;

        public IGateStore Gates => Going;

        public ITrailStore Trail => Going;

        private Session Going => _over ? throw new InvalidOperationException("After the commit a session is over.") : this;

        public ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _over = true;
            _undo.Clear();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            if (!_open) return ValueTask.CompletedTask;
            _open = false;
            while (_undo.TryPop(out var step)) step();
            turn.Release();
            return ValueTask.CompletedTask;
        }

        ValueTask<PublicationRow?> IPublicationStore.FindAsync(PublicationKey key, CancellationToken cancellationToken) =>
            ValueTask.FromResult(tables.Keys.TryGetValue(key, out var id) ? tables.Publications[id] : null);

        ValueTask<PublicationRow> IPublicationStore.GetAsync(long id, CancellationToken cancellationToken) => ValueTask.FromResult(tables.Publications[id]);

        ValueTask<long> IPublicationStore.AddAsync(PublicationRow row, CancellationToken cancellationToken)
        {
            Writing();
            if (tables.Keys.ContainsKey(row.Key)) throw new ArgumentException("The publication is there already.", nameof(row));
            var id = tables.Publications.Count + 1L;
            tables.Keys.Add(row.Key, id);
            tables.Publications.Add(id, row with { Id = id });
            _undo.Push(() => tables.Publications.Remove(id));
            _undo.Push(() => tables.Keys.Remove(row.Key));
            return ValueTask.FromResult(id);
        }

        ValueTask IPublicationStore.UpdateAsync(PublicationRow row, CancellationToken cancellationToken) =>
            tables.Publications.ContainsKey(row.Id) ? Set(tables.Publications, row.Id, row) : throw new KeyNotFoundException(FormattableString.Invariant($"There is no publication {row.Id}."));

        ValueTask<IReadOnlyList<PublicationRow>> IPublicationStore.ShownOnAsync(string account, CancellationToken cancellationToken) =>
            List(tables.Publications.Values.Where(p => p.State != PublicationState.NotYet && p.Key.Account == account).OrderBy(p => p.Id));

        ValueTask<IReadOnlyList<PublicationRow>> IPublicationStore.UnwantedAsync(long plan, long after, int limit, CancellationToken cancellationToken) =>
            List(tables.Publications.Values.Where(p => p.Id > after && p.Plan < plan && Of(p.Id).Any(d => !d.State.IsFinal())).OrderBy(p => p.Id).Take(limit));

        ValueTask<DeliveryRow?> IDeliveryStore.FindAsync(long id, CancellationToken cancellationToken) => ValueTask.FromResult(tables.Deliveries.GetValueOrDefault(id));

        ValueTask<long> IDeliveryStore.AddAsync(DeliveryRow row, CancellationToken cancellationToken)
        {
            Writing();
            var id = tables.Deliveries.Count + 1L;
            if (!tables.ByPublication.TryGetValue(row.Publication, out var siblings)) tables.ByPublication[row.Publication] = siblings = [];
            siblings.Add(id);
            _undo.Push(() => siblings.Remove(id));
            Store(row with { Id = id }, null);
            return ValueTask.FromResult(id);
        }

        ValueTask IDeliveryStore.UpdateAsync(DeliveryRow row, CancellationToken cancellationToken)
        {
            Store(row, tables.Deliveries[row.Id]);
            return ValueTask.CompletedTask;
        }

        ValueTask<IReadOnlyList<DeliveryRow>> IDeliveryStore.OfAsync(long publication, CancellationToken cancellationToken) => List(Of(publication));

        ValueTask<IReadOnlyList<DeliveryRow>> IDeliveryStore.DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
            List(tables.Due.TakeWhile(d => d.Due <= now).Take(limit).Select(d => tables.Deliveries[d.Id]));

        ValueTask<DateTimeOffset?> IDeliveryStore.NextDueAsync(DateTimeOffset now, IReadOnlyCollection<WaitReason> leaveOut, CancellationToken cancellationToken)
        {
            foreach (var (due, id) in tables.Due.GetViewBetween((now, long.MaxValue), (DateTimeOffset.MaxValue, long.MaxValue)))
                if (tables.Deliveries[id].WaitsFor is not { } reason || !leaveOut.Contains(reason)) return ValueTask.FromResult<DateTimeOffset?>(due);
            return ValueTask.FromResult<DateTimeOffset?>(null);
        }

        ValueTask<IReadOnlyList<DeliveryRow>> IDeliveryStore.InAsync(IReadOnlyList<DeliveryState> states, long after, int limit, CancellationToken cancellationToken) =>
            List(tables.Deliveries.Values.Where(d => d.Id > after && (states.Count == 0 || states.Contains(d.State))).Take(limit));

        ValueTask IDeliveryStore.SetReceiptAsync(ReceiptRow row, CancellationToken cancellationToken) => Set(tables.Receipts, (row.Delivery, row.Part), row);

        ValueTask<IReadOnlyList<ReceiptRow>> IDeliveryStore.ReceiptsAsync(long delivery, CancellationToken cancellationToken) =>
            List(tables.Receipts.Values.Where(r => r.Delivery == delivery).OrderBy(r => r.Part));

        ValueTask IRenditionStore.AddAsync(Rendition rendition, CancellationToken cancellationToken) =>
            tables.Renditions.ContainsKey(rendition.Hash) ? ValueTask.CompletedTask : Set(tables.Renditions, rendition.Hash, rendition);

        ValueTask<Rendition?> IRenditionStore.FindAsync(ContentHash hash, CancellationToken cancellationToken) => ValueTask.FromResult(tables.Renditions.GetValueOrDefault(hash));

        ValueTask<bool> IGateStore.AddApprovalAsync(ApprovalRow row, CancellationToken cancellationToken)
        {
            if (tables.Approvals.Exists(a => a.Campaign == row.Campaign && a.Rendition == row.Rendition && string.Equals(a.By, row.By, StringComparison.OrdinalIgnoreCase)))
                return ValueTask.FromResult(false);
            Writing();
            tables.Approvals.Add(row);
            _undo.Push(() => tables.Approvals.Remove(row));
            return ValueTask.FromResult(true);
        }

        ValueTask<IReadOnlyList<ApprovalRow>> IGateStore.ApprovalsAsync(string campaign, ContentHash rendition, CancellationToken cancellationToken) =>
            List(tables.Approvals.Where(a => a.Campaign == campaign && a.Rendition == rendition));

        async ValueTask<long> IGateStore.SetHoldAsync(HoldRow row, CancellationToken cancellationToken)
        {
            var id = row.Id == 0 ? tables.Holds.Count + 1L : row.Id;
            await Set(tables.Holds, id, row with { Id = id }).ConfigureAwait(false);
            return id;
        }

        ValueTask<IReadOnlyList<HoldRow>> IGateStore.HoldsAsync(CancellationToken cancellationToken) => List(tables.Holds.Values);

        async ValueTask IGateStore.SetRulesAsync(IReadOnlyList<CampaignRow> campaigns, IReadOnlyList<ClosedTime>? closures, IReadOnlyList<FactRow> facts, CancellationToken cancellationToken)
        {
            foreach (var campaign in campaigns) await Set(tables.Campaigns, campaign.Id, campaign).ConfigureAwait(false);
            foreach (var fact in facts) await Set(tables.Facts, fact.Id, fact).ConfigureAwait(false);
            Writing();
            if (closures is null) return;
            var old = tables.Closures.ToList();
            tables.Closures.Clear();
            tables.Closures.AddRange(closures);
            _undo.Push(() =>
            {
                tables.Closures.Clear();
                tables.Closures.AddRange(old);
            });
        }

        ValueTask<GateRules> IGateStore.RulesAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(new GateRules(new Dictionary<string, CampaignRow>(tables.Campaigns), [.. tables.Closures], new Dictionary<string, FactRow>(tables.Facts)));

        ValueTask<long> IGateStore.NumberAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(tables.Numbers.GetValueOrDefault(name));

        ValueTask IGateStore.SetNumberAsync(string name, long value, CancellationToken cancellationToken) => Set(tables.Numbers, name, value);

        ValueTask<TrailEntry?> ITrailStore.LastAsync(CancellationToken cancellationToken) => ValueTask.FromResult(tables.Trail.LastOrDefault());

        ValueTask ITrailStore.AppendAsync(IReadOnlyList<TrailEntry> entries, CancellationToken cancellationToken)
        {
            Writing();
            var before = tables.Trail.Count;
            if (entries.Count > 0 && entries[0].Number <= before) throw new ArgumentException("The trail has that entry already.", nameof(entries));
            tables.Trail.AddRange(entries);
            _undo.Push(() => tables.Trail.RemoveRange(before, tables.Trail.Count - before));
            return ValueTask.CompletedTask;
        }

        ValueTask<IReadOnlyList<TrailEntry>> ITrailStore.ReadAsync(long? publication, long after, int limit, CancellationToken cancellationToken) =>
            List(tables.Trail.Where(t => t.Number > after && (publication is null || t.Publication == publication)).Take(limit));

        private void Writing()
        {
            if (!write) throw new InvalidOperationException("A reading session does not write.");
        }

        private IEnumerable<DeliveryRow> Of(long publication) =>
            tables.ByPublication.TryGetValue(publication, out var ids) ? ids.Select(id => tables.Deliveries[id]) : [];

        private void Store(DeliveryRow row, DeliveryRow? old)
        {
            Writing();
            if (old?.Due is { } before) tables.Due.Remove((before, row.Id));
            if (row.Due is { } due) tables.Due.Add((due, row.Id));
            tables.Deliveries[row.Id] = row;
            _undo.Push(() =>
            {
                if (row.Due is { } added) tables.Due.Remove((added, row.Id));
                if (old is null) tables.Deliveries.Remove(row.Id);
                else tables.Deliveries[row.Id] = old;
                if (old?.Due is { } again) tables.Due.Add((again, row.Id));
            });
        }

        private ValueTask Set<TKey, TValue>(IDictionary<TKey, TValue> table, TKey key, TValue value)
            where TKey : notnull
        {
            Writing();
            var had = table.TryGetValue(key, out var old);
            table[key] = value;
            _undo.Push(() =>
            {
                if (had) table[key] = old!;
                else table.Remove(key);
            });
            return ValueTask.CompletedTask;
        }

        private static ValueTask<IReadOnlyList<T>> List<T>(IEnumerable<T> rows) => ValueTask.FromResult<IReadOnlyList<T>>([.. rows]);
    }
}
