using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>One turn of the engine: one transaction that records what finished and claims what may start. The claim is the durable intent, committed before any call begins. Used by one loop.</summary>
internal sealed class Turn(IDeliveryLedger ledger, TimeProvider clock, Func<string, EffectiveChannel?> channels, OutcomeRules rules, TimeSpan shortestLease, bool isAlone)
{
    /// <summary>The name under which a rehearsal's clock is kept.</summary>
    public const string ClockNumber = "clock";

    /// <summary>The cause of a claim that rests on one person's emergency approval.</summary>
    public const string EmergencyClaim = "emergency";

    /// <summary>How many deliveries of a snapshot's account go in one call at most.</summary>
    private const int MostOfSnapshot = 2000;

    /// <summary>How many deliveries of an account that takes one call at a time are looked at: the first may be closed.</summary>
    private const int MostOfSerial = 4;

    private const int MostAccounts = 512;
    private const int MostLapsed = 256;

    /// <summary>When to ask again about a delivery whose account nobody serves: 1 min.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    /// <summary>How much longer a lease lasts than twice the channel's longest call: time to be recorded, and to notice that it must be renewed.</summary>
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(10);

    private readonly GateView _gates = new();
    private readonly RenditionShelf _renditions = new();
    private readonly Dictionary<string, DateTimeOffset> _limited = new(StringComparer.Ordinal);
    private string? _lastAccount;

    /// <param name="results">What finished.</param>
    /// <param name="renew">What goes on and whose lease is to be longer.</param>
    /// <param name="room">How many calls may be claimed.</param>
    /// <param name="awaited">What the dispatcher waits for when nothing can start; empty for everything.</param>
    /// <param name="cancellationToken">Stops the turn; nothing of it stays.</param>
    public async Task<TurnResult> RunAsync(IReadOnlyList<ClaimResult> results, IReadOnlyList<Claim> renew, Room room, IReadOnlyCollection<WaitReason> awaited, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var work = await LedgerWork.OpenAsync(ledger, LedgerAccess.Work, now, _gates, cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        var own = results.Select(r => r.Claim).Concat(renew).ToList();
        if (own.Count > 0)
        {
            await work.Session.Deliveries.TakeAsync([.. own.Select(c => c.Publication.Key.Account).Distinct()], wait: true, cancellationToken).ConfigureAwait(false);
            await work.LoadAsync(own.Select(c => c.Delivery.Id), cancellationToken).ConfigureAwait(false);
        }

        var limits = new LimitBook(work);
        foreach (var result in results) await rules.ApplyAsync(work, result, cancellationToken).ConfigureAwait(false);
        var renewed = await RenewAsync(work, renew, cancellationToken).ConfigureAwait(false);
        work.By = LifeMovers.Lapse;
        await LapseAsync(work, now, cancellationToken).ConfigureAwait(false);
        work.By = LifeMovers.Claim;
        var (calls, more) = await ClaimAsync(work, limits, [.. results.Where(LimitBook.Tells)], room, cancellationToken).ConfigureAwait(false);
        if (clock is VirtualClock) await work.Session.Gates.SetNumberAsync(ClockNumber, now.UtcTicks, cancellationToken).ConfigureAwait(false);
        await work.FlushAsync(cancellationToken).ConfigureAwait(false);
        await limits.FlushAsync(cancellationToken).ConfigureAwait(false);
        var next = calls.Count > 0 || more ? null : await work.Session.Deliveries.NextDueAsync(now, awaited, cancellationToken).ConfigureAwait(false);
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (claim, until) in renewed)
        {
            if (until is { } end) claim.Lease.Renew(now, end);
            else claim.Lease.Lose();
        }

        return new TurnResult(calls, more, next);
    }

    /// <summary>The account behind which the round of the accounts begins.</summary>
    public void BeginBehind(string? account) => _lastAccount = account;

    /// <summary>What an earlier worker of this ledger left in flight is abandoned; nobody else can be there.</summary>
    public async Task AdoptAsync(CancellationToken cancellationToken)
    {
        var work = await LedgerWork.OpenAsync(ledger, LedgerAccess.Work, clock.GetUtcNow(), _gates, cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        work.By = LifeMovers.Lapse;
        await LapseAsync(work, null, cancellationToken).ConfigureAwait(false);
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<(Claim Claim, DateTimeOffset? Until)>> RenewAsync(LedgerWork work, IReadOnlyList<Claim> renew, CancellationToken cancellationToken)
    {
        var renewed = new List<(Claim, DateTimeOffset?)>();
        foreach (var claim in renew)
        {
            var row = await work.FindDeliveryAsync(claim.Delivery.Id, cancellationToken).ConfigureAwait(false);
            if (row is not { State: DeliveryState.InFlight } || row.Fence != claim.Delivery.Fence)
            {
                renewed.Add((claim, null));
                continue;
            }

            var until = work.Now + LeaseOf(claim.Channel);
            work.Update(row with { LeaseUntil = until });
            renewed.Add((claim, until));
        }

        return renewed;
    }

    /// <summary>Takes up leases that ended: what those calls did is unknown.</summary>
    private async ValueTask LapseAsync(LedgerWork work, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        await work.FlushAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var found = await work.Session.Deliveries.LeasedAsync(until, MostLapsed, cancellationToken).ConfigureAwait(false);
            if (found.Count == 0) return;
            var taken = (await work.Session.Deliveries.TakeAsync([.. found.Select(d => d.Account).Distinct()], wait: false, cancellationToken).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);

            // Read again: until the accounts were taken, another worker may have recorded or renewed.
            var lapsed = (await work.LeasedAsync(until, MostLapsed, cancellationToken).ConfigureAwait(false)).Where(d => taken.Contains(d.Account) && d.LeaseUntil is not null).ToList();
            foreach (var delivery in lapsed)
            {
                var publication = await work.PublicationAsync(delivery.Publication, cancellationToken).ConfigureAwait(false);
                Telemetry.Lapsed(publication.Channel);
                if (delivery.State != DeliveryState.InFlight)
                {
                    await work.MoveAsync(delivery, delivery.State, delivery.WaitsFor, work.Now, "lapsed", cancellationToken).ConfigureAwait(false);
                    continue;
                }

                await rules.LapsedAsync(work, delivery, channels(delivery.Account), publication, cancellationToken).ConfigureAwait(false);
            }

            await work.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (lapsed.Count < MostLapsed) return;
        }
    }

    private async ValueTask<(IReadOnlyList<IReadOnlyList<Claim>> Calls, bool More)> ClaimAsync(LedgerWork work, LimitBook limits, IReadOnlyList<ClaimResult> told, Room room, CancellationToken cancellationToken)
    {
        await work.FlushAsync(cancellationToken).ConfigureAwait(false);
        var (shares, more) = room.Window <= 0 ? ([], false) : await SharesAsync(work, room, cancellationToken).ConfigureAwait(false);
        var due = shares.Count == 0 ? [] : room.LooksOnly ? await DueLooksAsync(work, shares, cancellationToken).ConfigureAwait(false) : await work.DueAsync(shares, cancellationToken).ConfigureAwait(false);
        var order = new AccountOrder();
        await order.LoadAsync(work, shares, cancellationToken).ConfigureAwait(false);
        await LoadAsync(work, due, cancellationToken).ConfigureAwait(false);

        // Last of what is read: a bucket that accounts share is this worker's alone from here to the commit.
        await limits.LoadAsync(shares.Select(s => channels(s.Account)).OfType<EffectiveChannel>().Concat(told.Select(r => r.Claim.Channel)), cancellationToken).ConfigureAwait(false);
        foreach (var result in told) limits.Feed(result);
        if (due.Count == 0) return ([], more);
        var (calls, window, slots, isFull) = (new List<IReadOnlyList<Claim>>(), room.Window, room.Slots, false);
        var next = 0;
        foreach (var share in shares)
        {
            // Rows come account by account, in the order of the shares.
            var first = next;
            while (next < due.Count && due[next].Account == share.Account) next++;
            if (next == first) continue;
            var channel = channels(share.Account);
            var (snapshot, claimed, left) = (new List<Claim>(), false, false);
            for (var i = first; i < next; i++)
            {
                var row = due[i];
                var acts = row.State == DeliveryState.Waiting;
                var joins = acts && snapshot.Count > 0;
                var placement = work.Loaded(row.Publication) is { } publication ? channel?.Find(publication.Key.Placement) : null;
                var urgent = acts && channel is not null && !IsProvable(channel, placement);
                var full = window <= 0 || (urgent && slots <= 0);
                if (!joins && (full || (claimed && TakesOneCall(channel))))
                {
                    left |= full;
                    continue;
                }

                if (acts && share.InOrder && await order.KeptBackUntilAsync(work, row, cancellationToken).ConfigureAwait(false) is { } until)
                {
                    await work.MoveAsync(row, DeliveryState.Waiting, WaitReason.Turn, until, "order", cancellationToken).ConfigureAwait(false);
                    continue;
                }

                if (!joins && channel is not null && limits.OpensAt(channel, placement, !acts) is var opens && opens > work.Now)
                {
                    // The first in the queue says what it waits for; those behind it wait for their turn.
                    await DeferAsync(work, row.Id, share.Account, opens, acts, cancellationToken).ConfigureAwait(false);
                    claimed = true;
                    if (acts) break;
                    continue;
                }

                if (await ConsiderAsync(work, row.Id, channel, cancellationToken).ConfigureAwait(false) is not { } claim) continue;
                claimed = true;
                if (acts && IsSnapshot(claim.Channel)) snapshot.Add(claim);
                else calls.Add([claim]);
                if (joins) continue;
                limits.Draw(claim.Channel, claim.Placement, claim.IsLook);
                window--;
                if (urgent) slots--;
            }

            if (snapshot.Count > 0) calls.Add(snapshot);

            // All that was looked at has moved on, so that what comes behind it is in front now.
            more |= !claimed && !left && next - first == share.Limit;
            isFull |= left;
            if (!left) _lastAccount = share.Account;
            if (window <= 0) break;
        }

        return (calls, more && !isFull && window > 0);
    }

    private async ValueTask DeferAsync(LedgerWork work, long id, string account, DateTimeOffset opens, bool acts, CancellationToken cancellationToken)
    {
        if (await work.FindDeliveryAsync(id, cancellationToken).ConfigureAwait(false) is not { } delivery || delivery.State.IsFinal()) return;
        if (acts) _limited[account] = opens;
        await work.MoveAsync(delivery, delivery.State, acts ? WaitReason.Limit : delivery.WaitsFor, opens, "limit", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Which accounts are looked at, and how much of each: they take turns, beginning behind the one that was looked at last, so that no office waits while another has its second call.</summary>
    private async ValueTask<(IReadOnlyList<AccountShare> Shares, bool More)> SharesAsync(LedgerWork work, Room room, CancellationToken cancellationToken)
    {
        var most = Math.Min(room.Window, MostAccounts);
        var store = work.Session.Deliveries;
        var (free, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        var (cursor, wrapped, elsewhere) = (_lastAccount, _lastAccount is null, false);
        var looks = room.LooksOnly || _limited.Count > 0 ? (await DueLooksAsync(work, cancellationToken).ConfigureAwait(false)).Select(d => d.Account).ToHashSet(StringComparer.Ordinal) : [];
        while (free.Count < most)
        {
            var page = await store.DueAccountsAsync(work.Now, cursor, most, cancellationToken).ConfigureAwait(false);
            var candidates = page.Where(a => seen.Add(a) && IsOurs(a) && ((!room.LooksOnly && !IsLimited(a, work.Now)) || looks.Contains(a))).ToList();
            var taken = candidates.Count == 0 ? [] : await store.TakeAsync(candidates, wait: false, cancellationToken).ConfigureAwait(false);
            elsewhere |= taken.Count < candidates.Count;
            var busy = await store.BusyAsync([.. taken.Where(a => TakesOneCall(channels(a)))], cancellationToken).ConfigureAwait(false);
            free.AddRange(taken.Where(a => !busy.Contains(a)));
            if (page.Count == most)
            {
                cursor = page[^1];
                if (wrapped && _lastAccount is not null && seen.Contains(_lastAccount)) break;
            }
            else if (wrapped) break;
            else (cursor, wrapped) = (null, true);
        }


        // What another worker looks at just now may be free in a moment.
        if (free.Count == 0) return ([], elsewhere);
        var each = Math.Max(1, (room.Window + free.Count - 1) / free.Count);
        return ([.. free.Select(a => ShareOf(a, each))], free.Count >= most);
    }

    private AccountShare ShareOf(string account, int each) => channels(account) switch
    {
        null => new AccountShare(account, MostOfSerial),
        { } channel when IsSnapshot(channel) => new AccountShare(account, MostOfSnapshot),
        { } channel => new AccountShare(account, TakesOneCall(channel) ? MostOfSerial : each, channel.Channel.KeepsOrder),
    };

    private static bool TakesOneCall(EffectiveChannel? channel) => channel is { Channel: { SerialPerAccount: true } or { KeepsOrder: true } };

    /// <summary>Whether this worker looks after an account: beside others, it leaves alone what it does not know, since one of them may serve it.</summary>
    private bool IsOurs(string account) => isAlone || channels(account) is not null;

    /// <summary>What is to be looked for now, on all accounts: where a limit holds back acts, reads have a share of their own.</summary>
    private static async ValueTask<List<DeliveryRow>> DueLooksAsync(LedgerWork work, CancellationToken cancellationToken)
    {
        var looks = new List<DeliveryRow>();
        for (var after = 0L; ;)
        {
            var page = await work.Session.Deliveries.InAsync([DeliveryState.Accepted, DeliveryState.Uncertain], after, MostOfSnapshot, cancellationToken).ConfigureAwait(false);
            looks.AddRange(page.Where(d => d.Due <= work.Now));
            if (page.Count < MostOfSnapshot) return looks;
            after = page[^1].Id;
        }
    }

    /// <summary>What is to be looked for now on some accounts, with its publications, account by account.</summary>
    private static async ValueTask<IReadOnlyList<DeliveryRow>> DueLooksAsync(LedgerWork work, IReadOnlyList<AccountShare> shares, CancellationToken cancellationToken)
    {
        var looks = (await DueLooksAsync(work, cancellationToken).ConfigureAwait(false)).ToLookup(d => d.Account);
        return await work.MeetAsync([.. shares.SelectMany(s => looks[s.Account].OrderBy(d => d.Due).ThenBy(d => d.Id).Take(s.Limit))], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the first in an account's queue says already that a limit is in the way: then it need not be looked at before.</summary>
    private bool IsLimited(string account, DateTimeOffset now)
    {
        if (!_limited.TryGetValue(account, out var until)) return false;
        if (until > now) return true;
        _limited.Remove(account);
        return false;
    }

    private async ValueTask LoadAsync(LedgerWork work, IReadOnlyList<DeliveryRow> due, CancellationToken cancellationToken)
    {
        await work.LoadApprovalsAsync(due.Where(d => d.State == DeliveryState.Waiting).Select(d => d.Rendition), cancellationToken).ConfigureAwait(false);
        var related = new List<long>();
        foreach (var row in due)
            if (row.Operation != Operations.Publish || (await work.PublicationAsync(row.Publication, cancellationToken).ConfigureAwait(false)).Open > 1) related.Add(row.Publication);
        await work.LoadFamiliesAsync(related, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The claim; null when the delivery may not start, and was moved to where it waits.</returns>
    private async ValueTask<Claim?> ConsiderAsync(LedgerWork work, long id, EffectiveChannel? channel, CancellationToken cancellationToken)
    {
        // An earlier one of this turn may have moved it.
        if (await work.FindDeliveryAsync(id, cancellationToken).ConfigureAwait(false) is not { } delivery || delivery.State.IsFinal()) return null;
        var publication = await work.PublicationAsync(delivery.Publication, cancellationToken).ConfigureAwait(false);
        var cause = "claimed";
        if (delivery.State == DeliveryState.Waiting)
        {
            if (await MeetSuccessorsAsync(work, delivery, publication, cancellationToken).ConfigureAwait(false) is not { } wanted) return null;
            delivery = wanted;
            var gate = await Gates.DecideAsync(work, delivery, publication, cancellationToken).ConfigureAwait(false);
            if (await IsClosedAsync(work, gate, delivery, publication, channel, cancellationToken).ConfigureAwait(false)) return null;
            if (gate.InEmergency) cause = EmergencyClaim;
        }

        if (channel?.Find(publication.Key.Placement) is { } placement) return await StartAsync(work, delivery, publication, channel, placement, cause, cancellationToken).ConfigureAwait(false);

        // Only looking is left, and nobody can look: a person is asked when the time for it is over.
        await rules.CannotLookAsync(work, delivery, AskAgain, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<bool> IsClosedAsync(LedgerWork work, GateDecision gate, DeliveryRow delivery, PublicationRow publication, EffectiveChannel? channel, CancellationToken cancellationToken)
    {
        if (gate.Expired)
        {
            await work.EndAsync(delivery, DeliveryState.Expired, "late", cancellationToken).ConfigureAwait(false);
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
            await work.EndAsync(delivery, DeliveryState.Cancelled, "nothing-public", cancellationToken).ConfigureAwait(false);
            if (delivery.Operation == Operations.Retract) work.Move(publication, PublicationState.Withdrawn);
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
        // A note stands beside the first post of a thread.
        if (delivery.Operation is Operations.Publish or Operations.Annotate || IsSnapshot(channel)) return null;
        // A thread is several posts; which of them a change or withdrawal would meet, only a person can say yet.
        var deliveries = await work.OfAsync(publication.Id, cancellationToken).ConfigureAwait(false);
        return deliveries.Any(d => d.Parts > 1 && (d.Part > 0 || d.Id == delivery.Id)) ? cannot : null;
    }

    /// <summary>
    /// A publication that after all has not gone out meets what waits behind it: a retraction ends it, and a revision gives it its text, so that a text known to be old is not published first.
    /// </summary>
    /// <returns>The delivery as it is wanted now; null when it ended.</returns>
    private static async ValueTask<DeliveryRow?> MeetSuccessorsAsync(LedgerWork work, DeliveryRow delivery, PublicationRow publication, CancellationToken cancellationToken)
    {
        if (publication.Open < 2 || delivery.Operation != Operations.Publish || delivery.Fence == 0 || !delivery.IsUnsent) return delivery;
        var siblings = await work.OfAsync(publication.Id, cancellationToken).ConfigureAwait(false);
        if (siblings.Any(d => d is { Operation: Operations.Retract, IsUnsent: true } && d.Predecessor == delivery.Id))
        {
            await work.EndAsync(delivery, DeliveryState.Cancelled, "retract", cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (siblings.LastOrDefault(d => d is { Operation: Operations.Revise, IsUnsent: true } && d.Predecessor == delivery.Id) is not { } revision) return delivery;
        await work.EndAsync(revision, DeliveryState.Cancelled, "taken-over", cancellationToken).ConfigureAwait(false);
        var replaced = delivery with { Rendition = revision.Rendition, Parts = revision.Parts };
        work.Update(replaced);
        work.Note("replaced", replaced, revision.Rendition.Hex);
        return replaced;
    }

    private async ValueTask<Claim?> StartAsync(LedgerWork work, DeliveryRow delivery, PublicationRow publication, EffectiveChannel channel, PlacementDescriptor placement, string cause, CancellationToken cancellationToken)
    {
        if (await _renditions.FindAsync(work.Session.Renditions, delivery.Rendition, cancellationToken).ConfigureAwait(false) is not { } rendition)
        {
            // One lost text must not silence the rest of the house.
            var damaged = delivery with { Problem = DispatchingProblems.RenditionMissing, ProblemArguments = [delivery.Rendition.Hex[..12]] };
            await work.MoveAsync(damaged, delivery.State, WaitReason.Person, null, DispatchingProblems.RenditionMissing, cancellationToken).ConfigureAwait(false);
            return null;
        }

        var until = work.Now + LeaseOf(channel);
        var receipts = delivery is { Parts: > 1, Part: > 0 } ? await work.Session.Deliveries.ReceiptsAsync([delivery.Id], cancellationToken).ConfigureAwait(false) : [];
        if (delivery.State is DeliveryState.Accepted or DeliveryState.Uncertain)
        {
            // Until the look is recorded nobody else looks; a lost one is taken up like any other call.
            var looking = await work.MoveAsync(delivery with { Fence = delivery.Fence + 1, Looks = delivery.Looks + 1 }, delivery.State, delivery.WaitsFor, null, "look", cancellationToken).ConfigureAwait(false);
            work.Update(looking with { LeaseUntil = until });
            return new Claim(looking, publication, rendition, channel, placement, receipts, new Lease(work.Now, until), IsLook: true);
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

        if (placement.Duplicates is { } rule && await Duplicates.FindAsync(work, _renditions, delivery, publication, rendition, rule, cancellationToken).ConfigureAwait(false) is { } other)
        {
            var doubled = delivery with { Problem = DispatchingProblems.LikelyDuplicate, ProblemArguments = [FormattableString.Invariant($"{other.Id}"), other.Key.Account] };
            await work.MoveAsync(doubled, DeliveryState.Waiting, WaitReason.Duplicate, Gates.EndOf(delivery), DispatchingProblems.LikelyDuplicate, cancellationToken).ConfigureAwait(false);
            return null;
        }

        var begun = delivery with { Fence = delivery.Fence + 1, LeaseUntil = until, StartedAt = work.Now };
        var claimed = await work.MoveAsync(begun, DeliveryState.InFlight, null, null, cause, cancellationToken).ConfigureAwait(false);
        if (cause == EmergencyClaim) rules.Tally.InEmergency(claimed.Id);
        return new Claim(claimed, publication, rendition, channel, placement, receipts, new Lease(work.Now, until), IsLook: false);
    }

    private TimeSpan LeaseOf(EffectiveChannel channel)
    {
        var enough = (channel.Channel.LongestCall * 2) + LeaseMargin;
        return shortestLease == TimeSpan.Zero ? enough : shortestLease > channel.Channel.LongestCall * 2 ? shortestLease : channel.Channel.LongestCall * 2;
    }

    /// <summary>Whether a crash between a claim and its call leaves nothing to a person.</summary>
    public static bool IsProvable(EffectiveChannel channel, PlacementDescriptor? placement) =>
        placement is { Guarantee: { } guarantee } && (guarantee.RepeatSafeFor == TimeSpan.MaxValue
            || (guarantee.AbsentAfter is not null && OutcomeRules.CanBeLookedFor(channel, guarantee)));

    private static bool IsSnapshot(EffectiveChannel channel) => channel.Adapter.GetRole<ISnapshotPublisher>() is not null;
}
