using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>What keeps back later publications on accounts that go out in order. Read once a turn, and only for such accounts. Not thread-safe.</summary>
internal sealed class AccountOrder
{
    /// <summary>When to ask again about what is kept back by something that is due already: 1 s.</summary>
    private static readonly TimeSpan AskSoon = TimeSpan.FromSeconds(1);

    private ILookup<string, DeliveryRow>? _awaited;

    public async ValueTask LoadAsync(LedgerWork work, IReadOnlyList<AccountShare> shares, CancellationToken cancellationToken)
    {
        var accounts = shares.Where(s => s.InOrder).Select(s => s.Account).ToList();
        if (accounts.Count > 0)
            _awaited = (await work.AwaitedAsync(accounts, cancellationToken).ConfigureAwait(false)).Where(d => d.Operation == Operations.Publish).ToLookup(d => d.Account, StringComparer.Ordinal);
    }

    /// <summary>When to ask again, where an earlier publication of the account comes back by itself; null when none does.</summary>
    public async ValueTask<DateTimeOffset?> KeptBackUntilAsync(LedgerWork work, DeliveryRow delivery, CancellationToken cancellationToken)
    {
        if (_awaited is null || delivery.Operation != Operations.Publish) return null;
        foreach (var awaited in _awaited[delivery.Account])
        {
            if (awaited.Id == delivery.Id || (awaited.Intended, awaited.Id).CompareTo((delivery.Intended, delivery.Id)) > 0) continue;

            // This turn may have moved it on, to its end or to a person.
            if (await work.FindDeliveryAsync(awaited.Id, cancellationToken).ConfigureAwait(false) is not { } earlier || earlier.State.IsFinal()) continue;
            if (earlier.WaitsFor is { } reason && Backlog.IsForPerson(reason)) continue;
            return earlier.Due > work.Now ? earlier.Due : work.Now + AskSoon;
        }

        return null;
    }
}
