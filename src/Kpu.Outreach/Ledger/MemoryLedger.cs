using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Ledger;

/// <summary>A ledger in memory: for tests and trials. It forgets everything when the process ends, so it is not for real publishing.</summary>
/// <remarks>Thread-safe. Sessions take turns. A session that is not committed leaves nothing behind. It takes one worker.</remarks>
public sealed class MemoryLedger : IDeliveryLedger
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _worker = new(1, 1);
    private readonly Tables _tables = new();
    private readonly ChangeSignal _changes = new();

    /// <summary>Makes an empty ledger.</summary>
    /// <param name="id">Its id. Default: <c>memory</c>.</param>
    public MemoryLedger(string id = "memory") => Id = id;

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public async ValueTask<ILedgerSession> OpenAsync(LedgerAccess access, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Session(this, access);
    }

    /// <inheritdoc/>
    public ValueTask<IWorkerSeat?> TryJoinAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IWorkerSeat?>(_worker.Wait(0, CancellationToken.None) ? new Seat(this) : null);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _turn.Dispose();
        _worker.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Seat(MemoryLedger ledger) : IWorkerSeat
    {
        private long _seen = ledger._changes.Count;
        private int _left;

        public bool IsAlone => true;

        public async ValueTask WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken) =>
            _seen = await ledger._changes.WaitAsync(_seen, atMost, clock, cancellationToken).ConfigureAwait(false);

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) ledger._worker.Release();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Tables
    {
        public SortedDictionary<long, PublicationRow> Publications { get; } = [];

        public Dictionary<PublicationKey, long> Keys { get; } = [];

        public SortedDictionary<long, DeliveryRow> Deliveries { get; } = [];

        public SortedDictionary<string, SortedSet<(DateTimeOffset Due, long Id)>> Due { get; } = new(StringComparer.Ordinal);

        public SortedSet<(DateTimeOffset Until, long Id)> Leases { get; } = [];

        public Dictionary<long, List<long>> ByPublication { get; } = [];

        public SortedDictionary<(long Delivery, int Part), ReceiptRow> Receipts { get; } = [];

        public Dictionary<ContentHash, Rendition> Renditions { get; } = [];

        public List<ApprovalRow> Approvals { get; } = [];

        public Dictionary<ContentHash, HashSet<WordingRow>> Wordings { get; } = [];

        public SortedDictionary<long, HoldRow> Holds { get; } = [];

        public Dictionary<string, CampaignRow> Campaigns { get; } = [];

        public List<ClosedTime> Closures { get; } = [];

        public Dictionary<string, FactRow> Facts { get; } = [];

        public Dictionary<string, long> Numbers { get; } = [];

        public Dictionary<string, LimitRow> Limits { get; } = new(StringComparer.Ordinal);

        public List<TrailLink> Trail { get; } = [];

        public SortedDictionary<long, TrailActor> Actors { get; } = [];
    }

    private sealed class Session(MemoryLedger ledger, LedgerAccess access) : ILedgerSession, IPublicationStore, IDeliveryStore, IRenditionStore, IGateStore, ILimitStore, ITrailStore
    {
        private readonly Tables _tables = ledger._tables;
        private readonly Stack<Action> _undo = new();
        private bool _open = true;
        private bool _over;

        public IPublicationStore Publications => Going;

        public IDeliveryStore Deliveries => Going;

        public IRenditionStore Renditions => Going;

        public IGateStore Gates => Going;

        public ILimitStore Limits => Going;

        public ITrailStore Trail => Going;

        private Session Going => _over ? throw new InvalidOperationException("After the commit a session is over.") : this;

        public ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _over = true;
            _undo.Clear();
            if (access == LedgerAccess.Change) ledger._changes.Tell();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            if (!_open) return ValueTask.CompletedTask;
            _open = false;
            while (_undo.TryPop(out var step)) step();
            ledger._turn.Release();
            return ValueTask.CompletedTask;
        }

        ValueTask<IReadOnlyList<PublicationRow>> IPublicationStore.FindAsync(IReadOnlyCollection<PublicationKey> keys, CancellationToken cancellationToken) =>
            List(keys.Where(_tables.Keys.ContainsKey).Select(k => _tables.Publications[_tables.Keys[k]]));

        ValueTask<IReadOnlyList<PublicationRow>> IPublicationStore.ReadAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) => Rows(_tables.Publications, ids);

        ValueTask IPublicationStore.AddAsync(IReadOnlyCollection<PublicationRow> rows, CancellationToken cancellationToken)
        {
            Writing();
            foreach (var row in rows)
            {
                if (_tables.Keys.ContainsKey(row.Key) || _tables.Publications.ContainsKey(row.Id)) throw new ArgumentException("The publication is there already.", nameof(rows));
                _tables.Keys.Add(row.Key, row.Id);
                _tables.Publications.Add(row.Id, row);
                _undo.Push(() => _tables.Publications.Remove(row.Id));
                _undo.Push(() => _tables.Keys.Remove(row.Key));
            }

            return ValueTask.CompletedTask;
        }

        ValueTask IPublicationStore.UpdateAsync(IReadOnlyCollection<PublicationRow> rows, CancellationToken cancellationToken)
        {
            foreach (var row in rows)
            {
                if (!_tables.Publications.ContainsKey(row.Id)) throw new KeyNotFoundException(FormattableString.Invariant($"There is no publication {row.Id}."));
                Set(_tables.Publications, row.Id, row);
            }

            return ValueTask.CompletedTask;
        }

        ValueTask<IReadOnlyList<PublicationRow>> IPublicationStore.ShownOnAsync(string account, CancellationToken cancellationToken) =>
            List(_tables.Publications.Values.Where(p => p.State != PublicationState.NotYet && p.Key.Account == account));

        ValueTask<IReadOnlyList<PublicationRow>> IPublicationStore.NamedAsync(string campaign, string material, string occurrence, CancellationToken cancellationToken) =>
            List(_tables.Publications.Values.Where(p => p.Key.Campaign == campaign && p.Key.Material == material && p.Key.Occurrence == occurrence));

        ValueTask<IReadOnlyList<PublicationRow>> IPublicationStore.UnwantedAsync(long plan, long after, int limit, CancellationToken cancellationToken) =>
            List(_tables.Publications.Values.Where(p => p.Id > after && p.Plan < plan && Of(p.Id).Any(d => !d.State.IsFinal())).Take(limit));

        ValueTask<IReadOnlyList<DeliveryRow>> IDeliveryStore.ReadAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken) => Rows(_tables.Deliveries, ids);

        ValueTask IDeliveryStore.AddAsync(IReadOnlyCollection<DeliveryRow> rows, CancellationToken cancellationToken)
        {
            Writing();
            foreach (var row in rows)
            {
                if (_tables.Deliveries.ContainsKey(row.Id)) throw new ArgumentException("The delivery is there already.", nameof(rows));
                if (!_tables.ByPublication.TryGetValue(row.Publication, out var siblings)) _tables.ByPublication[row.Publication] = siblings = [];
                siblings.Add(row.Id);
                _undo.Push(() => siblings.Remove(row.Id));
                Store(row, null);
            }

            return ValueTask.CompletedTask;
        }

        ValueTask IDeliveryStore.UpdateAsync(IReadOnlyCollection<DeliveryRow> rows, CancellationToken cancellationToken)
        {
            Writing();
            foreach (var row in rows) Store(row, _tables.Deliveries[row.Id]);
            return ValueTask.CompletedTask;
        }

        ValueTask<IReadOnlyList<DeliveryRow>> IDeliveryStore.OfAsync(IReadOnlyCollection<long> publications, CancellationToken cancellationToken) =>
            List(publications.Distinct().SelectMany(Of).OrderBy(d => d.Id));

        ValueTask<IReadOnlyList<string>> IDeliveryStore.TakeAsync(IReadOnlyCollection<string> accounts, bool wait, CancellationToken cancellationToken)
        {
            Writing();
            return List(accounts);
        }

        ValueTask<IReadOnlyList<string>> IDeliveryStore.DueAccountsAsync(DateTimeOffset now, string? after, int limit, CancellationToken cancellationToken) =>
            List(_tables.Due.Where(a => (after is null || string.CompareOrdinal(a.Key, after) > 0) && a.Value.Count > 0 && a.Value.Min.Due <= now).Select(a => a.Key).Take(limit));

        ValueTask<IReadOnlyList<DeliveryRow>> IDeliveryStore.DueAsync(IReadOnlyCollection<AccountShare> shares, DateTimeOffset now, CancellationToken cancellationToken) =>
            List(shares.SelectMany(s =>
            {
                var due = (_tables.Due.TryGetValue(s.Account, out var queue) ? queue.TakeWhile(d => d.Due <= now) : []).Select(d => _tables.Deliveries[d.Id]);
                return (s.InOrder ? due.OrderBy(d => d.Intended).ThenBy(d => d.Id) : due).Take(s.Limit);
            }));

        ValueTask<IReadOnlyList<DeliveryRow>> IDeliveryStore.AwaitedAsync(IReadOnlyCollection<string> accounts, CancellationToken cancellationToken) =>
            List(accounts.Distinct(StringComparer.Ordinal).Where(_tables.Due.ContainsKey).SelectMany(a => _tables.Due[a]).Select(d => _tables.Deliveries[d.Id])
                .Where(d => d.WaitsFor is WaitReason.Limit or WaitReason.Retry or WaitReason.Platform or WaitReason.Proof).OrderBy(d => d.Id));

        ValueTask<DateTimeOffset?> IDeliveryStore.NextDueAsync(DateTimeOffset now, IReadOnlyCollection<WaitReason> only, CancellationToken cancellationToken)
        {
            var moments = _tables.Due.Values.SelectMany(a => a.GetViewBetween((now, long.MaxValue), (DateTimeOffset.MaxValue, long.MaxValue))
                    .Where(d => only.Count == 0 || (_tables.Deliveries[d.Id].WaitsFor is { } reason && only.Contains(reason))).Take(1).Select(d => d.Due))
                .Concat(_tables.Leases.GetViewBetween((now, long.MaxValue), (DateTimeOffset.MaxValue, long.MaxValue)).Take(1).Select(l => l.Until));
            return ValueTask.FromResult<DateTimeOffset?>(moments.Order().Select(m => (DateTimeOffset?)m).FirstOrDefault());
        }

        ValueTask<IReadOnlyList<DeliveryRow>> IDeliveryStore.LeasedAsync(DateTimeOffset? until, int limit, CancellationToken cancellationToken) =>
            List(_tables.Leases.TakeWhile(l => until is null || l.Until <= until).Take(limit).Select(l => _tables.Deliveries[l.Id]));

        ValueTask<IReadOnlySet<string>> IDeliveryStore.BusyAsync(IReadOnlyCollection<string> accounts, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlySet<string>>(_tables.Leases.Select(l => _tables.Deliveries[l.Id].Account).Intersect(accounts).ToHashSet(StringComparer.Ordinal));

        ValueTask<IReadOnlyList<DeliveryRow>> IDeliveryStore.InAsync(IReadOnlyCollection<DeliveryState> states, long after, int limit, CancellationToken cancellationToken) =>
            List(_tables.Deliveries.Values.Where(d => d.Id > after && (states.Count == 0 || states.Contains(d.State))).Take(limit));

        ValueTask<IReadOnlyList<OpenCount>> IDeliveryStore.CountOpenAsync(DateTimeOffset now, TimeSpan grace, CancellationToken cancellationToken) =>
            List(_tables.Deliveries.Values.Where(d => !d.State.IsFinal())
                .GroupBy(d => (d.State, d.WaitsFor, Come: d.Intended <= now, Overdue: d.Due + grace < now || d.LeaseUntil + grace < now))
                .Select(g => new OpenCount(g.Key.State, g.Key.WaitsFor, g.Key.Come, g.Key.Overdue, g.Count())));

        ValueTask IDeliveryStore.SetReceiptsAsync(IReadOnlyCollection<ReceiptRow> rows, CancellationToken cancellationToken)
        {
            Writing();
            foreach (var row in rows) Set(_tables.Receipts, (row.Delivery, row.Part), row);
            return ValueTask.CompletedTask;
        }

        ValueTask<IReadOnlyList<ReceiptRow>> IDeliveryStore.ReceiptsAsync(IReadOnlyCollection<long> deliveries, CancellationToken cancellationToken) =>
            List(_tables.Receipts.Values.Where(r => deliveries.Contains(r.Delivery)));

        ValueTask IRenditionStore.AddAsync(IReadOnlyCollection<Rendition> renditions, CancellationToken cancellationToken)
        {
            Writing();
            foreach (var rendition in renditions)
                if (!_tables.Renditions.ContainsKey(rendition.Hash)) Set(_tables.Renditions, rendition.Hash, rendition);
            return ValueTask.CompletedTask;
        }

        ValueTask<Rendition?> IRenditionStore.FindAsync(ContentHash hash, CancellationToken cancellationToken) => ValueTask.FromResult(_tables.Renditions.GetValueOrDefault(hash));

        ValueTask<bool> IGateStore.AddApprovalAsync(ApprovalRow row, CancellationToken cancellationToken)
        {
            if (_tables.Approvals.Exists(a => a.Campaign == row.Campaign && a.Rendition == row.Rendition && a.Kind == row.Kind && a.Delivery == row.Delivery && string.Equals(a.By, row.By, StringComparison.OrdinalIgnoreCase)))
                return ValueTask.FromResult(false);
            Writing();
            _tables.Approvals.Add(row);
            _undo.Push(() => _tables.Approvals.Remove(row));
            return ValueTask.FromResult(true);
        }

        ValueTask<IReadOnlyList<ApprovalRow>> IGateStore.ApprovalsAsync(IReadOnlyCollection<ContentHash> renditions, CancellationToken cancellationToken) =>
            List(_tables.Approvals.Where(a => renditions.Contains(a.Rendition)));

        ValueTask<int> IGateStore.RemoveApprovalsAsync(DateTimeOffset before, IReadOnlySet<ContentHash> except, CancellationToken cancellationToken)
        {
            Writing();
            List<ApprovalRow> all = [.. _tables.Approvals];
            _undo.Push(() =>
            {
                _tables.Approvals.Clear();
                _tables.Approvals.AddRange(all);
            });
            return ValueTask.FromResult(_tables.Approvals.RemoveAll(a => a.At < before && !except.Contains(a.Rendition)));
        }

        ValueTask IGateStore.AddWordingsAsync(IReadOnlyCollection<WordingRow> rows, CancellationToken cancellationToken)
        {
            Writing();
            foreach (var row in rows)
            {
                if (!_tables.Wordings.TryGetValue(row.Words, out var names)) _tables.Wordings[row.Words] = names = [];
                if (names.Add(row)) _undo.Push(() => names.Remove(row));
            }

            return ValueTask.CompletedTask;
        }

        ValueTask<IReadOnlyList<WordingRow>> IGateStore.WordingsAsync(IReadOnlyCollection<ContentHash> words, CancellationToken cancellationToken) =>
            List(words.Distinct().SelectMany(w => _tables.Wordings.GetValueOrDefault(w) ?? []));

        ValueTask<long> IGateStore.SetHoldAsync(HoldRow row, CancellationToken cancellationToken)
        {
            var id = row.Id == 0 ? _tables.Holds.Count + 1L : row.Id;
            Set(_tables.Holds, id, row with { Id = id });
            return ValueTask.FromResult(id);
        }

        ValueTask<IReadOnlyList<HoldRow>> IGateStore.HoldsAsync(CancellationToken cancellationToken) => List(_tables.Holds.Values);

        ValueTask IGateStore.SetRulesAsync(IReadOnlyList<CampaignRow> campaigns, IReadOnlyList<ClosedTime>? closures, IReadOnlyList<FactRow> facts, CancellationToken cancellationToken)
        {
            foreach (var campaign in campaigns) Set(_tables.Campaigns, campaign.Id, campaign);
            foreach (var fact in facts) Set(_tables.Facts, fact.Id, fact);
            Writing();
            if (closures is null) return ValueTask.CompletedTask;
            var old = _tables.Closures.ToList();
            _tables.Closures.Clear();
            _tables.Closures.AddRange(closures);
            _undo.Push(() =>
            {
                _tables.Closures.Clear();
                _tables.Closures.AddRange(old);
            });
            return ValueTask.CompletedTask;
        }

        ValueTask<GateRules> IGateStore.RulesAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(new GateRules(new Dictionary<string, CampaignRow>(_tables.Campaigns), [.. _tables.Closures], new Dictionary<string, FactRow>(_tables.Facts)));

        ValueTask<long> IGateStore.NumberAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(_tables.Numbers.GetValueOrDefault(name));

        ValueTask IGateStore.SetNumberAsync(string name, long value, CancellationToken cancellationToken)
        {
            Set(_tables.Numbers, name, value);
            return ValueTask.CompletedTask;
        }

        ValueTask<IReadOnlyList<LimitRow>> ILimitStore.ReadAsync(IReadOnlyCollection<string> domains, bool alone, CancellationToken cancellationToken) =>
            List(domains.Distinct(StringComparer.Ordinal).Where(_tables.Limits.ContainsKey).Select(d => _tables.Limits[d]));

        ValueTask<IReadOnlyList<LimitRow>> ILimitStore.BlockedAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
            List(_tables.Limits.Values.Where(r => r.BlockedUntil > now));

        ValueTask ILimitStore.SetAsync(IReadOnlyCollection<LimitRow> rows, CancellationToken cancellationToken)
        {
            Writing();
            foreach (var row in rows) Set(_tables.Limits, row.Domain, row with { Tokens = Math.Round(row.Tokens * 1_000_000) / 1_000_000 });
            return ValueTask.CompletedTask;
        }

        ValueTask<TrailLink?> ITrailStore.LastAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_tables.Trail.LastOrDefault());

        ValueTask ITrailStore.AppendAsync(TrailLink link, IReadOnlyDictionary<long, TrailActor> actors, CancellationToken cancellationToken)
        {
            Writing();
            if (link.Number <= (_tables.Trail.LastOrDefault()?.Number ?? 0)) throw new ArgumentException("The trail has that link already.", nameof(link));
            _tables.Trail.Add(link);
            _undo.Push(() => _tables.Trail.Remove(link));
            foreach (var (entry, actor) in actors) Set(_tables.Actors, entry, actor);
            return ValueTask.CompletedTask;
        }

        ValueTask<IReadOnlyList<TrailLink>> ITrailStore.ReadAsync(long? publication, long after, int limit, CancellationToken cancellationToken) =>
            List(_tables.Trail.Where(l => l.Number > after && (publication is not { } of || l.MayTellOf(of))).Take(limit));

        ValueTask<IReadOnlyDictionary<long, TrailActor>> ITrailStore.ActorsAsync(long first, long last, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyDictionary<long, TrailActor>>(_tables.Actors.Where(a => a.Key >= first && a.Key <= last).ToDictionary());

        ValueTask ITrailStore.RemoveAsync(long last, CancellationToken cancellationToken)
        {
            Writing();
            if (_tables.Trail.Count == 0 || last >= _tables.Trail[^1].Number) throw new ArgumentOutOfRangeException(nameof(last), last, "The last link stays.");
            List<TrailLink> removed = [.. _tables.Trail.TakeWhile(l => l.Number <= last)];
            _tables.Trail.RemoveRange(0, removed.Count);
            _undo.Push(() => _tables.Trail.InsertRange(0, removed));
            return ValueTask.CompletedTask;
        }

        ValueTask<int> ITrailStore.EraseActorsAsync(long last, CancellationToken cancellationToken)
        {
            Writing();
            List<KeyValuePair<long, TrailActor>> erased = [.. _tables.Actors.TakeWhile(a => a.Key <= last)];
            foreach (var (entry, actor) in erased)
            {
                _tables.Actors.Remove(entry);
                _undo.Push(() => _tables.Actors[entry] = actor);
            }

            return ValueTask.FromResult(erased.Count);
        }

        private static ValueTask<IReadOnlyList<T>> Rows<T>(SortedDictionary<long, T> table, IReadOnlyCollection<long> ids) =>
            List(ids.Distinct().Order().Where(table.ContainsKey).Select(id => table[id]));

        private static ValueTask<IReadOnlyList<T>> List<T>(IEnumerable<T> rows) => ValueTask.FromResult<IReadOnlyList<T>>([.. rows]);

        private void Writing()
        {
            if (access == LedgerAccess.Read) throw new InvalidOperationException("A reading session does not write.");
        }

        private IEnumerable<DeliveryRow> Of(long publication) =>
            _tables.ByPublication.TryGetValue(publication, out var ids) ? ids.Select(id => _tables.Deliveries[id]) : [];

        private void Store(DeliveryRow row, DeliveryRow? old)
        {
            Index(old, row);
            _tables.Deliveries[row.Id] = row;
            _undo.Push(() =>
            {
                Index(row, old);
                if (old is null) _tables.Deliveries.Remove(row.Id);
                else _tables.Deliveries[row.Id] = old;
            });
        }

        private void Index(DeliveryRow? from, DeliveryRow? to)
        {
            if (from?.Due is { } before) _tables.Due[from.Account].Remove((before, from.Id));
            if (from?.LeaseUntil is { } lease) _tables.Leases.Remove((lease, from.Id));
            if (to?.LeaseUntil is { } until) _tables.Leases.Add((until, to.Id));
            if (to?.Due is not { } due) return;
            if (!_tables.Due.TryGetValue(to.Account, out var queue)) _tables.Due[to.Account] = queue = [];
            queue.Add((due, to.Id));
        }

        private void Set<TKey, TValue>(IDictionary<TKey, TValue> table, TKey key, TValue value)
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
        }
    }
}
