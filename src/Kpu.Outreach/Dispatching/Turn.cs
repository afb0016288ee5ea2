using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>One turn of the engine: one transaction that records what finished and claims what may start. The claim is the durable intent, committed before any call begins.</summary>
internal sealed class Turn(IDeliveryLedger ledger, TimeProvider clock, Func<string, EffectiveChannel?> channels, OutcomeRules rules)
{
    /// <summary>The name under which a rehearsal's clock is kept.</summary>
    public const string ClockNumber = "clock";

    private const int MostConsidered = 2000;

    /// <summary>When to ask again about a delivery whose account nobody serves: 1 min.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    /// <summary>How much longer a lease lasts than the channel's longest call.</summary>
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(10);

    /// <param name="results">What finished.</param>
    /// <param name="capacity">How many calls may start.</param>
    /// <param name="notAwaited">What the dispatcher does not wait for, when nothing can start.</param>
    /// <param name="cancellationToken">Stops the turn; nothing of it stays.</param>
    public async Task<TurnResult> RunAsync(IReadOnlyList<ClaimResult> results, int capacity, IReadOnlyCollection<WaitReason> notAwaited, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var work = await LedgerWork.OpenAsync(ledger, write: true, now, cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        foreach (var result in results) await rules.ApplyAsync(work, result, cancellationToken).ConfigureAwait(false);
        var claims = await ClaimAsync(work, capacity, cancellationToken).ConfigureAwait(false);
        if (clock is VirtualClock) await work.Session.Gates.SetNumberAsync(ClockNumber, now.UtcTicks, cancellationToken).ConfigureAwait(false);
        var next = claims.Count > 0 ? null : await work.Session.Deliveries.NextDueAsync(now, notAwaited, cancellationToken).ConfigureAwait(false);
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new TurnResult(claims, next);
    }

    /// <summary>What an earlier worker of this ledger left in flight is abandoned: it is due now.</summary>
    public async Task AdoptAsync(CancellationToken cancellationToken)
    {
        var work = await LedgerWork.OpenAsync(ledger, write: true, clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        foreach (var delivery in await work.Session.Deliveries.InAsync([DeliveryState.InFlight], 0, int.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            var publication = await work.Session.Publications.GetAsync(delivery.Publication, cancellationToken).ConfigureAwait(false);
            await rules.LapsedAsync(work, delivery, channels(publication.Key.Account), publication, cancellationToken).ConfigureAwait(false);
        }

        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<Claim>> ClaimAsync(LedgerWork work, int capacity, CancellationToken cancellationToken)
    {
        var claims = new List<Claim>();
        if (capacity <= 0) return claims;
        var busy = await BusyAccountsAsync(work, cancellationToken).ConfigureAwait(false);
        var started = new HashSet<string>(StringComparer.Ordinal);
        var calls = 0;
        foreach (var due in await work.Session.Deliveries.DueAsync(work.Now, MostConsidered, cancellationToken).ConfigureAwait(false))
        {
            // An earlier one of this turn may have moved it.
            if (await work.Session.Deliveries.FindAsync(due.Id, cancellationToken).ConfigureAwait(false) is not { } delivery || delivery.State.IsFinal()) continue;
            var publication = await work.Session.Publications.GetAsync(delivery.Publication, cancellationToken).ConfigureAwait(false);
            var account = publication.Key.Account;
            var channel = channels(account);
            if (delivery.State == DeliveryState.InFlight)
            {
                await rules.LapsedAsync(work, delivery, channel, publication, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (delivery.State == DeliveryState.Waiting)
            {
                if (await MeetSuccessorsAsync(work, delivery, publication, cancellationToken).ConfigureAwait(false) is not { } wanted) continue;
                delivery = wanted;
                if (await IsClosedAsync(work, delivery, publication, channel, cancellationToken).ConfigureAwait(false)) continue;
            }

            if (channel?.Find(publication.Key.Placement) is not { } placement)
            {
                // Only looking is left, and nobody can look: a person is asked when the time for it is over.
                await rules.CannotLookAsync(work, delivery, AskAgain, cancellationToken).ConfigureAwait(false);
                continue;
            }

            // All of a snapshot's destination goes in one call; elsewhere an account takes one call at a time.
            var looks = delivery.State is DeliveryState.Accepted or DeliveryState.Uncertain;
            var joins = started.Contains(account) && IsSnapshot(channel) && !looks;
            if ((busy.Contains(account) && channel.Channel.SerialPerAccount) || (!joins && (calls >= capacity || (started.Contains(account) && channel.Channel.SerialPerAccount)))) continue;
            if (await StartAsync(work, delivery, publication, channel, placement, cancellationToken).ConfigureAwait(false) is not { } claim) continue;
            started.Add(account);
            claims.Add(claim);
            if (!joins) calls++;
        }

        return claims;
    }

    private async ValueTask<bool> IsClosedAsync(LedgerWork work, DeliveryRow delivery, PublicationRow publication, EffectiveChannel? channel, CancellationToken cancellationToken)
    {
        var gate = await Gates.DecideAsync(work, delivery, publication, cancellationToken).ConfigureAwait(false);
        if (gate.Expired)
        {
            await work.EndAsync(delivery, publication, DeliveryState.Expired, "late", cancellationToken).ConfigureAwait(false);
            rules.Tally.Expired++;
            return true;
        }

        if (!gate.IsOpen)
        {
            await Reconsider.StoreAsync(work, delivery, gate, "gate", cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (delivery.Operation != Operations.Publish && publication.State is PublicationState.NotYet or PublicationState.Withdrawn or PublicationState.Gone)
        {
            await work.EndAsync(delivery, publication, DeliveryState.Cancelled, "nothing-public", cancellationToken).ConfigureAwait(false);
            if (delivery.Operation == Operations.Retract)
                await work.Session.Publications.UpdateAsync(publication with { State = PublicationState.Withdrawn }, cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (await RefusalAsync(work, delivery, publication, channel, cancellationToken).ConfigureAwait(false) is not { } refusal) return false;
        // An account may come back with the next workspace: then nobody is needed.
        DateTimeOffset? again = refusal.Code == DispatchingProblems.AccountUnknown ? work.Now + AskAgain : null;
        await work.MoveAsync(delivery with { Problem = refusal.Code, ProblemArguments = refusal.Arguments }, DeliveryState.Waiting, WaitReason.Person, again, refusal.Code, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async ValueTask<Problem?> RefusalAsync(LedgerWork work, DeliveryRow delivery, PublicationRow publication, EffectiveChannel? channel, CancellationToken cancellationToken)
    {
        if (channel?.Find(publication.Key.Placement) is not { } placement)
            return Problem.Error(DispatchingProblems.AccountUnknown, Place.Unknown, publication.Key.Account, publication.Channel.Value);
        var cannot = Problem.Error(delivery.Operation == Operations.Retract ? DispatchingProblems.CannotRetract : DispatchingProblems.CannotRevise, Place.Unknown, publication.Channel.Value);
        if (!placement.Operations.HasFlag(delivery.Operation)) return cannot;
        if (delivery.Operation == Operations.Publish || IsSnapshot(channel)) return null;
        // A thread is several posts; which of them a change or withdrawal would meet, only a person can say yet.
        var deliveries = await work.Session.Deliveries.OfAsync(publication.Id, cancellationToken).ConfigureAwait(false);
        return deliveries.Any(d => d.Parts > 1 && (d.Part > 0 || d.Id == delivery.Id)) ? cannot : null;
    }

    /// <summary>
    /// A publication that after all has not gone out meets what waits behind it: a retraction ends it, and a revision gives it its text, so that a text known to be old is not published first.
    /// </summary>
    /// <returns>The delivery as it is wanted now; null when it ended.</returns>
    private static async ValueTask<DeliveryRow?> MeetSuccessorsAsync(LedgerWork work, DeliveryRow delivery, PublicationRow publication, CancellationToken cancellationToken)
    {
        if (delivery.Operation != Operations.Publish || delivery.Fence == 0 || !delivery.IsUnsent) return delivery;
        var siblings = await work.Session.Deliveries.OfAsync(publication.Id, cancellationToken).ConfigureAwait(false);
        if (siblings.Any(d => d is { Operation: Operations.Retract, IsUnsent: true } && d.Predecessor == delivery.Id))
        {
            await work.EndAsync(delivery, publication, DeliveryState.Cancelled, "retract", cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (siblings.LastOrDefault(d => d is { Operation: Operations.Revise, IsUnsent: true } && d.Predecessor == delivery.Id) is not { } revision) return delivery;
        await work.EndAsync(revision, publication, DeliveryState.Cancelled, "taken-over", cancellationToken).ConfigureAwait(false);
        var replaced = delivery with { Rendition = revision.Rendition, Parts = revision.Parts };
        await work.Session.Deliveries.UpdateAsync(replaced, cancellationToken).ConfigureAwait(false);
        work.Note("replaced", replaced, revision.Rendition.Hex);
        return replaced;
    }

    private async ValueTask<Claim?> StartAsync(LedgerWork work, DeliveryRow delivery, PublicationRow publication, EffectiveChannel channel, PlacementDescriptor placement, CancellationToken cancellationToken)
    {
        if (await work.Session.Renditions.FindAsync(delivery.Rendition, cancellationToken).ConfigureAwait(false) is not { } rendition)
        {
            // One lost text must not silence the rest of the house.
            var damaged = delivery with { Problem = DispatchingProblems.RenditionMissing, ProblemArguments = [delivery.Rendition.Hex[..12]] };
            await work.MoveAsync(damaged, delivery.State, WaitReason.Person, null, DispatchingProblems.RenditionMissing, cancellationToken).ConfigureAwait(false);
            return null;
        }

        var lease = work.Now + (channel.Channel.LongestCall * 2) + LeaseMargin;
        var receipts = delivery.Parts > 1 || delivery.Operation != Operations.Publish ? await work.Session.Deliveries.ReceiptsAsync(delivery.Id, cancellationToken).ConfigureAwait(false) : [];
        if (delivery.State is DeliveryState.Accepted or DeliveryState.Uncertain)
        {
            // Until the look is recorded nobody else looks; a lost one is taken up when the lease ends.
            var looking = await work.MoveAsync(delivery with { Fence = delivery.Fence + 1, Looks = delivery.Looks + 1 }, delivery.State, delivery.WaitsFor, lease, "look", cancellationToken).ConfigureAwait(false);
            return new Claim(looking, publication, rendition, channel, placement, receipts, IsLook: true);
        }

        if (delivery.UnprovenSince is { } since && placement.Guarantee.RepeatSafeFor != TimeSpan.MaxValue && work.Now - since >= placement.Guarantee.RepeatSafeFor)
        {
            // The key by which it could have been repeated safely has lapsed: from here on only looking helps.
            await rules.OnlyLookingHelpsAsync(work, delivery, placement, channel, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (delivery.Operation != Operations.Retract && !Gates.FactsStand(await work.RulesAsync(cancellationToken).ConfigureAwait(false), rendition))
        {
            await work.MoveAsync(delivery, DeliveryState.Waiting, WaitReason.Fact, delivery.ClosesAt, "gate", cancellationToken).ConfigureAwait(false);
            return null;
        }

        var begun = delivery with { Fence = delivery.Fence + 1, LeaseUntil = lease, StartedAt = work.Now };
        return new Claim(await work.MoveAsync(begun, DeliveryState.InFlight, null, lease, "claimed", cancellationToken).ConfigureAwait(false), publication, rendition, channel, placement, receipts, IsLook: false);
    }

    private static async ValueTask<HashSet<string>> BusyAccountsAsync(LedgerWork work, CancellationToken cancellationToken)
    {
        var busy = new HashSet<string>(StringComparer.Ordinal);
        foreach (var running in await work.Session.Deliveries.InAsync([DeliveryState.InFlight], 0, int.MaxValue, cancellationToken).ConfigureAwait(false))
            if (running.LeaseUntil > work.Now)
                busy.Add((await work.Session.Publications.GetAsync(running.Publication, cancellationToken).ConfigureAwait(false)).Key.Account);
        return busy;
    }

    private static bool IsSnapshot(EffectiveChannel channel) => channel.Adapter.GetRole<ISnapshotPublisher>() is not null;
}
