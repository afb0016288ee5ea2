using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Publishing;

/// <summary>Whether an attempt had its public effect.</summary>
public enum Effect
{
    /// <summary>It did not.</summary>
    None = 0,

    /// <summary>It did.</summary>
    Done = 1,

    /// <summary>Nobody knows.</summary>
    Unknown = 2,
}

/// <summary>Whom an outcome concerns.</summary>
public enum OutcomeScope
{
    /// <summary>This part only.</summary>
    Part = 0,

    /// <summary>This recipient.</summary>
    Recipient = 1,

    /// <summary>The whole account.</summary>
    Account = 2,

    /// <summary>Every account of the same application.</summary>
    Application = 3,

    /// <summary>The whole channel.</summary>
    Channel = 4,
}

/// <summary>Where something stands after it was published.</summary>
/// <param name="Reference">The channel's own name for it: an id, a path. Never a secret.</param>
/// <param name="Url">Its public address; null when it has none.</param>
public sealed record Receipt(string Reference, Uri? Url = null);

/// <summary>What a limit says of itself.</summary>
/// <param name="Domain">The name of a limit of the channel's descriptor, such as <c>posts</c>.</param>
/// <param name="Remaining">What is left; null when unsaid.</param>
/// <param name="ResetsAt">When it is full again; null when unsaid.</param>
public sealed record LimitReading(string Domain, long? Remaining, DateTimeOffset? ResetsAt);

/// <summary>How an attempt to act ended: one of a closed set. An adapter returns it; throwing is for what nobody foresaw.</summary>
/// <remarks>Immutable. An exception or cancellation out of an effectful call counts as <see cref="Unknown"/> unless nothing was sent.</remarks>
public abstract record Outcome
{
    private Outcome(Effect effect) => Effect = effect;

    /// <summary>Whether the public effect happened.</summary>
    public Effect Effect { get; }

    /// <summary>Whom it concerns. Default: the part.</summary>
    public OutcomeScope Scope { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public Problem? Problem { get; init; }

    /// <summary>What the platform's limits said, on success too. Default: nothing.</summary>
    public IReadOnlyList<LimitReading> Limits { get; init; } = [];

    /// <summary>What was seen, redacted; null for nothing.</summary>
    public string? Evidence { get; init; }

    /// <summary>The word it is stored by.</summary>
    public string Word => GetType().Name is var name ? char.ToLowerInvariant(name[0]) + name[1..] : "";

    /// <summary>It stands there.</summary>
    /// <param name="Receipt">Where.</param>
    public sealed record Done(Receipt Receipt) : Outcome(Effect.Done);

    /// <summary>The platform took it and works on it.</summary>
    /// <param name="Handle">What to ask for.</param>
    /// <param name="LookAfter">When to look first.</param>
    /// <param name="GiveUpAt">When looking ends.</param>
    public sealed record Accepted(string Handle, TimeSpan LookAfter, TimeSpan GiveUpAt) : Outcome(Effect.Unknown);

    /// <summary>It is made ready, and nothing is public. Only preparing ends so.</summary>
    public sealed record Prepared() : Outcome(Effect.None);

    /// <summary>A limit says later; it costs no attempt.</summary>
    /// <param name="Until">Until when.</param>
    /// <param name="Domain">The name of a limit of the channel's descriptor; another word where none fits, and then <see cref="Scope"/> says whom it concerns.</param>
    public sealed record Deferred(DateTimeOffset Until, string Domain) : Outcome(Effect.None);

    /// <summary>It did not work and had no effect; it is tried again after a pause until the attempts are used up.</summary>
    public sealed record Failed() : Outcome(Effect.None);

    /// <summary>The credential is stale: one refresh, one new attempt.</summary>
    public sealed record StaleCredential() : Outcome(Effect.None);

    /// <summary>This content will never be taken.</summary>
    public sealed record Rejected() : Outcome(Effect.None);

    /// <summary>The account must be connected anew by a person.</summary>
    public sealed record NeedsReconnect() : Outcome(Effect.None);

    /// <summary>A person must do or decide something.</summary>
    /// <param name="Task">What, as the code of a sentence.</param>
    public sealed record NeedsPerson(string Task) : Outcome(Effect.None);

    /// <summary>Nobody knows whether it took effect: look before any repeat.</summary>
    public sealed record Unknown() : Outcome(Effect.Unknown);
}

/// <summary>What looking saw.</summary>
public enum ObservedState
{
    /// <summary>Nothing can be told.</summary>
    CannotTell = 0,

    /// <summary>It stands there.</summary>
    Live = 1,

    /// <summary>The platform still works on it.</summary>
    Pending = 2,

    /// <summary>It is not there.</summary>
    Absent = 3,

    /// <summary>The platform says it failed.</summary>
    Failed = 4,

    /// <summary>It stands there, but not as sent.</summary>
    Altered = 5,

    /// <summary>It was there and is gone.</summary>
    Gone = 6,
}

/// <summary>Who saw it.</summary>
public enum ObservationSource
{
    /// <summary>The platform, when asked.</summary>
    Platform = 0,

    /// <summary>The platform, of itself.</summary>
    Callback = 1,

    /// <summary>A station's record of what was aired.</summary>
    AsRun = 2,

    /// <summary>A person.</summary>
    Person = 3,

    /// <summary>A partner.</summary>
    Partner = 4,
}

/// <summary>What the channel really shows. Idempotent, at any time, also after the end.</summary>
/// <param name="State">What was seen.</param>
/// <param name="Source">Who saw it.</param>
/// <param name="Receipt">Where it stands; null when it does not.</param>
/// <param name="Evidence">What was seen, redacted; null for nothing.</param>
/// <remarks>Immutable.</remarks>
public sealed record Observation(ObservedState State, ObservationSource Source = ObservationSource.Platform, Receipt? Receipt = null, string? Evidence = null);
