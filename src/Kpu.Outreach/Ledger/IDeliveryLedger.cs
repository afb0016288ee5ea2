using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Ledger;

/// <summary>What a session is opened for.</summary>
public enum LedgerAccess
{
    /// <summary>To read one committed state.</summary>
    Read = 0,

    /// <summary>To record and claim, as a worker does. Sessions of several workers may go on side by side; each changes only what it took (<see cref="IDeliveryStore.TakeAsync"/>).</summary>
    Work = 1,

    /// <summary>To change plans, gates and rules, as everybody else does. No other writing session goes on meanwhile.</summary>
    Change = 2,
}

/// <summary>Where everything the engine knows is kept. An author of a ledger stores rows and gives transactions; every decision is made by the library above them.</summary>
/// <remarks>Thread-safe. Reading sessions see the last committed state. Disposal ends all sessions.</remarks>
public interface IDeliveryLedger : IAsyncDisposable
{
    /// <summary>The ledger's own id, made when it was made.</summary>
    string Id { get; }

    /// <summary>Opens a session.</summary>
    /// <param name="access">What for.</param>
    /// <param name="cancellationToken">Stops waiting for the turn.</param>
    /// <returns>A session; without <see cref="ILedgerSession.CommitAsync"/> nothing of it stays.</returns>
    ValueTask<ILedgerSession> OpenAsync(LedgerAccess access, CancellationToken cancellationToken);

    /// <summary>Asks to work for the ledger.</summary>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>A seat to dispose when the work ends; null when the ledger takes one worker and another lives.</returns>
    ValueTask<IWorkerSeat?> TryJoinAsync(CancellationToken cancellationToken);
}

/// <summary>A worker's place at a ledger.</summary>
/// <remarks>Used by one worker at a time.</remarks>
public interface IWorkerSeat : IAsyncDisposable
{
    /// <summary>Whether no other worker can be there: what an earlier one left in flight is then known to be abandoned, without waiting for its lease to end.</summary>
    bool IsAlone { get; }

    /// <summary>Waits until somebody may have changed a plan or a gate since this worker last waited.</summary>
    /// <param name="atMost">How long at most.</param>
    /// <param name="clock">The clock that measures it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When there may be something new, or the time is over.</returns>
    ValueTask WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken);
}

/// <summary>One transaction. Not thread-safe; rows are read and written in order.</summary>
/// <remarks>
/// After the commit a session is over. A reading session refuses to write (<see cref="InvalidOperationException"/>). Numbers of rows are given by the caller and only grow; a publication's key and a
/// delivery's publication, account and operation never change. A row to be updated that is not there is a <see cref="KeyNotFoundException"/>; a key that is there already is an <see cref="ArgumentException"/>, and so is a number, unless the ledger takes it for damage (<see cref="LedgerException"/>).
/// Rows asked for by number come back in the order of their numbers, without those that are not there.
/// </remarks>
public interface ILedgerSession : IAsyncDisposable
{
    /// <summary>Publications.</summary>
    IPublicationStore Publications { get; }

    /// <summary>Deliveries and the receipts of their parts.</summary>
    IDeliveryStore Deliveries { get; }

    /// <summary>Renditions.</summary>
    IRenditionStore Renditions { get; }

    /// <summary>What gates are decided on.</summary>
    IGateStore Gates { get; }

    /// <summary>How full the buckets of limits are.</summary>
    ILimitStore Limits { get; }

    /// <summary>The trail.</summary>
    ITrailStore Trail { get; }

    /// <summary>Makes everything of this session durable.</summary>
    /// <param name="cancellationToken">Stops before the commit, never in it.</param>
    /// <returns>When it is durable.</returns>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}

/// <summary>Publications in a session.</summary>
public interface IPublicationStore
{
    /// <summary>Finds publications by their identity.</summary>
    /// <param name="keys">The identities.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Those that are there, in no order.</returns>
    ValueTask<IReadOnlyList<PublicationRow>> FindAsync(IReadOnlyCollection<PublicationKey> keys, CancellationToken cancellationToken);

    /// <summary>Reads publications.</summary>
    /// <param name="ids">Their numbers.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows.</returns>
    ValueTask<IReadOnlyList<PublicationRow>> ReadAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken);

    /// <summary>Adds publications under their numbers.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When they are written.</returns>
    ValueTask AddAsync(IReadOnlyCollection<PublicationRow> rows, CancellationToken cancellationToken);

    /// <summary>Replaces publications by their numbers.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When they are written.</returns>
    ValueTask UpdateAsync(IReadOnlyCollection<PublicationRow> rows, CancellationToken cancellationToken);

    /// <summary>All publications of an account that are or were public.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by number.</returns>
    ValueTask<IReadOnlyList<PublicationRow>> ShownOnAsync(string account, CancellationToken cancellationToken);

    /// <summary>The publications of one name on all accounts.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="material">The material.</param>
    /// <param name="occurrence">The occurrence.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by number.</returns>
    ValueTask<IReadOnlyList<PublicationRow>> NamedAsync(string campaign, string material, string occurrence, CancellationToken cancellationToken);

    /// <summary>Publications with an open delivery that no plan since a number wanted.</summary>
    /// <param name="plan">The number of the plan.</param>
    /// <param name="after">The number of the last row seen; 0 for the first.</param>
    /// <param name="limit">How many rows at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by number.</returns>
    ValueTask<IReadOnlyList<PublicationRow>> UnwantedAsync(long plan, long after, int limit, CancellationToken cancellationToken);
}

/// <summary>An account and how many of its deliveries to read.</summary>
/// <param name="Account">The account.</param>
/// <param name="Limit">How many rows at most.</param>
/// <param name="InOrder">Whether they are read by intended moment, then number, instead of by due moment. Default: false.</param>
public readonly record struct AccountShare(string Account, int Limit, bool InOrder = false);

/// <summary>Deliveries in a session.</summary>
public interface IDeliveryStore
{
    /// <summary>Reads deliveries.</summary>
    /// <param name="ids">Their numbers.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows.</returns>
    ValueTask<IReadOnlyList<DeliveryRow>> ReadAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken);

    /// <summary>Adds deliveries under their numbers.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When they are written.</returns>
    ValueTask AddAsync(IReadOnlyCollection<DeliveryRow> rows, CancellationToken cancellationToken);

    /// <summary>Replaces deliveries by their numbers.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When they are written.</returns>
    ValueTask UpdateAsync(IReadOnlyCollection<DeliveryRow> rows, CancellationToken cancellationToken);

    /// <summary>The deliveries of publications.</summary>
    /// <param name="publications">The publications.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by number.</returns>
    ValueTask<IReadOnlyList<DeliveryRow>> OfAsync(IReadOnlyCollection<long> publications, CancellationToken cancellationToken);

    /// <summary>Takes accounts for this session: until it ends no other session changes their publications and deliveries. A session that changes plans has all of them.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="wait">Whether to wait for those that another session has.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The accounts that were taken, in the order of <paramref name="accounts"/>.</returns>
    ValueTask<IReadOnlyList<string>> TakeAsync(IReadOnlyCollection<string> accounts, bool wait, CancellationToken cancellationToken);

    /// <summary>Accounts with something due, in an order of the ledger's own that stays the same.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="after">The account after which to begin; null for the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The accounts.</returns>
    ValueTask<IReadOnlyList<string>> DueAccountsAsync(DateTimeOffset now, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>What is due on accounts: not final, not on its way, and its moment has come.</summary>
    /// <param name="shares">The accounts.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows of each account by due moment (or intended moment, where its share says so), then number; the accounts in the order of <paramref name="shares"/>.</returns>
    ValueTask<IReadOnlyList<DeliveryRow>> DueAsync(IReadOnlyCollection<AccountShare> shares, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What comes back by itself on accounts: it waits for a limit, a retry, a platform or a proof.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by number.</returns>
    ValueTask<IReadOnlyList<DeliveryRow>> AwaitedAsync(IReadOnlyCollection<string> accounts, CancellationToken cancellationToken);

    /// <summary>The earliest due moment after now; a lease that ends counts as one.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="only">Only what waits for one of these; empty for everything.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The moment, or null when nothing will be due by itself.</returns>
    ValueTask<DateTimeOffset?> NextDueAsync(DateTimeOffset now, IReadOnlyCollection<WaitReason> only, CancellationToken cancellationToken);

    /// <summary>Deliveries with a lease.</summary>
    /// <param name="until">Only leases that end at this moment or before; null for all.</param>
    /// <param name="limit">How many rows at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by the end of the lease, then number.</returns>
    ValueTask<IReadOnlyList<DeliveryRow>> LeasedAsync(DateTimeOffset? until, int limit, CancellationToken cancellationToken);

    /// <summary>Which of some accounts have a delivery with a lease.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Those that have one.</returns>
    ValueTask<IReadOnlySet<string>> BusyAsync(IReadOnlyCollection<string> accounts, CancellationToken cancellationToken);

    /// <summary>Deliveries in some states.</summary>
    /// <param name="states">The states; empty for all.</param>
    /// <param name="after">The number of the last row seen; 0 for the first.</param>
    /// <param name="limit">How many rows at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by number.</returns>
    ValueTask<IReadOnlyList<DeliveryRow>> InAsync(IReadOnlyCollection<DeliveryState> states, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Counts what is not final, by state, what it waits for, and whether its moment has come.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="grace">How long something may be due before it counts as overdue.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The counts.</returns>
    ValueTask<IReadOnlyList<OpenCount>> CountOpenAsync(DateTimeOffset now, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Adds or replaces receipts of parts. Deliveries of one part keep theirs in their row.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When they are written.</returns>
    ValueTask SetReceiptsAsync(IReadOnlyCollection<ReceiptRow> rows, CancellationToken cancellationToken);

    /// <summary>The receipts of deliveries.</summary>
    /// <param name="deliveries">The deliveries.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by delivery, then part.</returns>
    ValueTask<IReadOnlyList<ReceiptRow>> ReceiptsAsync(IReadOnlyCollection<long> deliveries, CancellationToken cancellationToken);
}

/// <summary>How many deliveries that are not final stand alike.</summary>
/// <param name="State">The state.</param>
/// <param name="WaitsFor">What they wait for; null when they do not wait.</param>
/// <param name="MomentHasCome">Whether their intended moment has come.</param>
/// <param name="IsOverdue">Whether they have been due longer than the grace and nobody works on them.</param>
/// <param name="Count">How many.</param>
public sealed record OpenCount(DeliveryState State, WaitReason? WaitsFor, bool MomentHasCome, bool IsOverdue, int Count);

/// <summary>Renditions in a session, by hash.</summary>
public interface IRenditionStore
{
    /// <summary>Stores renditions unless they are there.</summary>
    /// <param name="renditions">The renditions.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When they are written.</returns>
    ValueTask AddAsync(IReadOnlyCollection<Rendition> renditions, CancellationToken cancellationToken);

    /// <summary>Reads a rendition.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rendition, or null.</returns>
    ValueTask<Rendition?> FindAsync(ContentHash hash, CancellationToken cancellationToken);
}

/// <summary>What gates are decided on, in a session.</summary>
public interface IGateStore
{
    /// <summary>Adds an approval; the same person, whatever the case of the name, approves the same rendition of a campaign once in each way, and of each delivery once.</summary>
    /// <param name="row">The row.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>Whether it is new.</returns>
    ValueTask<bool> AddApprovalAsync(ApprovalRow row, CancellationToken cancellationToken);

    /// <summary>The approvals of renditions, in all campaigns.</summary>
    /// <param name="renditions">The renditions.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, in the order they were given.</returns>
    ValueTask<IReadOnlyList<ApprovalRow>> ApprovalsAsync(IReadOnlyCollection<ContentHash> renditions, CancellationToken cancellationToken);

    /// <summary>Removes approvals that were given before a moment.</summary>
    /// <param name="before">The moment.</param>
    /// <param name="except">Renditions whose approvals stay.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>How many were removed.</returns>
    ValueTask<int> RemoveApprovalsAsync(DateTimeOffset before, IReadOnlySet<ContentHash> except, CancellationToken cancellationToken);

    /// <summary>Adds names of words unless they are there.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When they are written.</returns>
    ValueTask AddWordingsAsync(IReadOnlyCollection<WordingRow> rows, CancellationToken cancellationToken);

    /// <summary>The names under which words stand.</summary>
    /// <param name="words">What is said.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, in no order.</returns>
    ValueTask<IReadOnlyList<WordingRow>> WordingsAsync(IReadOnlyCollection<ContentHash> words, CancellationToken cancellationToken);

    /// <summary>Adds a hold, or replaces one by its id.</summary>
    /// <param name="row">The row; id 0 for a new one.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>Its number.</returns>
    ValueTask<long> SetHoldAsync(HoldRow row, CancellationToken cancellationToken);

    /// <summary>All holds, released ones too.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by number.</returns>
    ValueTask<IReadOnlyList<HoldRow>> HoldsAsync(CancellationToken cancellationToken);

    /// <summary>Takes over what is known of campaigns, closed times and facts.</summary>
    /// <param name="campaigns">Campaigns to add or replace.</param>
    /// <param name="closures">All closed times; null to keep what is there.</param>
    /// <param name="facts">Facts to add or replace.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When it is written.</returns>
    ValueTask SetRulesAsync(IReadOnlyList<CampaignRow> campaigns, IReadOnlyList<ClosedTime>? closures, IReadOnlyList<FactRow> facts, CancellationToken cancellationToken);

    /// <summary>What is known of campaigns, closed times and facts.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>All rows.</returns>
    ValueTask<GateRules> RulesAsync(CancellationToken cancellationToken);

    /// <summary>Reads a named number, such as the number of the last plan.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The number; 0 when it was never set.</returns>
    ValueTask<long> NumberAsync(string name, CancellationToken cancellationToken);

    /// <summary>Sets a named number.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The number.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When it is written.</returns>
    ValueTask SetNumberAsync(string name, long value, CancellationToken cancellationToken);
}

/// <summary>What is known of campaigns, closed times and facts.</summary>
/// <param name="Campaigns">The campaigns by id.</param>
/// <param name="Closures">The closed times.</param>
/// <param name="Facts">The facts by id.</param>
public sealed record GateRules(IReadOnlyDictionary<string, CampaignRow> Campaigns, IReadOnlyList<ClosedTime> Closures, IReadOnlyDictionary<string, FactRow> Facts);

/// <summary>Buckets of limits in a session.</summary>
public interface ILimitStore
{
    /// <summary>Reads buckets.</summary>
    /// <param name="domains">Which.</param>
    /// <param name="alone">Whether this session, which writes, must have them alone until it ends, those too that are not there yet. Asked for at most once in a session, so that no two wait for each other.</param>
    /// <param name="cancellationToken">Stops reading, or waiting for another session that has one.</param>
    /// <returns>Those that are there, in no order.</returns>
    ValueTask<IReadOnlyList<LimitRow>> ReadAsync(IReadOnlyCollection<string> domains, bool alone, CancellationToken cancellationToken);

    /// <summary>Buckets from which nothing may be drawn at a moment, whatever is in them. Few at a time.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, in no order.</returns>
    ValueTask<IReadOnlyList<LimitRow>> BlockedAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Adds or replaces buckets.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When they are written.</returns>
    ValueTask SetAsync(IReadOnlyCollection<LimitRow> rows, CancellationToken cancellationToken);
}

/// <summary>The trail in a session.</summary>
public interface ITrailStore
{
    /// <summary>The last link; null when there is none. In a session that writes nobody else appends until it ends.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The link.</returns>
    ValueTask<TrailLink?> LastAsync(CancellationToken cancellationToken);

    /// <summary>Adds a link.</summary>
    /// <param name="link">The link.</param>
    /// <param name="actors">Who did what is told in it, by the number of the entry.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When it is written.</returns>
    ValueTask AppendAsync(TrailLink link, IReadOnlyDictionary<long, TrailActor> actors, CancellationToken cancellationToken);

    /// <summary>Reads links.</summary>
    /// <param name="publication">Only links that may tell of this publication (<see cref="TrailLink.MayTellOf"/>); null for all.</param>
    /// <param name="after">The number of the last link seen; 0 for the first.</param>
    /// <param name="limit">How many links at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The links, by number.</returns>
    ValueTask<IReadOnlyList<TrailLink>> ReadAsync(long? publication, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Reads who did what entries tell.</summary>
    /// <param name="first">The first entry.</param>
    /// <param name="last">The last entry.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The actors that are known, by the number of the entry.</returns>
    ValueTask<IReadOnlyDictionary<long, TrailActor>> ActorsAsync(long first, long last, CancellationToken cancellationToken);

    /// <summary>Removes the oldest links, after they were archived. Who did what they tell stays.</summary>
    /// <param name="last">The number of the last link to remove; less than that of the last one there is.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When it is written.</returns>
    ValueTask RemoveAsync(long last, CancellationToken cancellationToken);

    /// <summary>Erases who did what the oldest entries tell.</summary>
    /// <param name="last">The number of the last entry.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>How many were erased.</returns>
    ValueTask<int> EraseActorsAsync(long last, CancellationToken cancellationToken);
}
