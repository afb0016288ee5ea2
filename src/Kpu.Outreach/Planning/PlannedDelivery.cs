using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Rendering;

namespace Kpu.Outreach.Planning;

/// <summary>One publication as planned: what, where, when, and why just then.</summary>
/// <remarks>Immutable.</remarks>
public sealed record PlannedDelivery
{
    /// <summary>The publication's identity.</summary>
    public required PublicationKey Key { get; init; }

    /// <summary>The office of the account.</summary>
    public required Office Office { get; init; }

    /// <summary>The account's channel, also where a stand-in plays it.</summary>
    public required ChannelKey Channel { get; init; }

    /// <summary>What will stand there.</summary>
    public required Rendition Rendition { get; init; }

    /// <summary>The intended moment, with the offset of the zone it was meant in.</summary>
    public required DateTimeOffset Intended { get; init; }

    /// <summary>Whether no moment was named: it goes out as soon as the campaign allows.</summary>
    public bool IsAsap { get; init; }

    /// <summary>Not before this; null for no bound.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>After this it is late; null for never.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>After this it is worth nothing; null for never.</summary>
    public DateTimeOffset? ClosesAt { get; init; }

    /// <summary>What to do when it is late.</summary>
    public LatePolicy Late { get; init; }

    /// <summary>Whether the placement lets us change what stands there.</summary>
    public bool CanRevise { get; init; }

    /// <summary>The placement; null where nobody asks for it.</summary>
    internal PlacementDescriptor? Placement { get; init; }

    /// <summary>Whether what stands there can be taken back and issued anew.</summary>
    internal bool CanReissue => Placement is { } placement && placement.Operations.HasFlag(Operations.Publish | Operations.Retract);

    /// <summary>The note that tells beside an older text what it should say; null where the placement takes none, or it does not fit.</summary>
    internal Rendition? Note => Placement is { } placement && placement.Operations.HasFlag(Operations.Annotate) ? CorrectionNote.Render(Rendition, placement) : null;

    /// <summary>Why just then, in order: each a code of a sentence with its words.</summary>
    public required IReadOnlyList<PlanReason> Why { get; init; }
}

/// <summary>A reason of the planner.</summary>
/// <param name="Code">The code of a sentence, see <see cref="PlanReasons"/>.</param>
/// <param name="Arguments">The words that fill it.</param>
public sealed record PlanReason(string Code, params IReadOnlyList<string> Arguments);

/// <summary>The codes of the planner's reasons; their sentences live beside those of problems.</summary>
public static class PlanReasons
{
    /// <summary>The activity names this local date and time.</summary>
    public const string Activity = "why-activity";

    /// <summary>No date is named: as soon as the campaign allows.</summary>
    public const string AsSoonAsPossible = "why-as-soon-as-possible";

    /// <summary>It is a repeat.</summary>
    public const string Repeat = "why-repeat";

    /// <summary>It waits behind the accounts before it, so that posts do not come in a burst.</summary>
    public const string Stagger = "why-stagger";

    /// <summary>The stage may be told from that day only.</summary>
    public const string Stage = "why-stage";
}
