namespace Kpu.Outreach.Ledger;

/// <summary>How a publication stands in public.</summary>
public enum PublicationState
{
    /// <summary>Nothing of it is public.</summary>
    NotYet = 0,

    /// <summary>Some parts are public.</summary>
    Partly = 1,

    /// <summary>All of it is public, as sent.</summary>
    Live = 2,

    /// <summary>It is public, but not as sent.</summary>
    Altered = 3,

    /// <summary>It was public and vanished without us.</summary>
    Gone = 4,

    /// <summary>We took it back.</summary>
    Withdrawn = 5,
}

/// <summary>How a delivery stands.</summary>
public enum DeliveryState
{
    /// <summary>It waits; <see cref="WaitReason"/> says for what.</summary>
    Waiting = 0,

    /// <summary>It is being prepared; nothing is public.</summary>
    Preparing = 1,

    /// <summary>A call is on its way.</summary>
    InFlight = 2,

    /// <summary>The platform took it and works on it.</summary>
    Accepted = 3,

    /// <summary>Nobody knows whether it took effect.</summary>
    Uncertain = 4,

    /// <summary>Carried out. Final.</summary>
    Published = 5,

    /// <summary>The channel will never take it. Final.</summary>
    Rejected = 6,

    /// <summary>Its time passed. Final.</summary>
    Expired = 7,

    /// <summary>It is no longer wanted. Final.</summary>
    Cancelled = 8,
}

/// <summary>What a delivery that is not final waits for.</summary>
public enum WaitReason
{
    /// <summary>Its moment.</summary>
    Time = 0,

    /// <summary>An approval of its rendition.</summary>
    Approval = 1,

    /// <summary>The release of a hold.</summary>
    Hold = 2,

    /// <summary>A fact to be verified or settled.</summary>
    Fact = 3,

    /// <summary>The end of the quiet period.</summary>
    QuietPeriod = 4,

    /// <summary>A limit.</summary>
    Limit = 5,

    /// <summary>A credential.</summary>
    Credential = 6,

    /// <summary>The pause before the next attempt.</summary>
    Retry = 7,

    /// <summary>Another delivery of the account or publication that goes first.</summary>
    Turn = 8,

    /// <summary>Its preparation.</summary>
    Preparation = 9,

    /// <summary>An earlier delivery of the same publication.</summary>
    Predecessor = 10,

    /// <summary>The platform.</summary>
    Platform = 11,

    /// <summary>The proof whether it took effect.</summary>
    Proof = 12,

    /// <summary>A person's decision.</summary>
    Person = 13,

    /// <summary>A recipient's consent.</summary>
    Consent = 14,

    /// <summary>Its stage of the election.</summary>
    Stage = 15,

    /// <summary>A decision about a likely duplicate.</summary>
    Duplicate = 16,
}

/// <summary>Which deliveries a hold stops.</summary>
public enum HoldScope
{
    /// <summary>All.</summary>
    Everything = 0,

    /// <summary>One delivery, by id.</summary>
    Delivery = 1,

    /// <summary>A campaign, by id.</summary>
    Campaign = 2,

    /// <summary>An office and all below it, by code.</summary>
    Office = 3,

    /// <summary>A channel, by key.</summary>
    Channel = 4,
}

/// <summary>Words of states as people and programs read them.</summary>
public static class LedgerWords
{
    // Made once: the trail of a large turn asks for thousands of them.
    private static readonly string[] States = [.. Enum.GetValues<DeliveryState>().Select(s => Camel(s.ToString()))];
    private static readonly string[] Reasons = [.. Enum.GetValues<WaitReason>().Select(r => Camel(r.ToString()))];
    private static readonly string[][] Standings = [.. States.Select(s => (string[])[s, .. Reasons.Select(r => s + ":" + r)])];

    /// <summary>The word of a state, such as <c>inFlight</c>.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The word.</returns>
    public static string Word(this DeliveryState state) => States[(int)state];

    /// <summary>The word of a reason, such as <c>quietPeriod</c>.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>The word.</returns>
    public static string Word(this WaitReason reason) => Reasons[(int)reason];

    /// <summary>The word of a publication's state, such as <c>notYet</c>.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The word.</returns>
    public static string Word(this PublicationState state) => Camel(state.ToString());

    /// <summary>How a delivery stands, as the trail says it, such as <c>waiting:approval</c>.</summary>
    /// <param name="state">The state.</param>
    /// <param name="waitsFor">What it waits for; null when it does not wait.</param>
    /// <returns>The word of the state, and of the reason behind a colon.</returns>
    public static string Standing(DeliveryState state, WaitReason? waitsFor) => Standings[(int)state][waitsFor is { } reason ? (int)reason + 1 : 0];

    /// <summary>Whether a state is final.</summary>
    /// <param name="state">The state.</param>
    /// <returns>True for published, rejected, expired and cancelled.</returns>
    public static bool IsFinal(this DeliveryState state) => state >= DeliveryState.Published;

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
