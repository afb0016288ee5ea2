using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Ledger;

/// <summary>Where everything the engine knows is kept. An author of a ledger stores rows and gives transactions; every decision is made by the library above them.</summary>
/// <remarks>Thread-safe. Writing sessions exclude each other, in this process and in others; reading sessions see the last committed state. Disposal ends all sessions.</remarks>
public interface IDeliveryLedger : IAsyncDisposable
{
    /// <summary>The ledger's own id, made when it was made.</summary>
    string Id { get; }

    /// <summary>Opens a session.</summary>
    /// <param name="write">Whether rows will be changed.</param>
    /// <param name="cancellationToken">Stops waiting for the turn.</param>
    /// <returns>A session; without <see cref="ILedgerSession.CommitAsync"/> nothing of it stays.</returns>
    ValueTask<ILedgerSession> OpenAsync(bool write, CancellationToken cancellationToken);

    /// <summary>Asks to be the ledger's only worker. What an earlier worker left in flight is then known to be abandoned.</summary>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>A handle to dispose when the work ends; null when another worker lives.</returns>
    ValueTask<IAsyncDisposable?> TryBecomeWorkerAsync(CancellationToken cancellationToken);
}

/// <summary>One transaction. Not thread-safe; rows are read and written in order.</summary>
/// <remarks>
/// After the commit a session is over. A reading session refuses to write (<see cref="InvalidOperationException"/>). A publication's key and a delivery's publication never change.
/// A row that is asked for by its number and is not there is a <see cref="KeyNotFoundException"/>; a key or trail number that is there already is an <see cref="ArgumentException"/>.
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
    /// <summary>Finds a publication by its identity.</summary>
    /// <param name="key">The identity.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The row, or null.</returns>
    ValueTask<PublicationRow?> FindAsync(PublicationKey key, CancellationToken cancellationToken);

    /// <summary>Reads a publication.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The row.</returns>
    ValueTask<PublicationRow> GetAsync(long id, CancellationToken cancellationToken);

    /// <summary>Adds a publication.</summary>
    /// <param name="row">The row; its id is ignored.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>Its number; numbers only grow.</returns>
    ValueTask<long> AddAsync(PublicationRow row, CancellationToken cancellationToken);

    /// <summary>Replaces a publication by its id.</summary>
    /// <param name="row">The row.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When it is written.</returns>
    ValueTask UpdateAsync(PublicationRow row, CancellationToken cancellationToken);

    /// <summary>All publications of an account that are or were public.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by number.</returns>
    ValueTask<IReadOnlyList<PublicationRow>> ShownOnAsync(string account, CancellationToken cancellationToken);

    /// <summary>Publications with an open delivery that no plan since a number wanted.</summary>
    /// <param name="plan">The number of the plan.</param>
    /// <param name="after">The number of the last row seen; 0 for the first.</param>
    /// <param name="limit">How many rows at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by number.</returns>
    ValueTask<IReadOnlyList<PublicationRow>> UnwantedAsync(long plan, long after, int limit, CancellationToken cancellationToken);
}

/// <summary>Deliveries in a session.</summary>
public interface IDeliveryStore
{
    /// <summary>Reads a delivery.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The row, or null.</returns>
    ValueTask<DeliveryRow?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>Adds a delivery.</summary>
    /// <param name="row">The row; its id is ignored.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>Its number; numbers only grow.</returns>
    ValueTask<long> AddAsync(DeliveryRow row, CancellationToken cancellationToken);

    /// <summary>Replaces a delivery by its id.</summary>
    /// <param name="row">The row.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When it is written.</returns>
    ValueTask UpdateAsync(DeliveryRow row, CancellationToken cancellationToken);

    /// <summary>The deliveries of a publication.</summary>
    /// <param name="publication">The publication.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by number.</returns>
    ValueTask<IReadOnlyList<DeliveryRow>> OfAsync(long publication, CancellationToken cancellationToken);

    /// <summary>What is due: not final, and its moment has come.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="limit">How many rows at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by due moment, then number.</returns>
    ValueTask<IReadOnlyList<DeliveryRow>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>The earliest due moment after now.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="leaveOut">Deliveries that wait for one of these are left out; empty for none.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The moment, or null when nothing will be due by itself.</returns>
    ValueTask<DateTimeOffset?> NextDueAsync(DateTimeOffset now, IReadOnlyCollection<WaitReason> leaveOut, CancellationToken cancellationToken);

    /// <summary>Deliveries in some states.</summary>
    /// <param name="states">The states; empty for all.</param>
    /// <param name="after">The number of the last row seen; 0 for the first.</param>
    /// <param name="limit">How many rows at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by number.</returns>
    ValueTask<IReadOnlyList<DeliveryRow>> InAsync(IReadOnlyList<DeliveryState> states, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Adds or replaces the receipt of a part.</summary>
    /// <param name="row">The row.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When it is written.</returns>
    ValueTask SetReceiptAsync(ReceiptRow row, CancellationToken cancellationToken);

    /// <summary>The receipts of a delivery.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, by part.</returns>
    ValueTask<IReadOnlyList<ReceiptRow>> ReceiptsAsync(long delivery, CancellationToken cancellationToken);
}

/// <summary>Renditions in a session, by hash.</summary>
public interface IRenditionStore
{
    /// <summary>Stores a rendition unless it is there.</summary>
    /// <param name="rendition">The rendition.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When it is written.</returns>
    ValueTask AddAsync(Rendition rendition, CancellationToken cancellationToken);

    /// <summary>Reads a rendition.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rendition, or null.</returns>
    ValueTask<Rendition?> FindAsync(ContentHash hash, CancellationToken cancellationToken);
}

/// <summary>What gates are decided on, in a session.</summary>
public interface IGateStore
{
    /// <summary>Adds an approval; the same person approves the same rendition of a campaign once.</summary>
    /// <param name="row">The row.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>Whether it is new.</returns>
    ValueTask<bool> AddApprovalAsync(ApprovalRow row, CancellationToken cancellationToken);

    /// <summary>The approvals of a rendition in a campaign.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="rendition">The rendition.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rows, in the order they were given.</returns>
    ValueTask<IReadOnlyList<ApprovalRow>> ApprovalsAsync(string campaign, ContentHash rendition, CancellationToken cancellationToken);

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

/// <summary>The trail in a session.</summary>
public interface ITrailStore
{
    /// <summary>The last entry; null when there is none.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The entry.</returns>
    ValueTask<TrailEntry?> LastAsync(CancellationToken cancellationToken);

    /// <summary>Adds entries, in order.</summary>
    /// <param name="entries">Entries with number and hash.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When they are written.</returns>
    ValueTask AppendAsync(IReadOnlyList<TrailEntry> entries, CancellationToken cancellationToken);

    /// <summary>Reads entries.</summary>
    /// <param name="publication">Of one publication; null for all.</param>
    /// <param name="after">The number of the last entry seen; 0 for the first.</param>
    /// <param name="limit">How many entries at most.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The entries, by number.</returns>
    ValueTask<IReadOnlyList<TrailEntry>> ReadAsync(long? publication, long after, int limit, CancellationToken cancellationToken);
}
