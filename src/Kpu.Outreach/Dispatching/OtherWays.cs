using Kpu.Outreach.Ledger;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>
/// How a person's correction goes on where what stands there cannot be changed: a note beside it, else it is taken back and, behind the proof of that, issued anew under the next number; else it stays a
/// person's task. Planning alone never does this.
/// </summary>
internal sealed class OtherWays(IDeliveryLedger ledger, TimeProvider clock, OutreachPlan plan, Func<string, EffectiveChannel?> channels, string? approver)
{
    private const int ChunkSize = 200;

    public async Task GoAsync(IReadOnlyList<CorrectionPlace> places, CancellationToken cancellationToken)
    {
        if (places.Count == 0) return;
        var keys = places.Select(p => p.Key.FirstIssue).ToHashSet();
        var wanted = plan.Deliveries.Where(d => keys.Contains(d.Key)).ToDictionary(d => d.Key);
        foreach (var chunk in places.Chunk(ChunkSize))
        {
            var work = await LedgerWork.OpenAsync(ledger, LedgerAccess.Change, clock.GetUtcNow(), null, cancellationToken).ConfigureAwait(false);
            await using var _ = work.ConfigureAwait(false);
            work.By = LifeMovers.Person;
            foreach (var place in chunk)
                if (wanted.TryGetValue(place.Key.FirstIssue, out var planned)) await GoAsync(work, place.Publication, planned, cancellationToken).ConfigureAwait(false);
            await work.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask GoAsync(LedgerWork work, long number, PlannedDelivery planned, CancellationToken cancellationToken)
    {
        var publication = await work.PublicationAsync(number, cancellationToken).ConfigureAwait(false);
        var deliveries = await work.OfAsync(number, cancellationToken).ConfigureAwait(false);
        var isThread = deliveries.Any(d => d.Parts > 1) && channels(publication.Key.Account)?.Adapter.GetRole<ISnapshotPublisher>() is null;
        var open = deliveries.Where(d => !d.State.IsFinal()).ToList();
        if (publication.Live is not { } live || open.FindLast(d => d is { Operation: Operations.Revise, IsUnsent: true }) is not { } revision) return;
        if (revision.Problem != DispatchingProblems.CannotRevise && !isThread) return;

        // An older note that has not gone out is overtaken; whatever else moves is awaited first.
        var notes = open.Where(d => d is { Operation: Operations.Annotate, IsUnsent: true }).ToList();
        if (open.Count > notes.Count + 1) return;
        var note = planned.Note;
        if (note is null && (isThread || !planned.CanReissue)) return;
        foreach (var overtaken in notes) await work.EndAsync(overtaken, DeliveryState.Cancelled, "replaced", cancellationToken).ConfigureAwait(false);
        await work.EndAsync(revision with { Cause = Enqueuing.DoneOtherwise, Problem = null, ProblemArguments = [] }, DeliveryState.Cancelled, Enqueuing.DoneOtherwise, cancellationToken).ConfigureAwait(false);
        if (note is not null) await AnnotateAsync(work, publication, planned with { Rendition = note }, cancellationToken).ConfigureAwait(false);
        else await ReissueAsync(work, publication, live, planned, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AnnotateAsync(LedgerWork work, PublicationRow publication, PlannedDelivery note, CancellationToken cancellationToken)
    {
        work.Add(note.Rendition);
        if (plan.Campaigns.FirstOrDefault(c => c.Id == publication.Key.Campaign) is { } campaign)
            await Enqueuing.ApproveAsync(work, note, campaign.Approval, approver, null, cancellationToken).ConfigureAwait(false);
        var row = new DeliveryRow
        {
            Publication = publication.Id, Account = publication.Key.Account, Operation = Operations.Annotate, Rendition = note.Rendition.Hash, Since = work.Now, Intended = work.Now, Cause = "correct",
        };
        await work.AddAsync(Reconsider.Apply(row, await Gates.DecideAsync(work, row, publication, cancellationToken).ConfigureAwait(false), work.Now), "correct", cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask ReissueAsync(LedgerWork work, PublicationRow publication, Primitives.ContentHash live, PlannedDelivery planned, CancellationToken cancellationToken)
    {
        var retraction = await work.AddAsync(
            new DeliveryRow
            {
                Publication = publication.Id, Account = publication.Key.Account, Operation = Operations.Retract, Rendition = live, Since = work.Now, Intended = work.Now,
                WaitsFor = WaitReason.Turn, Due = work.Now, Cause = LedgerWork.Reissue,
            },
            LedgerWork.Reissue, cancellationToken).ConfigureAwait(false);
        var key = publication.Key;
        do
        {
            key = key.NextIssue();
            await work.LoadAsync([key], cancellationToken).ConfigureAwait(false);
        }
        while (work.Known(key) is not null);

        var issue = await work.AddAsync(
            new PublicationRow { Key = key, Office = publication.Office, Channel = publication.Channel, Title = planned.Rendition.Title, Plan = publication.Plan }, cancellationToken).ConfigureAwait(false);
        await work.AddWordingsAsync([new WordingRow(planned.Rendition.Wording, key.Campaign, key.Material, key.Occurrence)], cancellationToken).ConfigureAwait(false);
        await work.AddAsync(
            new DeliveryRow
            {
                Publication = issue.Id, Account = key.Account, Operation = Operations.Publish, Rendition = planned.Rendition.Hash, Parts = planned.Rendition.Parts.Count, Since = work.Now, Intended = work.Now,
                ClosesAt = planned.ClosesAt, WaitsFor = WaitReason.Predecessor, Predecessor = retraction.Id, Cause = LedgerWork.Reissue,
            },
            LedgerWork.Reissue, cancellationToken).ConfigureAwait(false);
    }
}
