using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Ledger;

/// <summary>One transaction with what every operation needs: the moment, the gate rules read once, and the trail, which is written with the commit. Not thread-safe.</summary>
internal sealed class LedgerWork : IAsyncDisposable
{
    /// <summary>The kind of an approval that no person gave.</summary>
    public const string ByPlan = "plan";

    private readonly List<TrailEntry> _trail = [];
    private readonly Dictionary<(string Campaign, ContentHash Rendition), (int Persons, int All)> _approvals = [];
    private GateRules? _rules;
    private IReadOnlyList<HoldRow>? _holds;

    private LedgerWork(ILedgerSession session, DateTimeOffset now) => (Session, Now) = (session, now);

    public ILedgerSession Session { get; }

    public DateTimeOffset Now { get; }

    public static async ValueTask<LedgerWork> OpenAsync(IDeliveryLedger ledger, bool write, DateTimeOffset now, CancellationToken cancellationToken) =>
        new(await ledger.OpenAsync(write, cancellationToken).ConfigureAwait(false), now);

    public async ValueTask<GateRules> RulesAsync(CancellationToken cancellationToken) =>
        _rules ??= await Session.Gates.RulesAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<HoldRow>> HoldsAsync(CancellationToken cancellationToken) =>
        _holds ??= [.. (await Session.Gates.HoldsAsync(cancellationToken).ConfigureAwait(false)).Where(h => h.ReleasedAt is null)];

    /// <summary>How many approved a rendition in a campaign: different persons, and with the plan.</summary>
    public async ValueTask<(int Persons, int All)> ApproversAsync(string campaign, ContentHash rendition, CancellationToken cancellationToken)
    {
        if (_approvals.TryGetValue((campaign, rendition), out var known)) return known;
        var rows = await Session.Gates.ApprovalsAsync(campaign, rendition, cancellationToken).ConfigureAwait(false);
        var persons = rows.Where(r => r.Kind != ByPlan).Select(r => r.By).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        return _approvals[(campaign, rendition)] = (persons, rows.Count);
    }

    public void ForgetApprovals(string campaign, ContentHash rendition) => _approvals.Remove((campaign, rendition));

    /// <summary>Forgets what was read of the gates, after it was changed in this session.</summary>
    public void Forget()
    {
        _rules = null;
        _holds = null;
        _approvals.Clear();
    }

    /// <summary>Moves a delivery through the table and says so in the trail.</summary>
    public async ValueTask<DeliveryRow> MoveAsync(DeliveryRow delivery, DeliveryState to, WaitReason? waitsFor, DateTimeOffset? due, string cause, CancellationToken cancellationToken)
    {
        var moved = DeliveryLife.Move(delivery, to, waitsFor, due, Now);
        await Session.Deliveries.UpdateAsync(moved, cancellationToken).ConfigureAwait(false);
        if (delivery.State != to || delivery.WaitsFor != waitsFor) Note("moved", moved, cause);
        return moved;
    }

    /// <summary>Moves a delivery to its end and makes those due that waited for it.</summary>
    public async ValueTask<DeliveryRow> EndAsync(DeliveryRow delivery, PublicationRow publication, DeliveryState end, string cause, CancellationToken cancellationToken)
    {
        var ended = await MoveAsync(delivery, end, null, null, cause, cancellationToken).ConfigureAwait(false);
        foreach (var next in await Session.Deliveries.OfAsync(publication.Id, cancellationToken).ConfigureAwait(false))
            if (next.Predecessor == ended.Id && next is { State: DeliveryState.Waiting, WaitsFor: WaitReason.Predecessor })
                await MoveAsync(next, DeliveryState.Waiting, WaitReason.Turn, Now, "predecessor", cancellationToken).ConfigureAwait(false);
        return ended;
    }

    /// <summary>Writes a line of the trail about a delivery as it stands.</summary>
    public void Note(string kind, DeliveryRow delivery, string? cause, TrailActor? actor = null) =>
        Note(kind, delivery.Publication, delivery.Id, delivery.Parts > 1 ? delivery.Part : null, delivery.WaitsFor is { } reason ? $"{delivery.State.Word()}:{reason.Word()}" : delivery.State.Word(), cause, actor);

    public void Note(string kind, long? publication, long? delivery, int? part, string? to, string? cause, TrailActor? actor = null) =>
        _trail.Add(new TrailEntry { At = Now, Kind = kind, Publication = publication, Delivery = delivery, Part = part, To = to, Cause = cause, Actor = actor });

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (_trail.Count > 0)
        {
            var last = await Session.Trail.LastAsync(cancellationToken).ConfigureAwait(false);
            var (number, hash) = (last?.Number ?? 0, last?.Hash ?? default);
            for (var i = 0; i < _trail.Count; i++)
            {
                var entry = _trail[i] with { Number = ++number };
                hash = entry.ComputeHash(hash);
                _trail[i] = entry with { Hash = hash };
            }

            await Session.Trail.AppendAsync(_trail, cancellationToken).ConfigureAwait(false);
            _trail.Clear();
        }

        await Session.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => Session.DisposeAsync();
}
