using System.Collections.Concurrent;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Credentials;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>Credentials of accounts: found where the host keeps them, and refreshed once when a platform says that one is stale. Thread-safe.</summary>
internal sealed class CredentialDesk(ICredentialStore store)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, bool> _refreshedFor = new();

    /// <summary>The account's credential; null when it names none or the host has none.</summary>
    public async ValueTask<Secret?> FindAsync(Account account, CancellationToken cancellationToken) =>
        CredentialReference.TryParse(account.Credential) is { } reference ? await store.FindAsync(reference, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>A call of this delivery went through: the next stale credential is a new one.</summary>
    public void WentThrough(long delivery)
    {
        if (!_refreshedFor.IsEmpty) _refreshedFor.TryRemove(delivery, out _);
    }

    /// <summary>Refreshes the credential by which a call was refused.</summary>
    /// <param name="claim">The claim of the call.</param>
    /// <param name="refused">The credential that was used.</param>
    /// <param name="context">What the attempt may use.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether a fresh one is kept, so that a new attempt is worth it.</returns>
    public async Task<bool> RefreshAsync(Claim claim, Secret? refused, AttemptContext context, CancellationToken cancellationToken)
    {
        var account = claim.Channel.Account;
        if (refused is null || CredentialReference.TryParse(account.Credential) is not { } reference || claim.Channel.Adapter.GetRole<ICredentialRefresher>() is not { } refresher) return false;
        var turn = _turns.GetOrAdd(account.Key, _ => new SemaphoreSlim(1, 1));
        try
        {
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                // Another call of the account may have done it while this one waited.
                if (await store.FindAsync(reference, cancellationToken).ConfigureAwait(false) is { } current && current.Reveal() != refused.Reveal()) return true;

                // Once a delivery: what is refused again although it is fresh needs a person.
                if (!_refreshedFor.TryAdd(claim.Delivery.Id, true)) return false;
                using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                enough.CancelAfter(claim.Channel.Channel.LongestCall);
                return await refresher.RefreshAsync(account, refused, context, enough.Token).ConfigureAwait(false) is { } fresh && await store.KeepAsync(reference, fresh, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }
        }
#pragma warning disable CA1031 // Whatever went wrong, there is no fresh credential; what it says may carry one.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
