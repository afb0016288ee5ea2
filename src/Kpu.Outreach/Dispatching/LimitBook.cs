using System.Runtime.CompilerServices;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>The limits of one turn: buckets are read once, drawn from and fed, and written with the turn, so that all workers share them. Not thread-safe.</summary>
internal sealed class LimitBook(LedgerWork work)
{
    // Their names are asked for with every delivery and change with the account's settings only, which make another channel.
    private static readonly ConditionalWeakTable<EffectiveChannel, (string Domain, LimitDescriptor? Limit)[]> SharesOf = [];

    private readonly Dictionary<string, LimitRow> _rows = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    /// <summary>Reads the buckets of accounts in one go, and what is blocked; those that several accounts share are this turn's alone.</summary>
    public async ValueTask LoadAsync(IEnumerable<EffectiveChannel> channels, CancellationToken cancellationToken)
    {
        var (own, shared) = (new List<string>(), new List<string>());
        foreach (var channel in channels)
        {
            foreach (var (domain, limit) in Shares(channel))
                if (limit is not null && _asked.Add(domain)) (limit.Sharer == LimitSharer.Account ? own : shared).Add(domain);

            // Where sister accounts may not say the same, one worker at a time decides for the channel.
            if (ForbidsSisters(channel) && "duplicates:" + channel.Channel.Key.Value.ToLowerInvariant() is var sisters && _asked.Add(sisters)) shared.Add(sisters);
        }

        foreach (var row in await work.Session.Limits.BlockedAsync(work.Now, cancellationToken).ConfigureAwait(false)) _rows[row.Domain] = row;
        await LoadAsync(own, alone: false, cancellationToken).ConfigureAwait(false);
        await LoadAsync(shared, alone: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>When an act, or a look, of an account is within all its limits; the present when it is now.</summary>
    public DateTimeOffset OpensAt(EffectiveChannel channel, PlacementDescriptor? placement, bool isLook)
    {
        var opens = work.Now;
        foreach (var (domain, limit) in Shares(channel))
        {
            if (limit is not null && limit.IsForReads != isLook) continue;
            if (limit is null && isLook) continue;
            var row = _rows.GetValueOrDefault(domain);
            if (row?.BlockedUntil > opens) opens = row.BlockedUntil.Value;
            if (limit is null) continue;
            var lacking = Math.Min(Cost(placement, limit), limit.Permits) - Tokens(row, limit);
            if (lacking > 0 && work.Now + (limit.Per * (lacking / limit.Permits)) is var full && full > opens) opens = full;
        }

        return opens;
    }

    /// <summary>Draws what an act, or a look, costs.</summary>
    public void Draw(EffectiveChannel channel, PlacementDescriptor placement, bool isLook)
    {
        foreach (var (domain, limit) in Shares(channel))
            if (limit is not null && limit.IsForReads == isLook)
                Set((_rows.GetValueOrDefault(domain) ?? new LimitRow(domain, limit.Permits, work.Now, null)) with { Tokens = Tokens(_rows.GetValueOrDefault(domain), limit) - Cost(placement, limit), At = work.Now });
    }

    /// <summary>Whether a result says something of limits.</summary>
    public static bool Tells(ClaimResult result) => result.Outcome is { Limits.Count: > 0 } or Outcome.Deferred;

    /// <summary>Takes note of what the platform said of its limits; the account's buckets are loaded.</summary>
    public void Feed(ClaimResult result)
    {
        if (result.Outcome is not { } outcome) return;
        var channel = result.Claim.Channel;
        foreach (var reading in outcome.Limits)
        {
            var (domain, limit) = Shares(channel).FirstOrDefault(s => s.Limit?.Name == reading.Domain || s.Domain == reading.Domain);
            if (domain is null) continue;
            var row = _rows.GetValueOrDefault(domain) ?? new LimitRow(domain, limit?.Permits ?? 0, work.Now, null);
            if (limit is not null && reading.Remaining is { } left) row = row with { Tokens = Math.Min(Tokens(row, limit), left), At = work.Now };
            if (reading is { Remaining: <= 0, ResetsAt: { } full } && full > work.Now) row = row with { BlockedUntil = full };
            Set(row);
        }

        if (outcome is not Outcome.Deferred deferred) return;
        var shared = Shares(channel).FirstOrDefault(s => s.Limit?.Name == deferred.Domain || s.Domain == deferred.Domain).Domain ?? outcome.Scope switch
        {
            OutcomeScope.Account or OutcomeScope.Application => AccountOf(channel),
            OutcomeScope.Channel => ChannelOf(channel),
            _ => null,
        };
        if (shared is null) return;
        var blocked = _rows.GetValueOrDefault(shared) ?? new LimitRow(shared, 0, work.Now, null);
        Set(blocked with { BlockedUntil = deferred.Until > (blocked.BlockedUntil ?? DateTimeOffset.MinValue) ? deferred.Until : blocked.BlockedUntil });
    }

    /// <summary>Writes what changed.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_changed.Count > 0) await work.Session.Limits.SetAsync([.. _changed.Order(StringComparer.Ordinal).Select(d => _rows[d])], cancellationToken).ConfigureAwait(false);
        _changed.Clear();
    }

    private static bool ForbidsSisters(EffectiveChannel channel)
    {
        foreach (var placement in channel.Placements)
            if (placement.Duplicates is { AmongSisters: true }) return true;
        return false;
    }

    private static string AccountOf(EffectiveChannel channel) => "account:" + channel.Account.Key;

    private static string ChannelOf(EffectiveChannel channel) => "channel:" + channel.Channel.Key.Value;

    private static int Cost(PlacementDescriptor? placement, LimitDescriptor limit) => placement is not null && placement.Costs.TryGetValue(limit.Name, out var cost) ? cost : 1;

    /// <summary>The buckets an account draws from; the account itself and the whole channel can be blocked although nothing was declared.</summary>
    private static (string Domain, LimitDescriptor? Limit)[] Shares(EffectiveChannel channel) => SharesOf.GetValue(channel, static c => [.. Named(c)]);

    private static IEnumerable<(string Domain, LimitDescriptor? Limit)> Named(EffectiveChannel channel)
    {
        yield return (AccountOf(channel), null);
        yield return (ChannelOf(channel), null);
        foreach (var limit in channel.Channel.Limits)
        {
            var sharer = limit.Sharer switch
            {
                LimitSharer.Account => AccountOf(channel),
                LimitSharer.Office => "office:" + channel.Account.Office.Value,
                LimitSharer.Channel => "all",
                _ => FormattableString.Invariant($"{limit.Setting}:{(limit.Setting is { } name ? channel.Account.Settings.GetValueOrDefault(name) : null)}"),
            };
            yield return (FormattableString.Invariant($"{channel.Channel.Key.Value}/{limit.Name}/{sharer}"), limit);
        }
    }

    private async ValueTask LoadAsync(IReadOnlyCollection<string> domains, bool alone, CancellationToken cancellationToken)
    {
        if (domains.Count == 0) return;
        foreach (var row in await work.Session.Limits.ReadAsync(domains, alone, cancellationToken).ConfigureAwait(false)) _rows[row.Domain] = row;
    }

    private double Tokens(LimitRow? row, LimitDescriptor limit)
    {
        if (row is null) return limit.Permits;
        var gained = work.Now > row.At ? limit.Permits * ((work.Now - row.At) / limit.Per) : 0;
        return Math.Min(limit.Permits, row.Tokens + gained);
    }

    private void Set(LimitRow row)
    {
        _rows[row.Domain] = row;
        _changed.Add(row.Domain);
    }
}
