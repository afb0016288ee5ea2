using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Ledger;

/// <summary>
/// One transaction as a unit of work: rows are read once, changed in memory, and written together, so that a ledger across a network is asked a few times a turn and not a few times a delivery.
/// With it goes what every operation needs: the moment, the gates, and the trail, which is written with the commit. Not thread-safe.
/// </summary>
internal sealed class LedgerWork : IAsyncDisposable
{
    /// <summary>The kind of an approval that no person gave.</summary>
    public const string ByPlan = "plan";

    /// <summary>The kind of an approval by which a likely duplicate may go out.</summary>
    public const string OfDuplicate = "duplicate";

    /// <summary>The kind of an approval that one person gave where the campaign asks for two.</summary>
    public const string InEmergency = "emergency";

    /// <summary>The cause of a retraction behind whose proof the publication is issued anew, and of that issue.</summary>
    public const string Reissue = "reissue";

    private const string LastPublication = "publications";
    private const string LastDelivery = "deliveries";

    private readonly IDeliveryLedger _ledger;
    private readonly GateView _gates;
    private readonly List<TrailEntry> _trail = [];
    private readonly Dictionary<long, DeliveryRow> _deliveries = [];
    private readonly Dictionary<long, PublicationRow> _publications = [];
    private readonly Dictionary<PublicationKey, long> _keys = [];
    private readonly Dictionary<WordingRow, List<long>> _named = [];
    private readonly Dictionary<long, List<long>> _families = [];
    private readonly HashSet<long> _newDeliveries = [];
    private readonly HashSet<long> _newPublications = [];
    private readonly HashSet<long> _changedDeliveries = [];
    private readonly HashSet<long> _changedPublications = [];
    private readonly List<ReceiptRow> _receipts = [];
    private readonly Dictionary<ContentHash, Rendition> _renditions = [];
    private readonly Dictionary<string, long> _numbers = [];
    private bool _gatesMet;
    private bool _gatesChanged;

    private LedgerWork(IDeliveryLedger ledger, ILedgerSession session, DateTimeOffset now, GateView gates) => (_ledger, Session, Now, _gates) = (ledger, session, now, gates);

    /// <summary>The session, for what is neither a publication nor a delivery. Rows of those are read and written through this unit of work alone.</summary>
    public ILedgerSession Session { get; }

    public DateTimeOffset Now { get; }

    /// <summary>Who moves what is moved: the tables of moves ask. A turn does several things one after the other and says which.</summary>
    public LifeMovers By { get; set; }

    /// <param name="ledger">The ledger.</param>
    /// <param name="access">What for.</param>
    /// <param name="now">The moment.</param>
    /// <param name="gates">What an earlier transaction read of the gates; null to read it anew.</param>
    /// <param name="cancellationToken">Stops waiting for the turn.</param>
    public static async ValueTask<LedgerWork> OpenAsync(IDeliveryLedger ledger, LedgerAccess access, DateTimeOffset now, GateView? gates, CancellationToken cancellationToken) =>
        new(ledger, await ledger.OpenAsync(access, cancellationToken).ConfigureAwait(false), now, gates ?? new GateView());

    public async ValueTask<GateRules> RulesAsync(CancellationToken cancellationToken) =>
        await (await GatesAsync(cancellationToken).ConfigureAwait(false)).RulesAsync(Session.Gates, cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<HoldRow>> HoldsAsync(CancellationToken cancellationToken) =>
        await (await GatesAsync(cancellationToken).ConfigureAwait(false)).HoldsAsync(Session.Gates, cancellationToken).ConfigureAwait(false);

    public async ValueTask<Approvers> ApproversAsync(string campaign, ContentHash rendition, CancellationToken cancellationToken) =>
        await (await GatesAsync(cancellationToken).ConfigureAwait(false)).ApproversAsync(Session.Gates, campaign, rendition, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads the approvals of many renditions in one go.</summary>
    public async ValueTask LoadApprovalsAsync(IEnumerable<ContentHash> renditions, CancellationToken cancellationToken) =>
        await (await GatesAsync(cancellationToken).ConfigureAwait(false)).LoadApprovalsAsync(Session.Gates, renditions, cancellationToken).ConfigureAwait(false);

    public async ValueTask<bool> ApproveAsync(ApprovalRow approval, CancellationToken cancellationToken)
    {
        // The same person in another spelling is the same person.
        var row = approval with { By = approval.By.Trim().Normalize() };
        if (!await Session.Gates.AddApprovalAsync(row, cancellationToken).ConfigureAwait(false)) return false;
        _gates.ForgetApprovals(row.Rendition);
        _gatesChanged = true;
        return true;
    }

    public async ValueTask<bool> SharesWordingsAsync(CancellationToken cancellationToken) =>
        await (await GatesAsync(cancellationToken).ConfigureAwait(false)).SharesWordingsAsync(Session.Gates, cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<WordingRow>> WordingsAsync(ContentHash words, CancellationToken cancellationToken) =>
        await (await GatesAsync(cancellationToken).ConfigureAwait(false)).WordingsAsync(Session.Gates, words, cancellationToken).ConfigureAwait(false);

    /// <summary>Adds names of words that are new, and counts the words that now have more than one.</summary>
    public async ValueTask AddWordingsAsync(IReadOnlyCollection<WordingRow> rows, CancellationToken cancellationToken)
    {
        var known = (await Session.Gates.WordingsAsync([.. rows.Select(r => r.Words).Distinct()], cancellationToken).ConfigureAwait(false)).ToHashSet();
        var added = rows.Where(r => !known.Contains(r)).Distinct().ToList();
        if (added.Count == 0) return;
        await Session.Gates.AddWordingsAsync(added, cancellationToken).ConfigureAwait(false);
        var before = known.ToLookup(r => r.Words, NameOf);
        var shared = added.GroupBy(r => r.Words).Count(g => before[g.Key].Distinct().Count() < 2 && before[g.Key].Concat(g.Select(NameOf)).Distinct().Count() > 1);
        if (shared > 0)
            await Session.Gates.SetNumberAsync(GateView.SharedWordings, await Session.Gates.NumberAsync(GateView.SharedWordings, cancellationToken).ConfigureAwait(false) + shared, cancellationToken).ConfigureAwait(false);
        GatesChanged();

        static (string, string, string) NameOf(WordingRow row) => (row.Campaign, row.Material, PublicationKey.ActivityOf(row.Occurrence));
    }

    /// <summary>The publications of one name on all accounts, as they stand in this unit of work, with the deliveries of those that are open.</summary>
    public async ValueTask<IReadOnlyList<PublicationRow>> NamedAsync(WordingRow name, CancellationToken cancellationToken)
    {
        if (!_named.TryGetValue(name, out var ids))
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            var rows = await Session.Publications.NamedAsync(name.Campaign, name.Material, name.Occurrence, cancellationToken).ConfigureAwait(false);
            foreach (var row in rows) Keep(row);
            _named[name] = ids = [.. rows.Select(r => r.Id)];
            await LoadFamiliesAsync([.. rows.Where(r => r.Open > 0).Select(r => r.Id)], cancellationToken).ConfigureAwait(false);
        }

        return ids.ConvertAll(id => _publications[id]);
    }

    /// <summary>Says that rules or holds were changed in this session: they are read anew, here and in every other transaction.</summary>
    public void GatesChanged()
    {
        _gates.Forget();
        _gatesMet = true;
        _gatesChanged = true;
    }

    /// <summary>Reads deliveries and their publications in two goes.</summary>
    public async ValueTask LoadAsync(IEnumerable<long> deliveries, CancellationToken cancellationToken)
    {
        var missing = deliveries.Where(id => !_deliveries.ContainsKey(id)).Distinct().ToList();
        if (missing.Count > 0)
            foreach (var row in await Session.Deliveries.ReadAsync(missing, cancellationToken).ConfigureAwait(false)) _deliveries[row.Id] = row;
        await LoadPublicationsAsync(missing.Where(_deliveries.ContainsKey).Select(id => _deliveries[id].Publication), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask LoadPublicationsAsync(IEnumerable<long> publications, CancellationToken cancellationToken)
    {
        var missing = publications.Where(id => !_publications.ContainsKey(id)).Distinct().ToList();
        if (missing.Count == 0) return;
        _publications.EnsureCapacity(_publications.Count + missing.Count);
        foreach (var row in await Session.Publications.ReadAsync(missing, cancellationToken).ConfigureAwait(false)) _publications.TryAdd(row.Id, row);
    }

    /// <summary>Finds publications by their keys, with all their deliveries, in two goes.</summary>
    public async ValueTask LoadAsync(IReadOnlyCollection<PublicationKey> keys, CancellationToken cancellationToken)
    {
        var missing = keys.Where(k => !_keys.ContainsKey(k)).Distinct().ToList();
        if (missing.Count == 0) return;
        var found = await Session.Publications.FindAsync(missing, cancellationToken).ConfigureAwait(false);
        foreach (var row in found) Keep(row);
        await LoadFamiliesAsync([.. found.Select(p => p.Id)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads all deliveries of publications in one go.</summary>
    public async ValueTask LoadFamiliesAsync(IReadOnlyCollection<long> publications, CancellationToken cancellationToken)
    {
        var missing = publications.Where(p => !_families.ContainsKey(p)).Distinct().ToList();
        if (missing.Count == 0) return;
        foreach (var id in missing) _families[id] = [];
        foreach (var row in await Session.Deliveries.OfAsync(missing, cancellationToken).ConfigureAwait(false))
        {
            _families[row.Publication].Add(row.Id);
            _deliveries.TryAdd(row.Id, row);
        }
    }

    /// <summary>A publication that was loaded by its key; null when there is none.</summary>
    public PublicationRow? Known(PublicationKey key) => _keys.TryGetValue(key, out var id) ? _publications[id] : null;

    public async ValueTask<DeliveryRow?> FindDeliveryAsync(long id, CancellationToken cancellationToken)
    {
        if (!_deliveries.ContainsKey(id)) await LoadAsync([id], cancellationToken).ConfigureAwait(false);
        return _deliveries.GetValueOrDefault(id);
    }

    /// <summary>A publication that was loaded; null when it was not.</summary>
    public PublicationRow? Loaded(long publication) => _publications.GetValueOrDefault(publication);

    public async ValueTask<PublicationRow> PublicationAsync(long id, CancellationToken cancellationToken)
    {
        if (!_publications.ContainsKey(id)) await LoadPublicationsAsync([id], cancellationToken).ConfigureAwait(false);
        return _publications.TryGetValue(id, out var row) ? row : throw new KeyNotFoundException(FormattableString.Invariant($"There is no publication {id}."));
    }

    /// <summary>The deliveries of a publication, by number.</summary>
    public async ValueTask<IReadOnlyList<DeliveryRow>> OfAsync(long publication, CancellationToken cancellationToken)
    {
        if (!_families.ContainsKey(publication)) await LoadFamiliesAsync([publication], cancellationToken).ConfigureAwait(false);
        return [.. _families[publication].Select(id => _deliveries[id])];
    }

    /// <summary>A page of deliveries in some states, as they stand in this unit of work, with their publications.</summary>
    public async ValueTask<IReadOnlyList<DeliveryRow>> InAsync(IReadOnlyCollection<DeliveryState> states, long after, int limit, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return await MeetAsync(await Session.Deliveries.InAsync(states, after, limit, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is due on accounts, as it stands in this unit of work, with their publications.</summary>
    public async ValueTask<IReadOnlyList<DeliveryRow>> DueAsync(IReadOnlyCollection<AccountShare> shares, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return await MeetAsync(await Session.Deliveries.DueAsync(shares, Now, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What comes back by itself on accounts, as it stands in this unit of work, with its publications.</summary>
    public async ValueTask<IReadOnlyList<DeliveryRow>> AwaitedAsync(IReadOnlyCollection<string> accounts, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return await MeetAsync(await Session.Deliveries.AwaitedAsync(accounts, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Leases that are over, as they stand in this unit of work, with their publications.</summary>
    public async ValueTask<IReadOnlyList<DeliveryRow>> LeasedAsync(DateTimeOffset? until, int limit, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return await MeetAsync(await Session.Deliveries.LeasedAsync(until, limit, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<PublicationRow>> UnwantedAsync(long plan, long after, int limit, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        var rows = await Session.Publications.UnwantedAsync(plan, after, limit, cancellationToken).ConfigureAwait(false);
        foreach (var row in rows) Keep(row);
        await LoadFamiliesAsync([.. rows.Select(r => r.Id)], cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(r => _publications[r.Id])];
    }

    public async ValueTask<PublicationRow> AddAsync(PublicationRow row, CancellationToken cancellationToken)
    {
        var added = row with { Id = await NextAsync(LastPublication, cancellationToken).ConfigureAwait(false) };
        Keep(added);
        _families[added.Id] = [];
        _newPublications.Add(added.Id);
        return added;
    }

    /// <summary>Adds a delivery to a publication and says so in the trail.</summary>
    public async ValueTask<DeliveryRow> AddAsync(DeliveryRow row, string cause, CancellationToken cancellationToken)
    {
        var added = row with { Id = await NextAsync(LastDelivery, cancellationToken).ConfigureAwait(false) };
        await OfAsync(row.Publication, cancellationToken).ConfigureAwait(false);
        _families[row.Publication].Add(added.Id);
        _deliveries[added.Id] = added;
        _newDeliveries.Add(added.Id);
        await CountOpenAsync(row.Publication, 1, cancellationToken).ConfigureAwait(false);
        Note("added", added, cause);
        return added;
    }

    /// <summary>Changes what a publication carries; its state moves by <see cref="Move"/> alone, and how many of its deliveries are open is counted here alone.</summary>
    public void Update(PublicationRow row)
    {
        var before = _publications[row.Id];
        if (before.State != row.State) throw new InvalidOperationException($"The state of publication {row.Id} is moved by the table of moves alone.");
        Store(row with { Open = before.Open });
    }

    /// <summary>Moves a publication through the table. The trail tells of it by the move of a delivery, the observation or the command that it follows from.</summary>
    public void Move(PublicationRow row, PublicationState to)
    {
        var before = _publications[row.Id];
        Store(PublicationLife.Move(row, before.State, to, By) with { Open = before.Open });
    }

    /// <summary>Changes what a delivery carries; its state moves by <see cref="MoveAsync"/> alone.</summary>
    public void Update(DeliveryRow row)
    {
        if (_deliveries.TryGetValue(row.Id, out var before) && (before.State, before.WaitsFor) != (row.State, row.WaitsFor))
            throw new InvalidOperationException($"The state of delivery {row.Id} is moved by the table of moves alone.");
        Store(row);
    }

    public void Add(ReceiptRow row) => _receipts.Add(row);

    public void Add(Rendition rendition) => _renditions.TryAdd(rendition.Hash, rendition);

    /// <summary>Moves a delivery through the table and says so in the trail.</summary>
    public async ValueTask<DeliveryRow> MoveAsync(DeliveryRow delivery, DeliveryState to, WaitReason? waitsFor, DateTimeOffset? due, string cause, CancellationToken cancellationToken)
    {
        var before = await FindDeliveryAsync(delivery.Id, cancellationToken).ConfigureAwait(false) ?? throw new KeyNotFoundException(FormattableString.Invariant($"There is no delivery {delivery.Id}."));
        var moved = DeliveryLife.Move(delivery, before, to, By, waitsFor, due, Now);
        Store(moved);
        if (before.State != to || before.WaitsFor != waitsFor) Note("moved", moved, cause);
        if (to.IsFinal() && !before.State.IsFinal()) await CountOpenAsync(moved.Publication, -1, cancellationToken).ConfigureAwait(false);
        return moved;
    }

    /// <summary>Moves a delivery to its end and makes those due that waited for it.</summary>
    public async ValueTask<DeliveryRow> EndAsync(DeliveryRow delivery, DeliveryState end, string cause, CancellationToken cancellationToken)
    {
        var ended = await MoveAsync(delivery, end, null, null, cause, cancellationToken).ConfigureAwait(false);
        if (ended is { Operation: Operations.Retract, Cause: Reissue }) await EndedForReissueAsync(ended, cancellationToken).ConfigureAwait(false);
        if ((await PublicationAsync(ended.Publication, cancellationToken).ConfigureAwait(false)).Open == 0) return ended;
        foreach (var next in await OfAsync(ended.Publication, cancellationToken).ConfigureAwait(false))
            if (next.Predecessor == ended.Id && next is { State: DeliveryState.Waiting, WaitsFor: WaitReason.Predecessor })
                await MoveAsync(next, DeliveryState.Waiting, WaitReason.Turn, Now, "predecessor", cancellationToken).ConfigureAwait(false);
        return ended;
    }

    /// <summary>What was taken back is issued anew; what the channel did not give back is not, since it would stand there twice.</summary>
    private async ValueTask EndedForReissueAsync(DeliveryRow retraction, CancellationToken cancellationToken)
    {
        var key = (await PublicationAsync(retraction.Publication, cancellationToken).ConfigureAwait(false)).Key;
        while (true)
        {
            key = key.NextIssue();
            await LoadAsync([key], cancellationToken).ConfigureAwait(false);
            if (Known(key) is not { } next) return;
            foreach (var delivery in await OfAsync(next.Id, cancellationToken).ConfigureAwait(false))
            {
                if (delivery.Predecessor != retraction.Id || delivery.State != DeliveryState.Waiting) continue;
                if (retraction.State is DeliveryState.Published or DeliveryState.Cancelled)
                {
                    await MoveAsync(delivery, DeliveryState.Waiting, WaitReason.Turn, Now, "predecessor", cancellationToken).ConfigureAwait(false);
                    continue;
                }

                await EndAsync(delivery, DeliveryState.Cancelled, "not-taken-back", cancellationToken).ConfigureAwait(false);
                Move(next, PublicationState.Withdrawn);
            }
        }
    }

    /// <summary>Writes a line of the trail about a delivery as it stands.</summary>
    public void Note(string kind, DeliveryRow delivery, string? cause, TrailActor? actor = null) =>
        Note(kind, delivery.Publication, delivery.Id, delivery.Parts > 1 ? delivery.Part : null, LedgerWords.Standing(delivery.State, delivery.WaitsFor), cause, actor);

    public void Note(string kind, long? publication, long? delivery, int? part, string? to, string? cause, TrailActor? actor = null) =>
        _trail.Add(new TrailEntry { At = Now, Kind = kind, Publication = publication, Delivery = delivery, Part = part, To = to, Cause = cause, Actor = actor });

    /// <summary>Writes what was changed so far, so that the store can be asked about it.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_renditions.Count > 0) await Session.Renditions.AddAsync(_renditions.Values, cancellationToken).ConfigureAwait(false);
        if (_newPublications.Count > 0) await Session.Publications.AddAsync(InOrder(_newPublications, _publications), cancellationToken).ConfigureAwait(false);
        if (_newDeliveries.Count > 0) await Session.Deliveries.AddAsync(InOrder(_newDeliveries, _deliveries), cancellationToken).ConfigureAwait(false);
        if (_changedDeliveries.Count > 0) await Session.Deliveries.UpdateAsync(InOrder(_changedDeliveries, _deliveries), cancellationToken).ConfigureAwait(false);
        if (_changedPublications.Count > 0) await Session.Publications.UpdateAsync(InOrder(_changedPublications, _publications), cancellationToken).ConfigureAwait(false);
        if (_receipts.Count > 0) await Session.Deliveries.SetReceiptsAsync(_receipts, cancellationToken).ConfigureAwait(false);
        foreach (var (name, value) in _numbers) await Session.Gates.SetNumberAsync(name, value, cancellationToken).ConfigureAwait(false);
        _renditions.Clear();
        _newPublications.Clear();
        _newDeliveries.Clear();
        _changedDeliveries.Clear();
        _changedPublications.Clear();
        _receipts.Clear();
        _numbers.Clear();
    }

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (_gatesChanged)
            await Session.Gates.SetNumberAsync(GateView.Number, await Session.Gates.NumberAsync(GateView.Number, cancellationToken).ConfigureAwait(false) + 1, cancellationToken).ConfigureAwait(false);
        TrailLink? link = null;
        if (_trail.Count > 0)
        {
            link = TrailLink.Of(await Session.Trail.LastAsync(cancellationToken).ConfigureAwait(false), Now, _trail);
            var actors = new Dictionary<long, TrailActor>();
            for (var i = 0; i < _trail.Count; i++)
                if (_trail[i].Actor is { } actor) actors.Add(link.First + i, actor);
            await Session.Trail.AppendAsync(link, actors, cancellationToken).ConfigureAwait(false);
            _trail.Clear();
        }

        await Session.CommitAsync(cancellationToken).ConfigureAwait(false);
        if (link is not null && _ledger is ILedgerIdentity { Life: { } life } identity)
            await identity.WriteAnchorAsync(new TrailAnchor(_ledger.Id, link.Number, link.Hash, life), CancellationToken.None).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => Session.DisposeAsync();

    // What was written together stands together in the store.
    private static T[] InOrder<T>(HashSet<long> ids, Dictionary<long, T> rows)
    {
        long[] order = [.. ids];
        Array.Sort(order);
        return Array.ConvertAll(order, id => rows[id]);
    }

    private async ValueTask<GateView> GatesAsync(CancellationToken cancellationToken)
    {
        if (_gatesMet) return _gates;
        _gates.Meet(await Session.Gates.NumberAsync(GateView.Number, cancellationToken).ConfigureAwait(false));
        _gatesMet = true;
        return _gates;
    }

    private async ValueTask<long> NextAsync(string name, CancellationToken cancellationToken)
    {
        if (!_numbers.TryGetValue(name, out var last)) last = await Session.Gates.NumberAsync(name, cancellationToken).ConfigureAwait(false);
        return _numbers[name] = last + 1;
    }

    /// <summary>Rows that were read in this session as they stand in this unit of work, with their publications.</summary>
    public async ValueTask<IReadOnlyList<DeliveryRow>> MeetAsync(IReadOnlyList<DeliveryRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return rows;
        _deliveries.EnsureCapacity(_deliveries.Count + rows.Count);
        foreach (var row in rows) _deliveries.TryAdd(row.Id, row);
        await LoadPublicationsAsync(rows.Select(r => r.Publication), cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(r => _deliveries[r.Id])];
    }

    private async ValueTask CountOpenAsync(long publication, int more, CancellationToken cancellationToken)
    {
        var row = await PublicationAsync(publication, cancellationToken).ConfigureAwait(false);
        Store(row with { Open = row.Open + more });
    }

    private void Store(PublicationRow row)
    {
        _publications[row.Id] = row;
        if (!_newPublications.Contains(row.Id)) _changedPublications.Add(row.Id);
    }

    private void Store(DeliveryRow row)
    {
        _deliveries[row.Id] = row;
        if (!_newDeliveries.Contains(row.Id)) _changedDeliveries.Add(row.Id);
    }

    private void Keep(PublicationRow row)
    {
        _publications.TryAdd(row.Id, row);
        _keys.TryAdd(row.Key, row.Id);
    }
}
