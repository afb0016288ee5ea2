using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Campaigns;

/// <summary>Everything an office, or many, wants to tell: the one model that is validated, planned and published.</summary>
/// <remarks>Immutable. Ids are unique in their list; references lead by id.</remarks>
public sealed record OutreachModel
{
    /// <summary>What is said of the offices that take part. Default: none.</summary>
    public IReadOnlyList<OfficeProfile> Offices { get; init; } = [];

    /// <summary>The accounts. Default: none.</summary>
    public IReadOnlyList<Account> Accounts { get; init; } = [];

    /// <summary>The partners. Default: none.</summary>
    public IReadOnlyList<Partner> Partners { get; init; } = [];

    /// <summary>The stations. Default: none.</summary>
    public IReadOnlyList<Station> Stations { get; init; } = [];

    /// <summary>The calendars that hold. Default: none.</summary>
    public IReadOnlyList<ElectionCalendar> Calendars { get; init; } = [];

    /// <summary>The facts. Default: none.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>The speakers. Default: none.</summary>
    public IReadOnlyList<Speaker> Speakers { get; init; } = [];

    /// <summary>The materials. Default: none.</summary>
    public IReadOnlyList<Material> Materials { get; init; } = [];

    /// <summary>The campaigns. Default: none.</summary>
    public IReadOnlyList<Campaign> Campaigns { get; init; } = [];

    /// <summary>The rules of the workspace.</summary>
    public OutreachPolicies Policies { get; init; } = new();

    /// <summary>The rehearsal it declares; null when it is meant for real.</summary>
    public RehearsalSettings? Rehearsal { get; init; }
}

/// <summary>The rules of a workspace.</summary>
/// <remarks>Immutable.</remarks>
public sealed record OutreachPolicies
{
    /// <summary>How the renditions of campaigns that do not say so themselves are approved. Default: by the plan.</summary>
    public ApprovalPolicy Approval { get; init; } = ApprovalPolicy.Default;

    /// <summary>How much a missing alternative text weighs. Default: warning.</summary>
    public Severity MissingAltText { get; init; } = Severity.Warning;
}

/// <summary>A rehearsal: the whole campaign on a virtual clock, every network account replaced by its platform's timeline.</summary>
/// <param name="StartsAt">The instant at which the virtual clock starts.</param>
/// <param name="Approver">The role that approves what waits for a person; null when nobody does.</param>
public sealed record RehearsalSettings(DateTimeOffset StartsAt, string? Approver = null);
