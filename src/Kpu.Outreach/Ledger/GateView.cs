using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Ledger;

/// <summary>Who approved a rendition in a campaign.</summary>
/// <param name="Persons">How many different persons.</param>
/// <param name="All">How many approvals there are, the plan's too.</param>
/// <param name="Emergency">Whether one of them is an emergency approval.</param>
/// <param name="Allowed">The deliveries that a person let go out although they are likely duplicates; null for none.</param>
internal readonly record struct Approvers(int Persons, int All, bool Emergency, IReadOnlyList<long>? Allowed)
{
    /// <summary>Counts the approvals of one rendition in one campaign: a person counts once, whatever the case of the name and however often.</summary>
    public static Approvers Of(IReadOnlyCollection<ApprovalRow> rows)
    {
        var texts = rows.Where(r => r.Delivery is null).ToList();
        return new(
            texts.Where(r => r.Kind != LedgerWork.ByPlan).Select(r => r.By).Distinct(StringComparer.OrdinalIgnoreCase).Count(),
            texts.Count,
            texts.Exists(r => r.Kind == LedgerWork.InEmergency),
            texts.Count == rows.Count ? null : [.. rows.Select(r => r.Delivery).OfType<long>()]);
    }

    /// <summary>Whether they are enough.</summary>
    /// <param name="needed">How many persons the campaign asks for; 0 when the plan's approval is enough.</param>
    public bool AreEnough(int needed) => needed > 0 ? Persons >= needed || RestOnEmergency(needed) : All > 0;

    /// <summary>Whether a person let a delivery go out although it is a likely duplicate.</summary>
    public bool Allow(long delivery) => Allowed?.Contains(delivery) ?? false;

    /// <summary>Whether one person's emergency approval stands in for the others that the campaign asks for.</summary>
    public bool RestOnEmergency(int needed) => needed > 1 && Emergency && Persons < needed;
}

/// <summary>
/// What gates are decided on, as read: rules, holds, approvals. Every change of them counts up a number of the ledger; while it stands still, what was read in an earlier transaction is what this one would read.
/// Not thread-safe.
/// </summary>
internal sealed class GateView
{
    /// <summary>The name of the number that counts the changes.</summary>
    public const string Number = "gates";

    /// <summary>The name of the number that counts the words with more than one name.</summary>
    public const string SharedWordings = "sharedWordings";

    private const int ApprovalsAtHand = 50_000;

    private readonly Dictionary<(string Campaign, ContentHash Rendition), Approvers> _approvals = [];
    private readonly HashSet<ContentHash> _asked = [];
    private readonly Dictionary<ContentHash, IReadOnlyList<WordingRow>> _wordings = [];
    private bool? _sharesWordings;
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
        _wordings.Clear();
        _sharesWordings = null;
    }

    public async ValueTask<GateRules> RulesAsync(IGateStore store, CancellationToken cancellationToken) =>
        _rules ??= await store.RulesAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>The holds that were not released.</summary>
    public async ValueTask<IReadOnlyList<HoldRow>> HoldsAsync(IGateStore store, CancellationToken cancellationToken) =>
        _holds ??= [.. (await store.HoldsAsync(cancellationToken).ConfigureAwait(false)).Where(h => h.ReleasedAt is null)];

    /// <summary>Whether any words stand under more than one name: as long as none do, nothing can be a duplicate that nobody meant.</summary>
    public async ValueTask<bool> SharesWordingsAsync(IGateStore store, CancellationToken cancellationToken) =>
        _sharesWordings ??= await store.NumberAsync(SharedWordings, cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>The names under which words stand.</summary>
    public async ValueTask<IReadOnlyList<WordingRow>> WordingsAsync(IGateStore store, ContentHash words, CancellationToken cancellationToken)
    {
        if (_wordings.TryGetValue(words, out var known)) return known;
        if (_wordings.Count >= ApprovalsAtHand) _wordings.Clear();
        return _wordings[words] = await store.WordingsAsync([words], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the approvals of renditions in one go.</summary>
    public async ValueTask LoadApprovalsAsync(IGateStore store, IEnumerable<ContentHash> renditions, CancellationToken cancellationToken)
    {
        if (_asked.Count > ApprovalsAtHand)
        {
            _asked.Clear();
            _approvals.Clear();
        }

        var missing = renditions.Where(r => !_asked.Contains(r)).ToHashSet();
        if (missing.Count == 0) return;
        var found = await store.ApprovalsAsync(missing, cancellationToken).ConfigureAwait(false);

        // Only now are they known: a question that failed has no answer, and must not count as "nobody approved".
        _asked.UnionWith(missing);
        foreach (var group in found.GroupBy(r => (r.Campaign, r.Rendition))) _approvals[group.Key] = Approvers.Of([.. group]);
    }

    /// <summary>Who approved a rendition in a campaign.</summary>
    public async ValueTask<Approvers> ApproversAsync(IGateStore store, string campaign, ContentHash rendition, CancellationToken cancellationToken)
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
