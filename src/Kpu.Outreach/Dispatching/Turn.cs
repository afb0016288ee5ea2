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
        foreach (var delivery in await work.Session.Deliveries.DueAsync(work.Now, MostConsidered, cancellationToken).ConfigureAwait(false))
        {
            var publication = await work.Session.Publications.GetAsync(delivery.Publication, cancellationToken).ConfigureAwait(false);
            var account = publication.Key.Account;
            var channel = channels(account);
            if (delivery.State == DeliveryState.InFlight)
            {
                await rules.LapsedAsync(work, delivery, channel, publication, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (delivery.State == DeliveryState.Waiting && await IsClosedAsync(work, delivery, publication, channel, cancellationToken).ConfigureAwait(false)) continue;
            if (channel?.Find(publication.Key.Placement) is not { } placement) continue;

            // All of a snapshot's destination goes in one call; elsewhere an account takes one call at a time.
            var joins = started.Contains(account) && IsSnapshot(channel);
            if (busy.Contains(account) || (!joins && (started.Count >= capacity || (started.Contains(account) && channel.Channel.SerialPerAccount)))) continue;
            if (await StartAsync(work, delivery, publication, channel, placement, cancellationToken).ConfigureAwait(false) is not { } claim) continue;
            started.Add(account);
            claims.Add(claim);
        }

        return claims;
    }

    private async ValueTask<bool> IsClosedAsync(LedgerWork work, DeliveryRow delivery, PublicationRow publication, EffectiveChannel? channel, CancellationToken cancellationToken)
    {
        var gate = await Gates.DecideAsync(work, delivery, publication, cancellationToken).ConfigureAwait(false);
        if (gate.Expired)
        {
            var expired = await work.MoveAsync(delivery, DeliveryState.Expired, null, null, "late", cancellationToken).ConfigureAwait(false);
            await OutcomeRules.WakeSuccessorsAsync(work, expired, publication, cancellationToken).ConfigureAwait(false);
            rules.Tally.Expired++;
            return true;
        }

        if (!gate.IsOpen)
        {
            var closed = gate.WaitsFor == WaitReason.Person ? delivery with { Problem = DispatchingProblems.LateAsks } : delivery;
            await work.MoveAsync(closed, DeliveryState.Waiting, gate.WaitsFor, gate.Due, "gate", cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (delivery.Operation != Operations.Publish && publication.State == PublicationState.NotYet)
        {
            await work.MoveAsync(delivery, DeliveryState.Cancelled, null, null, "nothing-public", cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (Refusal(delivery, publication, channel) is not { } refusal) return false;
        await work.MoveAsync(delivery with { Problem = refusal.Code, ProblemArguments = refusal.Arguments }, DeliveryState.Waiting, WaitReason.Person, null, refusal.Code, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static Problem? Refusal(DeliveryRow delivery, PublicationRow publication, EffectiveChannel? channel)
    {
        if (channel?.Find(publication.Key.Placement) is not { } placement)
            return Problem.Error(DispatchingProblems.AccountUnknown, Place.Unknown, publication.Key.Account, publication.Channel.Value);
        if (placement.Operations.HasFlag(delivery.Operation)) return null;
        return Problem.Error(delivery.Operation == Operations.Retract ? DispatchingProblems.CannotRetract : DispatchingProblems.CannotRevise, Place.Unknown, publication.Channel.Value);
    }

    private static async ValueTask<Claim?> StartAsync(LedgerWork work, DeliveryRow delivery, PublicationRow publication, EffectiveChannel channel, PlacementDescriptor placement, CancellationToken cancellationToken)
    {
        var rendition = await work.Session.Renditions.FindAsync(delivery.Rendition, cancellationToken).ConfigureAwait(false)
            ?? throw new LedgerDamagedException(delivery.Id, delivery.Rendition);
        var lease = work.Now + (channel.Channel.LongestCall * 2) + LeaseMargin;
        var receipts = delivery.Parts > 1 || delivery.Operation != Operations.Publish ? await work.Session.Deliveries.ReceiptsAsync(delivery.Id, cancellationToken).ConfigureAwait(false) : [];
        if (delivery.State is DeliveryState.Accepted or DeliveryState.Uncertain)
        {
            // Until the look is recorded nobody else looks; a lost one is taken up when the lease ends.
            var looking = await work.MoveAsync(delivery with { Fence = delivery.Fence + 1, Looks = delivery.Looks + 1 }, delivery.State, delivery.WaitsFor, lease, "look", cancellationToken).ConfigureAwait(false);
            return new Claim(looking, publication, rendition, channel, placement, receipts, IsLook: true);
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

/// <summary>A delivery names a rendition that the ledger does not have.</summary>
internal sealed class LedgerDamagedException(long delivery, ContentHash rendition)
    : Exception(FormattableString.Invariant($"Delivery {delivery} names a rendition ({rendition.Hex[..12]}) that the ledger does not have."));
