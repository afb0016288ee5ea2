using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>What is corrected: a fact, everywhere it is cited, or a material.</summary>
/// <param name="Id">The fact's or material's id.</param>
/// <param name="Version">The fact's version; null for a material.</param>
/// <param name="Resting">The facts that take their value from it; empty for a material.</param>
internal sealed record CorrectionSubject(string Id, int? Version, IReadOnlySet<string> Resting)
{
    /// <summary>Finds what an id means in a model, facts first; null when it means nothing.</summary>
    public static CorrectionSubject? Find(OutreachModel model, string id)
    {
        if (model.Facts.FirstOrDefault(f => f.Id == id) is { } fact) return new CorrectionSubject(id, fact.Version, RestingOn(model.Facts, id));
        return model.Materials.Any(m => m.Id == id) ? new CorrectionSubject(id, null, new HashSet<string>()) : null;
    }

    /// <summary>Whether a rendition has to do with it at all.</summary>
    public bool Concerns(Rendition rendition) => Version is { } version
        ? rendition.Inputs.Facts.Any(f => (f.Id == Id && f.Version < version) || Resting.Contains(f.Id))
        : rendition.Inputs.Material == Id;

    /// <summary>Whether a rendition carries the older version.</summary>
    /// <param name="rendition">A rendition that it concerns.</param>
    /// <param name="planned">What is planned in its place; null when nothing is.</param>
    public bool IsOld(Rendition rendition, ContentHash? planned) =>
        (Version is { } version && rendition.Inputs.Facts.Any(f => f.Id == Id && f.Version < version)) || (planned is { } wanted && wanted != rendition.Hash);

    private static HashSet<string> RestingOn(IReadOnlyList<Fact> facts, string id)
    {
        var resting = new HashSet<string>(StringComparer.Ordinal) { id };
        while (facts.Where(f => f.Value.Length == 0 && f.BasedOn.Count > 0 && resting.Contains(f.BasedOn[0])).Count(f => resting.Add(f.Id)) > 0)
        {
            // Until no further fact takes its value from one of them.
        }

        resting.Remove(id);
        return resting;
    }
}

/// <summary>Finds every place that shows something older than what a person corrected, and tells how far each is. Planning and the engine do the work: this only reads, and notes who asked.</summary>
internal sealed class Correction(IDeliveryLedger ledger, OutreachPlan plan, CorrectionSubject subject)
{
    private const int PageSize = 500;

    // By its hash a rendition never changes: null where it does not concern the subject.
    private readonly Dictionary<ContentHash, Rendition?> _concerned = [];

    public async Task<CorrectionReport> ReadAsync(CancellationToken cancellationToken)
    {
        var places = new List<CorrectionPlace>();
        var candidates = await CandidatesAsync(cancellationToken).ConfigureAwait(false);
        var wanted = candidates.Count == 0 ? [] : Wanted(candidates);
        foreach (var chunk in candidates.Chunk(PageSize))
        {
            var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
            await using var _ = session.ConfigureAwait(false);
            var ids = chunk.Select(c => c.Key).ToList();
            var families = (await session.Deliveries.OfAsync(ids, cancellationToken).ConfigureAwait(false)).ToLookup(d => d.Publication);
            foreach (var publication in await session.Publications.ReadAsync(ids, cancellationToken).ConfigureAwait(false))
            {
                var place = publication.State == PublicationState.Withdrawn
                    ? await ReissuedAsync(session, publication, candidates, cancellationToken).ConfigureAwait(false)
                    : PlaceOf(publication, [.. families[publication.Id]], wanted.GetValueOrDefault(publication.Key.FirstIssue));
                if (place is not null) places.Add(place);
            }
        }

        return new CorrectionReport { Id = subject.Id, Version = subject.Version, Places = [.. places.OrderBy(p => p.Publication)] };
    }

    /// <summary>Writes into the trail who corrects which places.</summary>
    public async Task NoteAsync(IEnumerable<CorrectionPlace> places, TrailActor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var work = await LedgerWork.OpenAsync(ledger, LedgerAccess.Change, now, null, cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        foreach (var place in places) work.Note("corrected", place.Publication, null, null, null, subject.Id, actor);
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The publications of which something the subject concerns is, was or may be public.</summary>
    private async Task<SortedDictionary<long, PublicationKey>> CandidatesAsync(CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<long, PublicationKey>();
        for (var after = 0L; ;)
        {
            // A session a page: a long reading never holds back the engine.
            var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
            await using var _ = session.ConfigureAwait(false);
            var page = await session.Deliveries.InAsync([], after, PageSize, cancellationToken).ConfigureAwait(false);
            var ids = new HashSet<long>();
            foreach (var delivery in page)
            {
                after = delivery.Id;
                if (!MayShow(delivery)) continue;
                if (!_concerned.TryGetValue(delivery.Rendition, out var concerned))
                {
                    var rendition = await session.Renditions.FindAsync(delivery.Rendition, cancellationToken).ConfigureAwait(false);
                    _concerned[delivery.Rendition] = concerned = rendition is not null && subject.Concerns(rendition) ? rendition : null;
                }

                if (concerned is not null) ids.Add(delivery.Publication);
            }

            foreach (var publication in await session.Publications.ReadAsync(ids, cancellationToken).ConfigureAwait(false)) found[publication.Id] = publication.Key;
            if (page.Count < PageSize) return found;
        }
    }

    private Dictionary<PublicationKey, PlannedDelivery> Wanted(SortedDictionary<long, PublicationKey> candidates)
    {
        var keys = candidates.Values.Select(k => k.FirstIssue).ToHashSet();
        return plan.Deliveries.Where(d => keys.Contains(d.Key)).ToDictionary(d => d.Key);
    }

    private CorrectionPlace? PlaceOf(PublicationRow publication, IReadOnlyList<DeliveryRow> deliveries, PlannedDelivery? planned)
    {
        // What vanished shows nothing old any more.
        if (publication.State == PublicationState.Gone) return null;
        var wanted = planned?.Rendition.Hash;
        bool IsOld(ContentHash hash) => _concerned.GetValueOrDefault(hash) is { } rendition && subject.IsOld(rendition, wanted);
        var shows = publication.Live is { } live && IsOld(live);
        var mayShow = deliveries.Any(d => !d.State.IsFinal() && MayShow(d) && IsOld(d.Rendition));
        if (!shows && !mayShow && (publication.Live is null || !deliveries.Any(d => MayShow(d) && IsOld(d.Rendition)))) return null;
        var place = At(publication);
        if (!shows && !mayShow) return place;
        return deliveries.FirstOrDefault(d => !d.State.IsFinal()) is { } open ? Moving(place, open) : Standing(place, deliveries, planned);
    }

    /// <summary>What was taken back shows nothing old; where it was issued anew, that issue is the place, unless it is one of its own.</summary>
    private static async ValueTask<CorrectionPlace?> ReissuedAsync(ILedgerSession session, PublicationRow publication, SortedDictionary<long, PublicationKey> candidates, CancellationToken cancellationToken)
    {
        var issue = publication;
        while (issue.State == PublicationState.Withdrawn)
        {
            var next = await session.Publications.FindAsync([issue.Key.NextIssue()], cancellationToken).ConfigureAwait(false);
            if (next.Count == 0) return null;
            issue = next[0];
        }

        var deliveries = await session.Deliveries.OfAsync([issue.Id], cancellationToken).ConfigureAwait(false);
        var place = At(publication) with { ReissuedAs = issue.Id, Receipt = issue.Receipt };

        // A later correction of the new issue tells of it under its own number.
        if (candidates.ContainsKey(issue.Id) && deliveries.Any(d => d.Operation != Operations.Publish)) return null;
        if (deliveries.FirstOrDefault(d => !d.State.IsFinal()) is { } open) return Moving(place, open);
        if (issue.Live is not null) return place;
        var last = deliveries[^1];
        return place with { State = CorrectionState.NeedsPerson, Delivery = last.Id, Problem = last.Problem is { } code ? new Problem { Code = code, Arguments = last.ProblemArguments } : null };
    }

    private static CorrectionPlace At(PublicationRow publication) =>
        new() { Publication = publication.Id, Key = publication.Key, Channel = publication.Channel, Title = publication.Title, State = CorrectionState.Corrected, Receipt = publication.Receipt };

    private static CorrectionPlace Moving(CorrectionPlace place, DeliveryRow open) => place with
    {
        State = open.WaitsFor is { } reason && Backlog.IsForPerson(reason) ? CorrectionState.NeedsPerson
            : open.WaitsFor is null or WaitReason.Turn or WaitReason.Platform ? CorrectionState.OnItsWay
            : CorrectionState.Waiting,
        Delivery = open.Id,
        WaitsFor = open.WaitsFor,
        Problem = open.Problem is { } code ? new Problem { Code = code, Arguments = open.ProblemArguments } : null,
    };

    /// <summary>Why nothing moves where something old stands.</summary>
    private static CorrectionPlace Standing(CorrectionPlace place, IReadOnlyList<DeliveryRow> deliveries, PlannedDelivery? planned)
    {
        Problem Because(string code) => Problem.Error(code, Place.Unknown, place.Key.Account);
        if (planned is null) return place with { State = CorrectionState.NeedsPerson, Problem = Because(DispatchingProblems.NoLongerPlanned) };
        var note = planned.Note?.Hash;
        var last = deliveries.LastOrDefault(d => d.Operation == Operations.Annotate && d.Rendition == note);
        if (last is { State: DeliveryState.Published }) return place with { Receipt = last.Receipt };
        last = last is { State: DeliveryState.Rejected } ? last
            : deliveries.LastOrDefault(d => d is { Operation: Operations.Retract, Cause: LedgerWork.Reissue, State: DeliveryState.Rejected })
            ?? deliveries.LastOrDefault(d => d.Operation == Operations.Revise && d.Rendition == planned.Rendition.Hash);
        return last switch
        {
            { State: DeliveryState.Rejected } => place with
            {
                State = CorrectionState.NeedsPerson,
                Delivery = last.Id,
                Problem = last.Problem is { } code ? new Problem { Code = code, Arguments = last.ProblemArguments } : Because(DispatchingProblems.LeftStanding),
            },
            { State: DeliveryState.Cancelled, Cause: Enqueuing.RefusedByPerson } => place with { State = CorrectionState.NeedsPerson, Delivery = last.Id, Problem = Because(DispatchingProblems.LeftStanding) },
            _ => place with { State = CorrectionState.Waiting },
        };
    }

    private static bool MayShow(DeliveryRow delivery) =>
        delivery.Operation is Operations.Publish or Operations.Revise
        && (delivery.Part > 0 || delivery.UnprovenSince is not null || delivery.State is DeliveryState.InFlight or DeliveryState.Accepted or DeliveryState.Uncertain or DeliveryState.Published);
}
