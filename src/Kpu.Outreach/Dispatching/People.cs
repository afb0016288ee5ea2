using System.Globalization;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>What persons do: approve, hold, release, resolve, retract.</summary>
internal sealed class People(IDeliveryLedger ledger, TimeProvider clock)
{
    private const string ByPerson = "person";

    /// <summary>Approves the rendition of a delivery, or by its hash all deliveries with it.</summary>
    public Task<IReadOnlyList<Problem>> ApproveAsync(string id, TrailActor actor, CancellationToken cancellationToken) => ApproveAsync(id, ByPerson, actor, cancellationToken);

    /// <summary>Approves alone what two persons should approve.</summary>
    public async Task<IReadOnlyList<Problem>> ApproveInEmergencyAsync(string id, TrailActor actor, CancellationToken cancellationToken) => string.IsNullOrWhiteSpace(actor.Why)
        ? [Problem.Error(PeopleProblems.EmergencyWithoutWhy, Place.Unknown)]
        : await ApproveAsync(id, LedgerWork.InEmergency, actor, cancellationToken).ConfigureAwait(false);

    private async Task<IReadOnlyList<Problem>> ApproveAsync(string id, string kind, TrailActor actor, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(actor.By);
        var work = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        var targets = await FindAsync(work, id, WaitReason.Approval, cancellationToken).ConfigureAwait(false);
        if (targets.Count == 0) return [NotFound(id)];
        if (kind == LedgerWork.InEmergency)
        {
            var rules = await work.RulesAsync(cancellationToken).ConfigureAwait(false);
            targets = [.. targets.Where(t => rules.Campaigns.TryGetValue(t.Publication.Key.Campaign, out var campaign) && campaign.Approvers > 1)];
            if (targets.Count == 0) return [Problem.Error(PeopleProblems.EmergencyNotNeeded, Place.Unknown, id)];
        }

        var approved = 0;
        foreach (var (campaign, rendition) in targets.Select(t => (t.Publication.Key.Campaign, t.Delivery.Rendition)).Distinct())
        {
            var isNew = await work.ApproveAsync(
                new ApprovalRow(campaign, rendition, actor.By, kind, actor.Why, actor.SystemUser, work.Now), cancellationToken).ConfigureAwait(false);
            if (!isNew) continue;
            approved++;
            work.Note("approved", null, null, null, kind, rendition.Hex, actor);
        }

        if (approved == 0) return [Problem.Error(PeopleProblems.ApprovedBefore, Place.Unknown, actor.By)];
        var renditions = targets.Select(t => (t.Publication.Key.Campaign, t.Delivery.Rendition)).ToHashSet();
        await Reconsider.AllAsync(work, (d, p) => renditions.Contains((p.Key.Campaign, d.Rendition)), "approved", cancellationToken).ConfigureAwait(false);
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
        return [];
    }

    /// <summary>Lets likely duplicates go out.</summary>
    public async Task<IReadOnlyList<Problem>> AllowDuplicateAsync(string id, TrailActor actor, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(actor.By);
        var work = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        var targets = await FindAsync(work, id, WaitReason.Duplicate, cancellationToken).ConfigureAwait(false);
        if (targets.Count == 0) return [NotFound(id)];
        targets = [.. targets.Where(t => t.Delivery is { State: DeliveryState.Waiting, WaitsFor: WaitReason.Duplicate })];
        if (targets.Count == 0) return [Problem.Error(PeopleProblems.NoDuplicate, Place.Unknown, id)];
        foreach (var (delivery, publication) in targets)
        {
            await work.ApproveAsync(
                new ApprovalRow(publication.Key.Campaign, delivery.Rendition, actor.By, LedgerWork.OfDuplicate, actor.Why, actor.SystemUser, work.Now, delivery.Id), cancellationToken).ConfigureAwait(false);
            work.Note("approved", delivery.Publication, delivery.Id, null, LedgerWork.OfDuplicate, delivery.Rendition.Hex, actor);
            await Reconsider.Async(work, delivery with { Problem = null, ProblemArguments = [] }, publication, "approved", cancellationToken).ConfigureAwait(false);
        }

        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
        return [];
    }

    public async Task<long> HoldAsync(HoldScope scope, string value, DateTimeOffset? until, TrailActor actor, CancellationToken cancellationToken)
    {
        var work = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        var hold = new HoldRow { Scope = scope, Value = value, By = actor.By, Why = actor.Why, From = work.Now, Until = until };
        var id = await work.Session.Gates.SetHoldAsync(hold, cancellationToken).ConfigureAwait(false);
        work.GatesChanged();
        work.Note("held", null, null, null, char.ToLowerInvariant(scope.ToString()[0]) + scope.ToString()[1..], FormattableString.Invariant($"hold:{id}"), actor);
        await Reconsider.AllAsync(work, (d, p) => hold.Stops(d, p, work.Now), "held", cancellationToken).ConfigureAwait(false);
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
        return id;
    }

    public async Task<IReadOnlyList<Problem>> ReleaseAsync(long id, TrailActor actor, CancellationToken cancellationToken)
    {
        var work = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        var holds = await work.Session.Gates.HoldsAsync(cancellationToken).ConfigureAwait(false);
        var text = id.ToString(CultureInfo.InvariantCulture);
        if (holds.FirstOrDefault(h => h.Id == id) is not { } hold) return [NotFound(text)];
        if (hold.ReleasedAt is not null) return [Problem.Error(PeopleProblems.ReleasedBefore, Place.Unknown, text)];
        await work.Session.Gates.SetHoldAsync(hold with { ReleasedAt = work.Now, ReleasedBy = actor.By }, cancellationToken).ConfigureAwait(false);
        work.GatesChanged();
        work.Note("released", null, null, null, null, "hold:" + text, actor);
        await Reconsider.AllAsync(work, (d, p) => d.WaitsFor == WaitReason.Hold, "released", cancellationToken).ConfigureAwait(false);
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
        return [];
    }

    /// <summary>Settles what only a person can: it is published there, or it is not and may go out.</summary>
    public async Task<IReadOnlyList<Problem>> ResolveAsync(long id, int? part, string? published, TrailActor actor, CancellationToken cancellationToken)
    {
        var work = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        var text = id.ToString(CultureInfo.InvariantCulture);
        if (await work.FindDeliveryAsync(id, cancellationToken).ConfigureAwait(false) is not { } delivery) return [NotFound(text)];
        if (part is { } wanted && wanted != delivery.Part) return [Problem.Error(PeopleProblems.OtherPart, Place.Unknown, text, (delivery.Part + 1).ToString(CultureInfo.InvariantCulture))];
        var open = delivery.State is DeliveryState.Uncertain or DeliveryState.Accepted || delivery is { State: DeliveryState.Waiting, WaitsFor: WaitReason.Person or WaitReason.Credential or WaitReason.Fact or WaitReason.Consent }
            || (delivery is { State: DeliveryState.Waiting, WaitsFor: WaitReason.Duplicate } && published is not null);
        if (!open) return [Problem.Error(PeopleProblems.NothingToResolve, Place.Unknown, text, delivery.State.Word())];
        var publication = await work.PublicationAsync(delivery.Publication, cancellationToken).ConfigureAwait(false);
        work.Note("resolved", delivery, published is null ? "not-published" : "published", actor);
        if (published is not null)
        {
            var url = Uri.TryCreate(published, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" ? parsed : null;
            await OutcomeRules.DoneAsync(work, delivery, publication, new Receipt(published, url), allParts: false, "resolved", cancellationToken).ConfigureAwait(false);
        }
        else if (delivery is { Operation: Operations.Revise, State: DeliveryState.Waiting })
        {
            // The person lets what is public stand as it is.
            await work.EndAsync(delivery with { Cause = Enqueuing.RefusedByPerson }, DeliveryState.Cancelled, "resolved", cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await work.MoveAsync(
                delivery with { Attempts = 0, Handle = null, GiveUpAt = null, UnprovenSince = null, Problem = null, ProblemArguments = [], Late = LatePolicy.Publish, Cause = Enqueuing.DecidedByPerson },
                DeliveryState.Waiting, WaitReason.Turn, work.Now, "resolved", cancellationToken).ConfigureAwait(false);
        }

        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
        return [];
    }

    /// <summary>Takes back what is public.</summary>
    public async Task<IReadOnlyList<Problem>> RetractAsync(long publicationId, TrailActor actor, CancellationToken cancellationToken)
    {
        var work = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        var text = publicationId.ToString(CultureInfo.InvariantCulture);
        var deliveries = await work.OfAsync(publicationId, cancellationToken).ConfigureAwait(false);
        if (deliveries.Count == 0) return [NotFound(text)];
        var publication = await work.PublicationAsync(publicationId, cancellationToken).ConfigureAwait(false);
        foreach (var waiting in deliveries.Where(d => d.State == DeliveryState.Waiting && d.UnprovenSince is null && d.Operation != Operations.Retract))
            await work.EndAsync(waiting, DeliveryState.Cancelled, "retract", cancellationToken).ConfigureAwait(false);

        // What is on its way, or may be public without proof, is taken back as soon as that is known.
        var moving = deliveries.LastOrDefault(d => !d.State.IsFinal() && d.Operation != Operations.Retract && (d.State != DeliveryState.Waiting || d.UnprovenSince is not null));
        var isThere = publication.Live is not null && publication.State is not (PublicationState.Withdrawn or PublicationState.Gone);
        if (deliveries.Any(d => d.Operation == Operations.Retract && !d.State.IsFinal()))
        {
            // It is being taken back already.
        }
        else if (isThere || moving is not null)
        {
            var row = new DeliveryRow
            {
                Publication = publicationId, Account = publication.Key.Account, Operation = Operations.Retract, Rendition = publication.Live ?? moving!.Rendition, Since = work.Now, Intended = work.Now,
                WaitsFor = moving is null ? WaitReason.Turn : WaitReason.Predecessor, Due = moving is null ? work.Now : null, Predecessor = moving?.Id, Cause = "retract",
            };
            await work.AddAsync(row, "retract", cancellationToken).ConfigureAwait(false);
        }
        else if (publication.State == PublicationState.NotYet)
        {
            // Nothing was public, and nothing shall become it.
            work.Move(publication, PublicationState.Withdrawn);
        }

        work.Note("retracted", publicationId, null, null, null, "person", actor);
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
        return [];
    }

    private async ValueTask<LedgerWork> OpenAsync(CancellationToken cancellationToken)
    {
        var work = await LedgerWork.OpenAsync(ledger, LedgerAccess.Change, clock.GetUtcNow(), null, cancellationToken).ConfigureAwait(false);
        work.By = LifeMovers.Person;
        return work;
    }

    private static async ValueTask<IReadOnlyList<(DeliveryRow Delivery, PublicationRow Publication)>> FindAsync(LedgerWork work, string id, WaitReason reason, CancellationToken cancellationToken)
    {
        var found = new List<(DeliveryRow, PublicationRow)>();
        if (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            if (await work.FindDeliveryAsync(number, cancellationToken).ConfigureAwait(false) is { } one)
                found.Add((one, await work.PublicationAsync(one.Publication, cancellationToken).ConfigureAwait(false)));
            return found;
        }

        for (var after = 0L; ;)
        {
            var page = await work.InAsync([DeliveryState.Waiting], after, 1000, cancellationToken).ConfigureAwait(false);
            foreach (var delivery in page)
            {
                after = delivery.Id;
                // A campaign's id means all that waits for this in it; a hash, or its first digits, all that carries it.
                var publication = await work.PublicationAsync(delivery.Publication, cancellationToken).ConfigureAwait(false);
                if (delivery.WaitsFor == reason && (publication.Key.Campaign == id || (id.Length >= 8 && delivery.Rendition.Hex.StartsWith(id, StringComparison.OrdinalIgnoreCase))))
                    found.Add((delivery, publication));
            }

            if (page.Count < 1000) return found;
        }
    }

    private static Problem NotFound(string id) => Problem.Error(PeopleProblems.NotFound, Place.Unknown, id);
}

/// <summary>The codes of problems with what persons ask for.</summary>
public static class PeopleProblems
{
    /// <summary>No such delivery, publication, rendition or hold.</summary>
    public const string NotFound = "id-not-found";

    /// <summary>The same person approved it before.</summary>
    public const string ApprovedBefore = "approved-before";

    /// <summary>An emergency approval was given without a reason.</summary>
    public const string EmergencyWithoutWhy = "emergency-without-why";

    /// <summary>An emergency approval was given where one person's ordinary approval is enough.</summary>
    public const string EmergencyNotNeeded = "emergency-not-needed";

    /// <summary>What shall go out although it is a likely duplicate waits for no such decision.</summary>
    public const string NoDuplicate = "no-duplicate-waits";

    /// <summary>The hold was released before.</summary>
    public const string ReleasedBefore = "released-before";

    /// <summary>Another part is open.</summary>
    public const string OtherPart = "other-part-open";

    /// <summary>The delivery needs no person.</summary>
    public const string NothingToResolve = "nothing-to-resolve";
}
