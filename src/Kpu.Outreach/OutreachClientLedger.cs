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
    /// <returns>What was found. Of a trail that was archived in part, the part in the ledger is looked through.</returns>
    public Task<LedgerFindings> VerifyLedgerAsync(CancellationToken cancellationToken = default) => VerifyLedgerAsync(null, cancellationToken);

    /// <summary>Looks through the ledger and what was archived of its trail.</summary>
    /// <param name="archive">The folder of the archive; null when it is not to be read.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>What was found.</returns>
    public async Task<LedgerFindings> VerifyLedgerAsync(string? archive, CancellationToken cancellationToken = default) =>
        await LedgerVerifier.VerifyAsync(await LedgerAsync(cancellationToken).ConfigureAwait(false), archive, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Moves the links of the trail that are older than a moment into a file of the archive. The last link stays, and the chain goes on from the archive: together they are verified as before. What
    /// <see cref="TrailAsync"/> tells begins later from then on. Publications and deliveries stay.
    /// </summary>
    /// <param name="before">The moment.</param>
    /// <param name="folder">The folder of the archive; made when it is missing. Keep it with the back-ups: nothing else has what is in it.</param>
    /// <param name="actor">Who does it, and why; null for a machine.</param>
    /// <param name="cancellationToken">Stops; what was removed until then is in the file.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="LedgerException">The ledger cannot prove to be itself, or a link was altered.</exception>
    /// <exception cref="IOException">The file cannot be written; nothing was removed then.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to; nothing was removed then.</exception>
    public async Task<RetentionReport> ArchiveTrailAsync(DateTimeOffset before, string folder, TrailActor? actor = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var (links, file) = await Retention.ArchiveAsync(await ProvenLedgerAsync(cancellationToken).ConfigureAwait(false), before, Path.GetFullPath(folder), actor, _clock, cancellationToken).ConfigureAwait(false);
        return new RetentionReport(links, file, 0);
    }

    /// <summary>
    /// Erases the names and words of persons that are older than a moment: who approved, held, resolved, took back. That it was done, and when, stays in the trail, whose chain still holds. What an open
    /// delivery or a hold stands on is kept. Back-ups keep what they have.
    /// </summary>
    /// <param name="before">The moment.</param>
    /// <param name="actor">Who does it, and why; null for a machine.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="LedgerException">The ledger cannot prove to be itself.</exception>
    public async Task<RetentionReport> ErasePersonsAsync(DateTimeOffset before, TrailActor? actor = null, CancellationToken cancellationToken = default) =>
        new(0, null, await Retention.EraseAsync(await ProvenLedgerAsync(cancellationToken).ConfigureAwait(false), before, actor, _clock, cancellationToken).ConfigureAwait(false));

    /// <summary>Does what a policy asks now: archives the old part of the trail, and erases persons.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="cancellationToken">Stops; what was done until then is recorded.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="ArgumentException">A time of the policy is not longer than zero, or the folder of the archive is not named.</exception>
    /// <exception cref="LedgerException">The ledger cannot prove to be itself, or a link was altered.</exception>
    /// <exception cref="IOException">The file of the archive cannot be written; nothing was removed then.</exception>
    public async Task<RetentionReport> RetainAsync(RetentionPolicy policy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.TrailInLedger <= TimeSpan.Zero || policy.Persons <= TimeSpan.Zero) throw new ArgumentException("What is kept is kept for longer than zero.", nameof(policy));
        if (policy is { TrailInLedger: not null, ArchiveFolder: null or "" }) throw new ArgumentException("The folder of the archive is not named.", nameof(policy));
        var erased = policy.Persons is { } persons ? await ErasePersonsAsync(Now - persons, null, cancellationToken).ConfigureAwait(false) : null;
        var archived = policy.TrailInLedger is { } trail ? await ArchiveTrailAsync(Now - trail, policy.ArchiveFolder!, null, cancellationToken).ConfigureAwait(false) : null;
        return new RetentionReport(archived?.ArchivedLinks ?? 0, archived?.ArchiveFile, erased?.ErasedPersons ?? 0);
    }

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

    private async ValueTask<IDeliveryLedger> ProvenLedgerAsync(CancellationToken cancellationToken) =>
        await ExamineLedgerAsync(cancellationToken).ConfigureAwait(false) is { } away ? throw new LedgerException(away) : await LedgerAsync(cancellationToken).ConfigureAwait(false);

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
