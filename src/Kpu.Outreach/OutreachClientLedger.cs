using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach;

/// <content>The ledger itself: whether it is the right one, sound, and backed up.</content>
public sealed partial class OutreachClient
{
    /// <summary>Whether the ledger can prove to be the one that published last; a copied, moved or restored one does not publish.</summary>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>Why it does not publish; null when it may.</returns>
    public async Task<Problem?> ExamineLedgerAsync(CancellationToken cancellationToken = default) => _options.Rehearsal is not null
        ? null
        : await Custody.ExamineAsync(await LedgerAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Takes a ledger that could not prove to be itself for the real one. Everything in it whose moment has come, and what the next whole plan adds to it, is looked for before it may go out, or
    /// waits for a person where it cannot be looked for. Validate the accounts first: of those that are not known, nothing can be looked for.
    /// </summary>
    /// <param name="actor">Who accepts it, and why.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>Why it could not be accepted, and how many deliveries are in doubt.</returns>
    public async Task<(IReadOnlyList<Problem> Problems, int InDoubt)> AcceptLedgerAsync(TrailActor actor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var ledger = await LedgerAsync(cancellationToken).ConfigureAwait(false);
        if (await ledger.TryJoinAsync(cancellationToken).ConfigureAwait(false) is not { } seat) return ([Problem.Error(DispatchingProblems.WorkerBusy, Place.Unknown)], 0);
        await using var _ = seat.ConfigureAwait(false);
        await KnowAccountsAsync(cancellationToken).ConfigureAwait(false);
        return ([], await Doubt.AcceptAsync(ledger, Now, key => _channels.GetValueOrDefault(key), actor, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Looks through the ledger: what is stored, the chain of the trail, and whether every delivery stands as the trail tells.</summary>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>What was found.</returns>
    public async Task<LedgerFindings> VerifyLedgerAsync(CancellationToken cancellationToken = default) =>
        await LedgerVerifier.VerifyAsync(await LedgerAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Copies the ledger while it is in use.</summary>
    /// <param name="path">The file to write; it must not exist.</param>
    /// <param name="cancellationToken">Stops before the copy is begun.</param>
    /// <returns>When it is on the disk.</returns>
    /// <exception cref="NotSupportedException">The ledger has tools of its own for that, as a database server does.</exception>
    public async Task BackUpLedgerAsync(string path, CancellationToken cancellationToken = default)
    {
        if (await LedgerAsync(cancellationToken).ConfigureAwait(false) is not ILedgerBackup backup) throw new NotSupportedException("This ledger is backed up with the tools of its server.");
        await backup.BackUpAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A ledger that is not proven to be itself does not publish; one that never published lives where it is now. A rehearsal publishes nowhere, so that its ledger may be copied at will.</summary>
    private async ValueTask<Problem?> SettleAsync(IDeliveryLedger ledger, IWorkerSeat seat, CancellationToken cancellationToken)
    {
        if (_options.Rehearsal is not null || ledger is not ILedgerIdentity identity) return null;
        if (await Custody.ExamineAsync(ledger, cancellationToken).ConfigureAwait(false) is { } away)
        {
            await HoldAsync(ledger, away, seat, cancellationToken).ConfigureAwait(false);
            return away;
        }

        var life = await Custody.LifeAsync(ledger, cancellationToken).ConfigureAwait(false);
        identity.Life = life;
        if (await Custody.IsSettledAsync(ledger, cancellationToken).ConfigureAwait(false)) return null;
        var work = await LedgerWork.OpenAsync(ledger, LedgerAccess.Change, _clock.GetUtcNow(), null, cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);

        // Remembered first: whoever is killed in between settles again, instead of missing what was never remembered.
        var last = await work.Session.Trail.LastAsync(CancellationToken.None).ConfigureAwait(false);
        await identity.WriteAnchorAsync(new TrailAnchor(ledger.Id, last?.Number ?? 0, last?.Hash ?? default, life), CancellationToken.None).ConfigureAwait(false);
        await Custody.SettleAsync(work, identity, null, CancellationToken.None).ConfigureAwait(false);
        await work.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return null;
    }

    /// <summary>Remembers nothing more of a ledger that is not itself, and where others work for it too, holds it for them.</summary>
    private async ValueTask HoldAsync(IDeliveryLedger ledger, Problem away, IWorkerSeat seat, CancellationToken cancellationToken)
    {
        if (ledger is not ILedgerIdentity identity) return;
        identity.Life = null;
        if (away.Code == LedgerProblems.Restored && !seat.IsAlone) await Custody.HoldAsync(ledger, _clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
    }
}
