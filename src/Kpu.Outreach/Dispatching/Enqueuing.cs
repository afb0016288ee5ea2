using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>What merging a plan into the ledger did, in numbers of publications.</summary>
/// <param name="Added">New ones.</param>
/// <param name="Unchanged">Those that stand as planned.</param>
/// <param name="Replaced">Unsent ones whose text changed.</param>
/// <param name="Retimed">Unsent ones whose moment changed.</param>
/// <param name="Revised">Public ones that will be changed where they stand.</param>
/// <param name="Cancelled">Unsent ones that are no longer wanted.</param>
public sealed record EnqueueResult(int Added = 0, int Unchanged = 0, int Replaced = 0, int Retimed = 0, int Revised = 0, int Cancelled = 0)
{
    /// <summary>How many publications the plan wants.</summary>
    public int Planned => Added + Unchanged + Replaced + Retimed + Revised;
}

/// <summary>Merges a plan into the ledger: new is added, unsent is replaced or re-timed, removed is cancelled if unsent, and what is public is revised, never published a second time.</summary>
internal sealed class Enqueuing(IDeliveryLedger ledger, TimeProvider clock, Func<string, EffectiveChannel?> channels)
{
    private const int ChunkSize = 500;
    private const string PlanNumber = "plan";

    /// <summary>The cause of a revision that a person decided against.</summary>
    public const string RefusedByPerson = "refused";

    /// <summary>The cause of a delivery that a person lets go out although it is late.</summary>
    public const string DecidedByPerson = "person";

    /// <summary>The cause of a revision in whose place a note tells what the text should say, or the text was taken back and issued anew.</summary>
    public const string DoneOtherwise = "done-otherwise";

    private readonly WordingNotes _wordings = new();
    private bool _inDoubt;
    private int _added, _unchanged, _replaced, _retimed, _revised, _cancelled;

    /// <param name="plan">The plan.</param>
    /// <param name="approver">Who approves what waits for a person; only a rehearsal has one.</param>
    /// <param name="caller">Who approves by the call itself; null where the plan approves.</param>
    /// <param name="cancellationToken">Stops between transactions; what is merged stays.</param>
    public async Task<EnqueueResult> RunAsync(OutreachPlan plan, string? approver, string? caller, CancellationToken cancellationToken)
    {
        var (number, rulesChanged) = await BeginAsync(plan, cancellationToken).ConfigureAwait(false);
        var policies = plan.Campaigns.ToDictionary(c => c.Id, c => c.Approval, StringComparer.Ordinal);
        foreach (var chunk in plan.Deliveries.Chunk(ChunkSize))
        {
            var work = await OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (work.ConfigureAwait(false))
            {
                await work.LoadAsync([.. chunk.Select(p => p.Key)], cancellationToken).ConfigureAwait(false);
                await work.LoadApprovalsAsync(chunk.Select(p => p.Rendition.Hash), cancellationToken).ConfigureAwait(false);
                foreach (var planned in chunk)
                {
                    await ApproveAsync(work, planned, policies.GetValueOrDefault(planned.Key.Campaign, ApprovalPolicy.Default), approver, caller, cancellationToken).ConfigureAwait(false);
                    await MergeAsync(work, planned, number, cancellationToken).ConfigureAwait(false);
                }

                await _wordings.FlushAsync(work, cancellationToken).ConfigureAwait(false);
                await work.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        if (plan.IsWhole) await CancelUnwantedAsync(number, cancellationToken).ConfigureAwait(false);
        if (plan.IsWhole && _inDoubt) await ClearDoubtAsync(cancellationToken).ConfigureAwait(false);
        if (rulesChanged) await ReconsiderAsync(cancellationToken).ConfigureAwait(false);
        return new EnqueueResult(_added, _unchanged, _replaced, _retimed, _revised, _cancelled);
    }

    /// <summary>A new policy, fact or calendar may have opened a gate for what the plan itself leaves unchanged.</summary>
    private async ValueTask ReconsiderAsync(CancellationToken cancellationToken)
    {
        var work = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        await Reconsider.AllAsync(work, (d, _) => d.WaitsFor is WaitReason.Approval or WaitReason.Fact or WaitReason.QuietPeriod, "rules", cancellationToken).ConfigureAwait(false);
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(long Number, bool RulesChanged)> BeginAsync(OutreachPlan plan, CancellationToken cancellationToken)
    {
        var work = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        var number = await work.Session.Gates.NumberAsync(PlanNumber, cancellationToken).ConfigureAwait(false) + 1;
        await work.Session.Gates.SetNumberAsync(PlanNumber, number, cancellationToken).ConfigureAwait(false);
        _inDoubt = await work.Session.Gates.NumberAsync(Custody.Doubt, cancellationToken).ConfigureAwait(false) != 0;
        var before = await work.RulesAsync(cancellationToken).ConfigureAwait(false);
        var contradicted = Contradictions.Among(plan.Facts);
        await work.Session.Gates.SetRulesAsync(
            [.. plan.Campaigns.Select(c => new CampaignRow(c.Id, c.Approval.Mode == ApprovalMode.ByPerson ? c.Approval.Approvers : 0, c.Approval.Role))],
            plan.IsWhole ? plan.ClosedTimes : null,
            [.. plan.Facts.Select(f => new FactRow(f.Id, f.Version, f.Status == FactStatus.Verified && !contradicted.ContainsKey(f.Id)))],
            cancellationToken).ConfigureAwait(false);
        work.Note("planned", null, null, null, null, FormattableString.Invariant($"plan:{number}"));
        work.GatesChanged();
        var after = await work.RulesAsync(cancellationToken).ConfigureAwait(false);
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
        return (number, !Same(before, after));
    }

    /// <summary>The plan knows everything now that another copy of the ledger may have planned.</summary>
    private async ValueTask ClearDoubtAsync(CancellationToken cancellationToken)
    {
        var work = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        await work.Session.Gates.SetNumberAsync(Custody.Doubt, 0, cancellationToken).ConfigureAwait(false);
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<LedgerWork> OpenAsync(CancellationToken cancellationToken)
    {
        var work = await LedgerWork.OpenAsync(ledger, LedgerAccess.Change, clock.GetUtcNow(), null, cancellationToken).ConfigureAwait(false);
        work.By = LifeMovers.Plan;
        return work;
    }

    private static bool Same(GateRules before, GateRules after) =>
        before.Closures.SequenceEqual(after.Closures)
        && after.Campaigns.All(c => !before.Campaigns.TryGetValue(c.Key, out var old) || old == c.Value)
        && after.Facts.All(f => !before.Facts.TryGetValue(f.Key, out var old) || old == f.Value);

    /// <summary>Approves what a plan, a rehearsal's role or a call approves.</summary>
    public static async ValueTask ApproveAsync(LedgerWork work, PlannedDelivery planned, ApprovalPolicy policy, string? approver, string? caller, CancellationToken cancellationToken)
    {
        var (by, kind) = (caller, policy.Mode, approver) switch
        {
            ({ } person, _, _) => (person, "call"),
            (_, ApprovalMode.ByPlanning, _) => (LedgerWork.ByPlan, LedgerWork.ByPlan),
            (_, _, { } role) => (role, "rehearsal"),
            _ => (null, ""),
        };
        if (by is null) return;
        // The plan's word is asked for once; a caller's or a role's stands beside it.
        if (kind == LedgerWork.ByPlan && (await work.ApproversAsync(planned.Key.Campaign, planned.Rendition.Hash, cancellationToken).ConfigureAwait(false)).All > 0) return;
        work.Add(planned.Rendition);
        if (!await work.ApproveAsync(new ApprovalRow(planned.Key.Campaign, planned.Rendition.Hash, by, kind, null, null, work.Now), cancellationToken).ConfigureAwait(false)) return;
        work.Note("approved", null, null, null, kind, planned.Rendition.Hash.Hex, kind == LedgerWork.ByPlan ? null : new TrailActor(by));
    }

    private async ValueTask MergeAsync(LedgerWork work, PlannedDelivery planned, long number, CancellationToken cancellationToken)
    {
        if (work.Known(planned.Key) is not { } found)
        {
            Keep(work, planned);
            var row = new PublicationRow { Key = planned.Key, Office = planned.Office.Code, Channel = planned.Channel, Title = planned.Rendition.Title, Plan = number };
            await AddAsync(work, await work.AddAsync(row, cancellationToken).ConfigureAwait(false), planned, Operations.Publish, null, "plan", cancellationToken).ConfigureAwait(false);
            _added++;
            return;
        }

        if (found.Plan > number)
        {
            // Two workers follow one workspace: what a later plan said of it counts, whichever ends first.
            _unchanged++;
            return;
        }

        var publication = found with { Plan = number, Title = planned.Rendition.Title };
        if (publication != found) work.Update(publication);
        var deliveries = await work.OfAsync(publication.Id, cancellationToken).ConfigureAwait(false);
        var open = deliveries.Where(d => !d.State.IsFinal()).ToList();
        if (publication.State is PublicationState.Withdrawn or PublicationState.Gone || open.Exists(d => d.Operation == Operations.Retract))
        {
            // What was taken back to be issued anew goes on under the key of that issue.
            await work.LoadAsync([publication.Key.NextIssue()], cancellationToken).ConfigureAwait(false);
            if (work.Known(publication.Key.NextIssue()) is { } issue)
            {
                await MergeAsync(work, planned with { Key = issue.Key }, number, cancellationToken).ConfigureAwait(false);
                return;
            }

            // What a person took back, planning never brings back.
            _unchanged++;
            return;
        }

        var movable = open.FindLast(d => d.IsUnsent && d.Operation is Operations.Publish or Operations.Revise);
        var target = movable?.Rendition ?? open.LastOrDefault()?.Rendition ?? publication.Live;

        if (movable is { Operation: Operations.Publish })
            await ReplaceAsync(work, publication, movable, planned, cancellationToken).ConfigureAwait(false);
        else if (target == planned.Rendition.Hash)
            _unchanged++;
        else if (movable is not null)
            await ReviseAgainAsync(work, publication, movable, planned, cancellationToken).ConfigureAwait(false);
        else if (open.Count > 0 || publication.State != PublicationState.NotYet)
            await ReviseAsync(work, publication, deliveries, planned, open.LastOrDefault(), cancellationToken).ConfigureAwait(false);
        else
            await PublishAfterEndAsync(work, publication, deliveries[^1], planned, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ReplaceAsync(LedgerWork work, PublicationRow publication, DeliveryRow unsent, PlannedDelivery planned, CancellationToken cancellationToken)
    {
        if (unsent.Cause == LedgerWork.Reissue) planned = planned with { IsAsap = true, NotBefore = unsent.NotBefore, Late = unsent.Late };
        var intended = planned.IsAsap ? unsent.Intended : planned.Intended;
        var changed = unsent.Rendition != planned.Rendition.Hash;
        var notAfter = planned.IsAsap ? unsent.NotAfter : planned.NotAfter;
        var late = unsent.Cause == DecidedByPerson ? unsent.Late : planned.Late;
        var timed = (unsent.Intended, unsent.NotBefore, unsent.NotAfter, unsent.ClosesAt, unsent.Late) != (intended, planned.NotBefore, notAfter, planned.ClosesAt, late);
        if (!changed && !timed)
        {
            _unchanged++;
            return;
        }

        Keep(work, planned);
        var replaced = unsent with
        {
            Rendition = planned.Rendition.Hash,
            Parts = planned.Rendition.Parts.Count,
            Intended = intended,
            NotBefore = planned.NotBefore,
            NotAfter = notAfter,
            ClosesAt = planned.ClosesAt,
            Late = late,
            Problem = unsent.Problem == DispatchingProblems.LikelyDuplicate ? null : unsent.Problem,
        };
        work.Note(changed ? "replaced" : "retimed", replaced, changed ? planned.Rendition.Hash.Hex : "plan");
        await Reconsider.Async(work, replaced, publication, "plan", cancellationToken).ConfigureAwait(false);
        if (changed) _replaced++;
        else _retimed++;
    }

    private async ValueTask ReviseAgainAsync(LedgerWork work, PublicationRow publication, DeliveryRow unsent, PlannedDelivery planned, CancellationToken cancellationToken)
    {
        if (publication.Live == planned.Rendition.Hash)
        {
            // The change was taken back before it went out.
            await work.EndAsync(unsent, DeliveryState.Cancelled, "plan", cancellationToken).ConfigureAwait(false);
            _cancelled++;
            return;
        }

        Keep(work, planned);
        var replaced = unsent with { Rendition = planned.Rendition.Hash, Parts = planned.Rendition.Parts.Count };
        work.Note("replaced", replaced, planned.Rendition.Hash.Hex);
        await Reconsider.Async(work, replaced, publication, "plan", cancellationToken).ConfigureAwait(false);
        _revised++;
    }

    private async ValueTask ReviseAsync(LedgerWork work, PublicationRow publication, IReadOnlyList<DeliveryRow> deliveries, PlannedDelivery planned, DeliveryRow? running, CancellationToken cancellationToken)
    {
        // What a channel or person refused once is not asked again.
        if (deliveries.Any(d => d.Operation == Operations.Revise && d.Rendition == planned.Rendition.Hash && (d.State == DeliveryState.Rejected || (d.State == DeliveryState.Cancelled && d.Cause is RefusedByPerson or DoneOtherwise))))
        {
            _unchanged++;
            return;
        }

        Keep(work, planned);
        await AddAsync(work, publication, planned, Operations.Revise, running?.Id, "change", cancellationToken).ConfigureAwait(false);
        _revised++;
    }

    private async ValueTask PublishAfterEndAsync(LedgerWork work, PublicationRow publication, DeliveryRow last, PlannedDelivery planned, CancellationToken cancellationToken)
    {
        var worthTrying = last.State switch
        {
            DeliveryState.Cancelled => true,
            DeliveryState.Rejected => last.Rendition != planned.Rendition.Hash,
            DeliveryState.Expired => (last.Intended, last.NotAfter, last.ClosesAt) != (planned.Intended, planned.NotAfter, planned.ClosesAt)
                && !((planned.NotAfter ?? planned.ClosesAt) <= work.Now),
            _ => false,
        };
        if (!worthTrying)
        {
            _unchanged++;
            return;
        }

        Keep(work, planned);
        await AddAsync(work, publication, planned, Operations.Publish, null, "plan", cancellationToken).ConfigureAwait(false);
        _added++;
    }

    private async ValueTask AddAsync(LedgerWork work, PublicationRow publication, PlannedDelivery planned, Operations operation, long? predecessor, string cause, CancellationToken cancellationToken)
    {
        var publish = operation == Operations.Publish;
        var row = new DeliveryRow
        {
            Publication = publication.Id,
            Account = publication.Key.Account,
            Operation = operation,
            Rendition = planned.Rendition.Hash,
            Parts = planned.Rendition.Parts.Count,
            Since = work.Now,
            Intended = publish && !planned.IsAsap ? planned.Intended : publish && planned.NotBefore is { } from && from > work.Now ? from : work.Now,
            NotBefore = publish ? planned.NotBefore : null,
            NotAfter = publish && !planned.IsAsap ? planned.NotAfter : null,
            ClosesAt = publish ? planned.ClosesAt : null,
            Late = planned.Late,
            Predecessor = predecessor,
            Cause = cause,
        };
        if (!publish && !planned.CanRevise)
            row = row with { WaitsFor = WaitReason.Person, Problem = DispatchingProblems.CannotRevise, ProblemArguments = [planned.Channel.Value] };
        else
            row = Reconsider.Apply(row, await Gates.DecideAsync(work, row, publication, cancellationToken).ConfigureAwait(false), work.Now);
        var added = await work.AddAsync(row, cause, cancellationToken).ConfigureAwait(false);
        if (!_inDoubt || !publish || added.Intended > work.Now) return;
        work.By = LifeMovers.Accept;
        await Doubt.RaiseAsync(work, added, channels(added.Account), cancellationToken).ConfigureAwait(false);
        work.By = LifeMovers.Plan;
    }

    private void Keep(LedgerWork work, PlannedDelivery planned)
    {
        work.Add(planned.Rendition);
        _wordings.Add(planned.Key, planned.Rendition);
    }

    private async ValueTask CancelUnwantedAsync(long number, CancellationToken cancellationToken)
    {
        for (var after = 0L; ;)
        {
            var work = await OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = work.ConfigureAwait(false);
            var page = await work.UnwantedAsync(number, after, ChunkSize, cancellationToken).ConfigureAwait(false);
            foreach (var publication in page)
            {
                after = publication.Id;
                if (publication.Key.Campaign == OutreachPlan.DirectCampaign) continue;
                foreach (var delivery in await work.OfAsync(publication.Id, cancellationToken).ConfigureAwait(false))
                {
                    if (!delivery.IsUnsent || delivery.Operation == Operations.Retract) continue;
                    await work.EndAsync(delivery, DeliveryState.Cancelled, "removed", cancellationToken).ConfigureAwait(false);
                    _cancelled++;
                }
            }

            await work.CommitAsync(cancellationToken).ConfigureAwait(false);
            if (page.Count < ChunkSize) return;
        }
    }
}
