using System.Globalization;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>What follows from an outcome or observation: the one place that says so.</summary>
internal sealed class OutcomeRules(int mostAttempts)
{
    private const string Again = "again";

    /// <summary>What this run has done so far.</summary>
    public RunTally Tally { get; } = new();

    /// <summary>How long a look goes on where the channel names no end: a day.</summary>
    public static readonly TimeSpan LongestLooking = TimeSpan.FromDays(1);

    public async ValueTask ApplyAsync(LedgerWork work, ClaimResult result, CancellationToken cancellationToken)
    {
        var claim = result.Claim;
        work.By = result.Observation is null ? LifeMovers.Result : LifeMovers.Look;
        if (await work.FindDeliveryAsync(claim.Delivery.Id, cancellationToken).ConfigureAwait(false) is not { } delivery) return;
        var owned = delivery.Fence == claim.Delivery.Fence && (claim.IsLook ? delivery.State is DeliveryState.Accepted or DeliveryState.Uncertain : delivery.State == DeliveryState.InFlight);

        // That it is public is true whoever says it, as long as nobody has taken it up again meanwhile: then it must not go out a second time.
        var proof = (result.Outcome is Outcome.Done || result.Observation is { State: ObservedState.Live }) && delivery.Part == claim.Delivery.Part
            && (delivery.State is DeliveryState.Waiting or DeliveryState.Accepted or DeliveryState.Uncertain || await IsOnlyTraceAsync(work, delivery, result, cancellationToken).ConfigureAwait(false));
        if (!owned && !proof)
        {
            // Another worker owns it by now: what this one saw is kept in the trail and changes nothing.
            work.Note("late", delivery, result.Outcome?.Word ?? (result.Observation is { } late ? Word(late.State) : null));
            return;
        }

        if (!owned) work.Note("late", delivery, "proof");

        if (result.Observation is { } seen) await ObservedAsync(work, delivery, claim, seen, cancellationToken).ConfigureAwait(false);
        else if (result.Outcome is { } outcome) await EndedAsync(work, delivery, result, outcome, cancellationToken).ConfigureAwait(false);
        else if (claim.IsLook) await work.MoveAsync(delivery, delivery.State, delivery.WaitsFor, work.Now, "given-back", cancellationToken).ConfigureAwait(false);
        else await work.MoveAsync(delivery, DeliveryState.Waiting, WaitReason.Turn, work.Now, "given-back", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a delivery that ended without an effect is after all what stands there: all of it, and nothing else went out or goes out meanwhile.</summary>
    private static async ValueTask<bool> IsOnlyTraceAsync(LedgerWork work, DeliveryRow delivery, ClaimResult result, CancellationToken cancellationToken)
    {
        if (delivery is not { Operation: Operations.Publish, State: DeliveryState.Rejected or DeliveryState.Expired or DeliveryState.Cancelled }) return false;
        if (!result.SettlesAllParts && delivery.Part + 1 < delivery.Parts) return false;
        return await work.PublicationAsync(delivery.Publication, cancellationToken).ConfigureAwait(false) is { State: PublicationState.NotYet or PublicationState.Withdrawn, Live: null, Open: 0 };
    }

    /// <summary>A claim whose worker is gone: what it may have done is unknown.</summary>
    public async ValueTask LapsedAsync(LedgerWork work, DeliveryRow delivery, EffectiveChannel? channel, PublicationRow publication, CancellationToken cancellationToken)
    {
        var placement = channel?.Find(publication.Key.Placement);
        var problem = Problem.Error(DispatchingProblems.WorkerLost, Place.Unknown);
        if (placement?.Guarantee.RepeatSafeFor == TimeSpan.MaxValue)
            // Repeating gives the same one effect, so that a lost worker costs nothing.
            await work.MoveAsync(delivery, DeliveryState.Waiting, WaitReason.Turn, work.Now, problem.Code, cancellationToken).ConfigureAwait(false);
        else
            await UnknownAsync(work, delivery, placement, channel, problem, problem.Code, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A delivery that only looking can settle, and nobody can look.</summary>
    public async ValueTask CannotLookAsync(LedgerWork work, DeliveryRow delivery, TimeSpan pause, CancellationToken cancellationToken)
    {
        if ((delivery.GiveUpAt ?? work.Now) <= work.Now)
            await UncertainAsync(work, With(delivery, Problem.Error(DispatchingProblems.CannotProve, Place.Unknown)), WaitReason.Person, null, "observed", cancellationToken).ConfigureAwait(false);
        else
            await work.MoveAsync(delivery, delivery.State, delivery.WaitsFor, work.Now + pause, "observed", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A delivery that may be public and can no longer be repeated safely.</summary>
    public async ValueTask OnlyLookingHelpsAsync(LedgerWork work, DeliveryRow delivery, PlacementDescriptor placement, EffectiveChannel channel, CancellationToken cancellationToken)
    {
        if (CanBeLookedFor(channel, placement.Guarantee))
            await UncertainAsync(work, delivery with { GiveUpAt = work.Now + LongestLooking, Looks = 0 }, WaitReason.Proof, work.Now, "key-lapsed", cancellationToken).ConfigureAwait(false);
        else
            await UncertainAsync(work, With(delivery, Problem.Error(DispatchingProblems.CannotProve, Place.Unknown)), WaitReason.Person, null, "key-lapsed", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Nobody can tell by now whether it is public.</summary>
    public static async ValueTask UncertainAsync(LedgerWork work, DeliveryRow delivery, WaitReason waitsFor, DateTimeOffset? due, string cause, CancellationToken cancellationToken)
    {
        if (delivery.State != DeliveryState.Uncertain) Telemetry.Uncertain((await work.PublicationAsync(delivery.Publication, cancellationToken).ConfigureAwait(false)).Channel);
        await work.MoveAsync(delivery, DeliveryState.Uncertain, waitsFor, due, cause, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One part, or all, was carried out.</summary>
    public static async ValueTask DoneAsync(LedgerWork work, DeliveryRow delivery, PublicationRow publication, Receipt receipt, bool allParts, string cause, CancellationToken cancellationToken)
    {
        // The moment it began, so that a repeat of a set-like effect after a crash shows the same time.
        var at = delivery.StartedAt ?? work.Now;
        if (delivery.Parts > 1 && !allParts) work.Add(new ReceiptRow(delivery.Id, delivery.Part, receipt, at));
        var part = allParts ? delivery.Parts : delivery.Part + 1;
        var whole = part >= delivery.Parts;
        var carried = delivery with { Part = part, Attempts = 0, Problem = null, ProblemArguments = [], Handle = null, GiveUpAt = null, Looks = 0, UnprovenSince = null, Receipt = receipt, DoneAt = at };
        if (!whole) await work.MoveAsync(carried, DeliveryState.Waiting, WaitReason.Turn, work.Now, cause, cancellationToken).ConfigureAwait(false);

        var first = delivery.Part == 0 || allParts;
        switch (delivery.Operation)
        {
            case Operations.Publish:
                work.Move(
                    publication with { Live = delivery.Rendition, Receipt = first ? receipt : publication.Receipt, PublishedAt = first ? at : publication.PublishedAt },
                    whole ? PublicationState.Live : PublicationState.Partly);
                break;
            case Operations.Revise:
                work.Move(publication with { Live = delivery.Rendition, Receipt = receipt, UpdatedAt = at }, PublicationState.Live);
                break;
            case Operations.Retract:
                work.Move(publication with { UpdatedAt = at }, PublicationState.Withdrawn);
                break;
        }

        if (whole) await work.EndAsync(carried, DeliveryState.Published, cause, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask EndedAsync(LedgerWork work, DeliveryRow delivery, ClaimResult result, Outcome outcome, CancellationToken cancellationToken)
    {
        work.Note("outcome", delivery.Publication, delivery.Id, delivery.Parts > 1 ? delivery.Part : null, outcome.Word, outcome.Problem?.Code);
        var failed = With(delivery, outcome.Problem);
        switch (outcome)
        {
            case Outcome.Done done:
                var publication = await work.PublicationAsync(delivery.Publication, cancellationToken).ConfigureAwait(false);
                await DoneAsync(work, delivery, publication, result.Receipt ?? done.Receipt, result.SettlesAllParts, "outcome", cancellationToken).ConfigureAwait(false);
                Tally.Done(delivery.Operation);
                break;
            case Outcome.Accepted accepted:
                await work.MoveAsync(
                    delivery with { Handle = accepted.Handle, GiveUpAt = work.Now + accepted.GiveUpAt, Looks = 0 },
                    DeliveryState.Accepted, WaitReason.Platform, work.Now + accepted.LookAfter, "outcome", cancellationToken).ConfigureAwait(false);
                break;
            case Outcome.Deferred deferred:
                await work.MoveAsync(failed, DeliveryState.Waiting, WaitReason.Limit, Later(deferred.Until, work.Now), "outcome", cancellationToken).ConfigureAwait(false);
                break;
            case Outcome.Failed:
                await TryAgainAsync(work, failed with { Attempts = delivery.Attempts + 1 }, cancellationToken).ConfigureAwait(false);
                break;
            case Outcome.Rejected:
                await work.EndAsync(failed, DeliveryState.Rejected, "outcome", cancellationToken).ConfigureAwait(false);
                Tally.Rejected++;
                break;
            case Outcome.StaleCredential or Outcome.NeedsReconnect:
                await work.MoveAsync(failed, DeliveryState.Waiting, WaitReason.Credential, null, "outcome", cancellationToken).ConfigureAwait(false);
                break;
            case Outcome.NeedsPerson person:
                await work.MoveAsync(failed with { Problem = person.Problem?.Code ?? person.Task }, DeliveryState.Waiting, WaitReason.Person, null, "outcome", cancellationToken).ConfigureAwait(false);
                break;
            default:
                await UnknownAsync(work, delivery, result.Claim.Placement, result.Claim.Channel, outcome.Problem, null, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    // The trail says why nobody knows: what the outcome said, unless there is another cause.
    private async ValueTask UnknownAsync(LedgerWork work, DeliveryRow delivery, PlacementDescriptor? placement, EffectiveChannel? channel, Problem? problem, string? cause, CancellationToken cancellationToken)
    {
        var tried = With(delivery, problem) with { Attempts = delivery.Attempts + 1 };
        var guarantee = placement?.Guarantee ?? EffectGuarantee.None;
        var began = delivery.StartedAt ?? work.Now;

        // Where repeating is safe for ever, nothing needs to be proven; elsewhere the window of a key runs from its first use.
        if (guarantee.RepeatSafeFor != TimeSpan.MaxValue) tried = tried with { UnprovenSince = delivery.UnprovenSince ?? began };
        if (guarantee.RepeatSafeFor == TimeSpan.MaxValue || work.Now - (tried.UnprovenSince ?? began) < guarantee.RepeatSafeFor)
            await TryAgainAsync(work, tried, cancellationToken, cause ?? Again).ConfigureAwait(false);
        else if (channel is not null && CanBeLookedFor(channel, guarantee))
            await UncertainAsync(
                work,
                tried with { GiveUpAt = EndOfLooking(began, guarantee), Looks = 0 },
                WaitReason.Proof, work.Now + Pause(delivery, 1), cause ?? "outcome", cancellationToken).ConfigureAwait(false);
        else
            await UncertainAsync(work, tried, WaitReason.Person, null, cause ?? "outcome", cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ObservedAsync(LedgerWork work, DeliveryRow delivery, Claim claim, Observation seen, CancellationToken cancellationToken)
    {
        work.Note("observed", delivery.Publication, delivery.Id, delivery.Parts > 1 ? delivery.Part : null, Word(seen.State), null);
        var absentAfter = claim.Placement.Guarantee.AbsentAfter;
        var began = delivery.StartedAt ?? delivery.Since;
        var over = delivery.GiveUpAt is { } end && work.Now >= end;
        switch (seen.State)
        {
            case ObservedState.Live or ObservedState.Altered or ObservedState.Gone:
                var publication = await work.PublicationAsync(delivery.Publication, cancellationToken).ConfigureAwait(false);
                await DoneAsync(work, delivery, publication, seen.Receipt ?? new Receipt(delivery.Handle ?? ""), allParts: false, "observed", cancellationToken).ConfigureAwait(false);
                Tally.Done(delivery.Operation);
                if (seen.State != ObservedState.Live && delivery.Operation != Operations.Retract)
                    work.Move(await work.PublicationAsync(delivery.Publication, cancellationToken).ConfigureAwait(false), seen.State == ObservedState.Gone ? PublicationState.Gone : PublicationState.Altered);

                break;
            case ObservedState.Failed:
                await TryAgainAsync(work, delivery with { Attempts = delivery.Attempts + 1, UnprovenSince = null }, cancellationToken).ConfigureAwait(false);
                break;
            case ObservedState.Absent when absentAfter is { } window && work.Now >= began + window && (delivery.State == DeliveryState.Uncertain || over):
                // Proven absent: it may be published again.
                await TryAgainAsync(work, delivery with { UnprovenSince = null }, cancellationToken).ConfigureAwait(false);
                break;
            default:
                if (over && !(seen.State == ObservedState.Absent && absentAfter is not null))
                    await UncertainAsync(
                        work,
                        With(delivery, Problem.Error(DispatchingProblems.CannotProve, Place.Unknown)),
                        WaitReason.Person, null, "observed", cancellationToken).ConfigureAwait(false);
                else
                    await work.MoveAsync(delivery, delivery.State, delivery.WaitsFor, NextLook(work, delivery, began, absentAfter), "observed", cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask TryAgainAsync(LedgerWork work, DeliveryRow delivery, CancellationToken cancellationToken, string cause = Again)
    {
        if (delivery.Attempts >= mostAttempts)
        {
            var tired = delivery.Problem is null ? With(delivery, Problem.Error(DispatchingProblems.AttemptsUsedUp, Place.Unknown, mostAttempts.ToString(CultureInfo.InvariantCulture))) : delivery;
            await work.MoveAsync(tired, DeliveryState.Waiting, WaitReason.Person, null, DispatchingProblems.AttemptsUsedUp, cancellationToken).ConfigureAwait(false);
            return;
        }

        var due = delivery.Attempts == 0 ? work.Now : work.Now + Pause(delivery, delivery.Attempts);
        await work.MoveAsync(delivery with { Handle = null, GiveUpAt = null }, DeliveryState.Waiting, WaitReason.Retry, due, cause, cancellationToken).ConfigureAwait(false);
    }

    private static DateTimeOffset NextLook(LedgerWork work, DeliveryRow delivery, DateTimeOffset began, TimeSpan? absentAfter)
    {
        var next = work.Now + Pause(delivery, delivery.Looks + 1);
        // Absence is proof just then and not a moment earlier.
        return absentAfter is { } window && began + window > work.Now && began + window < next ? began + window : next;
    }

    private static TimeSpan Pause(DeliveryRow delivery, int attempt) => Backoff.Pause(attempt, FormattableString.Invariant($"{delivery.Id}/{delivery.Part}"));

    private static DeliveryRow With(DeliveryRow delivery, Problem? problem) =>
        problem is null ? delivery : delivery with { Problem = problem.Code, ProblemArguments = problem.Arguments };

    /// <summary>Whether looking can find an effect: the placement says how, and the channel can look.</summary>
    public static bool CanBeLookedFor(EffectiveChannel channel, EffectGuarantee guarantee) =>
        guarantee.FoundBy is EffectProof.Key or EffectProof.Handle or EffectProof.Search && channel.Adapter.GetRole<IStatusReader>() is not null;

    /// <summary>When looking ends: one look that could not tell, in the moment in which absence would have been proof, must not hand it to a person.</summary>
    public static DateTimeOffset EndOfLooking(DateTimeOffset began, EffectGuarantee guarantee) => began + (guarantee.AbsentAfter > LongestLooking ? guarantee.AbsentAfter.Value : LongestLooking);

    public static string Word(ObservedState state) => char.ToLowerInvariant(state.ToString()[0]) + state.ToString()[1..];

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
