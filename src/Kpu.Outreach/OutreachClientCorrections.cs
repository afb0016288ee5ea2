using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Documents;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach;

/// <content>Corrections.</content>
public sealed partial class OutreachClient
{
    /// <summary>
    /// Corrects a fact or a material wherever it is public: validates, plans and enqueues the whole workspace, so that what carries an older version is replaced where it
    /// is unsent and revised where the channel can; where it cannot, a note is added beside it, or else it is taken back and, behind the proof of that, issued anew; what is left is a person's task.
    /// Then works until nothing is due now.
    /// </summary>
    /// <param name="workspace">The workspace as read, with the fact's new version or the changed material.</param>
    /// <param name="id">The fact's or material's id.</param>
    /// <param name="actor">Who corrects, and why.</param>
    /// <param name="awaitFor">How long to wait for what is due soon. Default: <see cref="OutreachOptions.DefaultPatience"/>.</param>
    /// <param name="cancellationToken">Stops; what is on its way is awaited and recorded.</param>
    /// <returns>Every place with its progress; a workspace with errors is not corrected and the report names them.</returns>
    public async Task<CorrectionReport> CorrectAsync(WorkspaceReading workspace, string id, TrailActor actor, TimeSpan? awaitFor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var (refusal, plan, correction) = await CorrectionOfAsync(workspace, id, cancellationToken).ConfigureAwait(false);
        if (correction is null) return refusal!;
        if (await ExamineLedgerAsync(cancellationToken).ConfigureAwait(false) is { } away) return new CorrectionReport { Id = id, Problems = [away] };
        var before = await correction.ReadAsync(cancellationToken).ConfigureAwait(false);
        var old = before.Places.Where(p => p.State != CorrectionState.Corrected).ToList();
        if (old.Count > 0) await correction.NoteAsync(old, actor, Now, cancellationToken).ConfigureAwait(false);
        var since = await FollowFromAsync(cancellationToken).ConfigureAwait(false);
        var enqueued = await EnqueueAsync(plan!, cancellationToken).ConfigureAwait(false);
        var places = (await correction.ReadAsync(cancellationToken).ConfigureAwait(false)).Places;
        await new OtherWays(await LedgerAsync(cancellationToken).ConfigureAwait(false), _clock, plan!, key => _channels.GetValueOrDefault(key), _options.Rehearsal?.Approver)
            .GoAsync([.. places.Where(p => p.State != CorrectionState.Corrected)], cancellationToken).ConfigureAwait(false);
        var run = await RunAsync(awaitFor ?? OutreachOptions.DefaultPatience, since, cancellationToken).ConfigureAwait(false) with { Enqueued = enqueued };

        // Also after a stop: what was done so far is told.
        return await correction.ReadAsync(_closing.Token).ConfigureAwait(false) with { Run = run, Problems = run.Problems };
    }

    /// <summary>How far the correction of a fact or material has come; changes nothing.</summary>
    /// <param name="workspace">The workspace as read.</param>
    /// <param name="id">The fact's or material's id.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Every place with its progress; a workspace with errors has none, and the report names them.</returns>
    public async Task<CorrectionReport> CorrectionProgressAsync(WorkspaceReading workspace, string id, CancellationToken cancellationToken = default)
    {
        var (refusal, _, correction) = await CorrectionOfAsync(workspace, id, cancellationToken).ConfigureAwait(false);
        return correction is null ? refusal! : await correction.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<(CorrectionReport? Refusal, OutreachPlan? Plan, Correction? Correction)> CorrectionOfAsync(WorkspaceReading workspace, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        var review = await ValidateAsync(workspace, cancellationToken).ConfigureAwait(false);
        if (!review.IsValid) return (new CorrectionReport { Id = id, Problems = review.Errors }, null, null);
        if (CorrectionSubject.Find(workspace.Model, id) is not { } subject)
        {
            var known = workspace.Model.Facts.Select(f => f.Id).Concat(workspace.Model.Materials.Select(m => m.Id));
            var unknown = Problem.Error(DispatchingProblems.NothingToCorrect, Place.Unknown, id) with { Mend = NearestName.Of(id, known) };
            return (new CorrectionReport { Id = id, Problems = [unknown] }, null, null);
        }

        var plan = Plan(review);
        return (null, plan, new Correction(await LedgerAsync(cancellationToken).ConfigureAwait(false), plan, subject));
    }
}
