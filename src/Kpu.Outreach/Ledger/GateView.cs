using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Ledger;

/// <summary>
/// What gates are decided on, as read: rules, holds, approvals. Every change of them counts up a number of the ledger; while it stands still, what was read in an earlier transaction is what this one would read.
/// Not thread-safe.
/// </summary>
internal sealed class GateView
{
    /// <summary>The name of the number that counts the changes.</summary>
    public const string Number = "gates";

    private const int ApprovalsAtHand = 50_000;

    private readonly Dictionary<(string Campaign, ContentHash Rendition), (int Persons, int All)> _approvals = [];
    private readonly HashSet<ContentHash> _asked = [];
    private GateRules? _rules;
    private IReadOnlyList<HoldRow>? _holds;
    private long _version = -1;

    /// <summary>Takes note of the number of changes: if it moved, nothing at hand counts any more.</summary>
    public void Meet(long version)
    {
        if (version == _version) return;
        Forget();
        _version = version;
    }

    /// <summary>Forgets what was read, after it was changed in this transaction.</summary>
    public void Forget()
    {
        _version = -1;
        _rules = null;
        _holds = null;
        _approvals.Clear();
        _asked.Clear();
    }

    public async ValueTask<GateRules> RulesAsync(IGateStore store, CancellationToken cancellationToken) =>
        _rules ??= await store.RulesAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>The holds that were not released.</summary>
    public async ValueTask<IReadOnlyList<HoldRow>> HoldsAsync(IGateStore store, CancellationToken cancellationToken) =>
        _holds ??= [.. (await store.HoldsAsync(cancellationToken).ConfigureAwait(false)).Where(h => h.ReleasedAt is null)];

    /// <summary>Reads the approvals of renditions in one go.</summary>
    public async ValueTask LoadApprovalsAsync(IGateStore store, IEnumerable<ContentHash> renditions, CancellationToken cancellationToken)
    {
        if (_asked.Count > ApprovalsAtHand)
        {
            _asked.Clear();
            _approvals.Clear();
        }

        var missing = renditions.Where(_asked.Add).ToList();
        if (missing.Count == 0) return;
        foreach (var group in (await store.ApprovalsAsync(missing, cancellationToken).ConfigureAwait(false)).GroupBy(r => (r.Campaign, r.Rendition)))
            _approvals[group.Key] = (group.Where(r => r.Kind != LedgerWork.ByPlan).Select(r => r.By).Distinct(StringComparer.OrdinalIgnoreCase).Count(), group.Count());
    }

    /// <summary>How many approved a rendition in a campaign: different persons, and with the plan.</summary>
    public async ValueTask<(int Persons, int All)> ApproversAsync(IGateStore store, string campaign, ContentHash rendition, CancellationToken cancellationToken)
    {
        if (!_asked.Contains(rendition)) await LoadApprovalsAsync(store, [rendition], cancellationToken).ConfigureAwait(false);
        return _approvals.GetValueOrDefault((campaign, rendition));
    }

    /// <summary>Forgets one rendition's approvals, after one was added.</summary>
    public void ForgetApprovals(ContentHash rendition)
    {
        _asked.Remove(rendition);
        foreach (var key in _approvals.Keys.Where(k => k.Rendition == rendition).ToList()) _approvals.Remove(key);
    }
}
