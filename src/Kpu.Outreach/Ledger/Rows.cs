using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Ledger;

/// <summary>A publication as stored.</summary>
/// <remarks>Immutable; a change is a new row with the same id.</remarks>
public sealed record PublicationRow
{
    /// <summary>The number in this ledger; 0 until stored.</summary>
    public long Id { get; init; }

    /// <summary>The identity.</summary>
    public required PublicationKey Key { get; init; }

    /// <summary>The office of the account.</summary>
    public required OfficeCode Office { get; init; }

    /// <summary>The channel.</summary>
    public required ChannelKey Channel { get; init; }

    /// <summary>The title, for lists.</summary>
    public required string Title { get; init; }

    /// <summary>How it stands in public.</summary>
    public PublicationState State { get; init; }

    /// <summary>The rendition that is public; null when nothing is.</summary>
    public ContentHash? Live { get; init; }

    /// <summary>Where it stands; null when nothing is public.</summary>
    public Receipt? Receipt { get; init; }

    /// <summary>When it first was public.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>When it last was changed in public.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The number of the last plan that wanted it.</summary>
    public long Plan { get; init; }

    /// <summary>How many of its deliveries are not final.</summary>
    public int Open { get; init; }
}

/// <summary>A delivery as stored: one operation on a publication.</summary>
/// <remarks>Immutable; a change is a new row with the same id. States are moved by <see cref="DeliveryLife"/> alone.</remarks>
public sealed record DeliveryRow
{
    // A worker copies rows all the time: an instant takes a third of the room that a moment with its offset and its absence would.
    private readonly Instant _since;
    private readonly Instant _notBefore;
    private readonly Instant _intended;
    private readonly Instant _notAfter;
    private readonly Instant _closesAt;
    private readonly Instant _due;
    private readonly Instant _leaseUntil;
    private readonly Instant _startedAt;
    private readonly Instant _unprovenSince;
    private readonly Instant _giveUpAt;
    private readonly Instant _doneAt;

    /// <summary>The number in this ledger; 0 until stored.</summary>
    public long Id { get; init; }

    /// <summary>The publication.</summary>
    public required long Publication { get; init; }

    /// <summary>The account of the publication.</summary>
    public required string Account { get; init; }

    /// <summary>What is to be done.</summary>
    public required Operations Operation { get; init; }

    /// <summary>The rendition.</summary>
    public required ContentHash Rendition { get; init; }

    /// <summary>How many parts it has, at least 1.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>The part that is next or on its way, from 0; equal to <see cref="Parts"/> when all are carried out.</summary>
    public int Part { get; init; }

    /// <summary>How it stands.</summary>
    public DeliveryState State { get; init; }

    /// <summary>What it waits for; null when it does not wait.</summary>
    public WaitReason? WaitsFor { get; init; }

    /// <summary>Since when it stands so.</summary>
    public DateTimeOffset Since { get => _since; init => _since = value; }

    /// <summary>Not before this; null for no bound.</summary>
    public DateTimeOffset? NotBefore { get => _notBefore; init => _notBefore = value; }

    /// <summary>The intended moment.</summary>
    public required DateTimeOffset Intended { get => _intended; init => _intended = value; }

    /// <summary>After this it is late; null for never.</summary>
    public DateTimeOffset? NotAfter { get => _notAfter; init => _notAfter = value; }

    /// <summary>After this it is worth nothing; null for never.</summary>
    public DateTimeOffset? ClosesAt { get => _closesAt; init => _closesAt = value; }

    /// <summary>What to do when it is late.</summary>
    public LatePolicy Late { get; init; }

    /// <summary>When to consider it next; null when only an event can move it, or while it has a lease.</summary>
    public DateTimeOffset? Due { get => _due; init => _due = value; }

    /// <summary>The attempts of this part that cost one.</summary>
    public int Attempts { get; init; }

    /// <summary>The fence: grows with every claim.</summary>
    public long Fence { get; init; }

    /// <summary>Until when the lease of the claim lasts, to act or to look; null when it is not claimed. A lease that is over may be taken up by any worker.</summary>
    public DateTimeOffset? LeaseUntil { get => _leaseUntil; init => _leaseUntil = value; }

    /// <summary>When the running or last attempt began.</summary>
    public DateTimeOffset? StartedAt { get => _startedAt; init => _startedAt = value; }

    /// <summary>Since when it may be public without proof: the first attempt of this part whose outcome is unknown began then; null when there is none. Such a delivery never counts as unsent.</summary>
    public DateTimeOffset? UnprovenSince { get => _unprovenSince; init => _unprovenSince = value; }

    /// <summary>The platform's handle of an accepted attempt.</summary>
    public string? Handle { get; init; }

    /// <summary>When looking ends; null when nobody looks.</summary>
    public DateTimeOffset? GiveUpAt { get => _giveUpAt; init => _giveUpAt = value; }

    /// <summary>How often was looked for the last attempt.</summary>
    public int Looks { get; init; }

    /// <summary>Where its last carried-out part stands; null when none is.</summary>
    public Receipt? Receipt { get; init; }

    /// <summary>When its last carried-out part was carried out.</summary>
    public DateTimeOffset? DoneAt { get => _doneAt; init => _doneAt = value; }

    /// <summary>The delivery of the same publication that goes first.</summary>
    public long? Predecessor { get; init; }

    /// <summary>Why it exists: <c>plan</c>, <c>change</c>, <c>person</c>, <c>retract</c>.</summary>
    public required string Cause { get; init; }

    /// <summary>What went wrong last; null when nothing did.</summary>
    public string? Problem { get; init; }

    /// <summary>The words that fill the problem's sentence.</summary>
    public IReadOnlyList<string> ProblemArguments { get; init; } = [];

    /// <summary>Whether nothing of it can be public: it waits, no part is carried out, and no attempt is without proof.</summary>
    public bool IsUnsent => State == DeliveryState.Waiting && Part == 0 && UnprovenSince is null;
}

/// <summary>A part of several that was carried out.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Part">The part, from 0.</param>
/// <param name="Receipt">Where it stands.</param>
/// <param name="At">When.</param>
public sealed record ReceiptRow(long Delivery, int Part, Receipt Receipt, DateTimeOffset At);

/// <summary>An approval of a rendition inside a campaign.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Rendition">The rendition's hash.</param>
/// <param name="By">Who approved, as claimed.</param>
/// <param name="Kind">How: <c>plan</c>, <c>person</c>, <c>rehearsal</c>, <c>call</c>, or <c>emergency</c>: one person where the campaign asks for two.</param>
/// <param name="Why">Why, in the approver's words; null when unsaid.</param>
/// <param name="SystemUser">The user of the machine; null when unknown.</param>
/// <param name="At">When.</param>
/// <param name="Delivery">The one delivery that may go out although it is a likely duplicate (kind <c>duplicate</c>); null where all with the rendition are approved.</param>
public sealed record ApprovalRow(string Campaign, ContentHash Rendition, string By, string Kind, string? Why, string? SystemUser, DateTimeOffset At, long? Delivery = null);

/// <summary>A name under which words are, were or shall be public; accounts apart.</summary>
/// <param name="Words">What is said (<see cref="Rendition.Wording"/>).</param>
/// <param name="Campaign">The campaign.</param>
/// <param name="Material">The material.</param>
/// <param name="Occurrence">The occurrence.</param>
public sealed record WordingRow(ContentHash Words, string Campaign, string Material, string Occurrence)
{
    /// <summary>Whether a publication of this name is the same material of the same activity: a repeat that is meant.</summary>
    internal bool IsRepeatOf(PublicationKey key) => Campaign == key.Campaign && Material == key.Material && PublicationKey.ActivityOf(Occurrence) == key.Activity;
}

/// <summary>A hold.</summary>
/// <remarks>Immutable.</remarks>
public sealed record HoldRow
{
    /// <summary>The number in this ledger; 0 until stored.</summary>
    public long Id { get; init; }

    /// <summary>What it stops.</summary>
    public required HoldScope Scope { get; init; }

    /// <summary>The id, code or key of what it stops; empty for everything.</summary>
    public required string Value { get; init; }

    /// <summary>Who set it.</summary>
    public required string By { get; init; }

    /// <summary>Why.</summary>
    public string? Why { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when; null until it is released.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>When it was released; null while it holds.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>Who released it.</summary>
    public string? ReleasedBy { get; init; }

    /// <summary>Whether it stops a delivery at a moment.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="publication">Its publication.</param>
    /// <param name="now">The moment.</param>
    /// <returns>True when it does.</returns>
    public bool Stops(DeliveryRow delivery, PublicationRow publication, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(publication);
        if (ReleasedAt is not null || now < From || now >= (Until ?? DateTimeOffset.MaxValue)) return false;
        return Scope switch
        {
            HoldScope.Everything => true,
            HoldScope.Delivery => Value == delivery.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            HoldScope.Campaign => Value == publication.Key.Campaign,
            HoldScope.Office => OfficeCode.TryParse(Value, out var code) && publication.Office.IsWithin(code),
            _ => string.Equals(Value, publication.Channel.Value, StringComparison.OrdinalIgnoreCase),
        };
    }
}

/// <summary>What the ledger must know of a campaign to decide gates.</summary>
/// <param name="Id">The campaign.</param>
/// <param name="Approvers">How many different persons must approve; 0 when the plan's approval is enough.</param>
/// <param name="Role">The role that approves; null for anybody.</param>
public sealed record CampaignRow(string Id, int Approvers, string? Role);

/// <summary>How a fact stands.</summary>
/// <param name="Id">The fact.</param>
/// <param name="Version">Its version.</param>
/// <param name="Good">Whether it may be published.</param>
public sealed record FactRow(string Id, int Version, bool Good);

/// <summary>How full the bucket of a limit is.</summary>
/// <param name="Domain">Who shares it, and which limit.</param>
/// <param name="Tokens">How many permits were in it at <paramref name="At"/>; parts of one count too, and it may owe some. Kept to a millionth.</param>
/// <param name="At">When.</param>
/// <param name="BlockedUntil">Until when nothing may be drawn, whatever is in it; null when nothing blocks it.</param>
public sealed record LimitRow(string Domain, double Tokens, DateTimeOffset At, DateTimeOffset? BlockedUntil);

/// <summary>Who did something that the trail tells, and why.</summary>
/// <param name="By">The person or role, as claimed.</param>
/// <param name="Why">Why, in that person's words; null when unsaid.</param>
/// <param name="SystemUser">The user of the machine; null when unknown.</param>
public sealed record TrailActor(string By, string? Why = null, string? SystemUser = null);
