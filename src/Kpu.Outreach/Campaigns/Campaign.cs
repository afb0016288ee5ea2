using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Campaigns;

/// <summary>What a campaign is for; the difference has rules (PKPU 10/2018 as quoted by KPU offices).</summary>
[Flags]
public enum Purpose
{
    /// <summary>Nothing said.</summary>
    None = 0,

    /// <summary>Sosialisasi: passing on information about stages and programme.</summary>
    Socialization = 1,

    /// <summary>Pendidikan pemilih: raising knowledge, understanding and awareness; needs learning goals and a speaker.</summary>
    VoterEducation = 2,
}

/// <summary>Who approves what a campaign publishes.</summary>
public enum ApprovalMode
{
    /// <summary>The plan is recorded as the approval of each rendition.</summary>
    ByPlanning = 0,

    /// <summary>A person approves each rendition by its hash.</summary>
    ByPerson = 1,
}

/// <summary>How a campaign's renditions are approved.</summary>
/// <param name="Mode">Who approves. Default: <see cref="ApprovalMode.ByPlanning"/>.</param>
/// <param name="Role">The role that approves, such as <c>Kasubbag Parhumas</c>; null for anybody.</param>
/// <param name="Approvers">How many different persons must approve, 1 or 2. Default: 1.</param>
public sealed record ApprovalPolicy(ApprovalMode Mode = ApprovalMode.ByPlanning, string? Role = null, int Approvers = 1)
{
    /// <summary>The plan approves.</summary>
    public static ApprovalPolicy Default { get; } = new();
}

/// <summary>A campaign of outreach (kampanye sosialisasi, not the parties' campaign): what an office wants to tell whom, when, how, with which material and which speakers.</summary>
/// <remarks>Immutable.</remarks>
public sealed record Campaign
{
    /// <summary>The id, unique in the workspace: lower-case letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>What it is for. Default: socialization.</summary>
    public Purpose Purpose { get; init; } = Purpose.Socialization;

    /// <summary>The offices that run it.</summary>
    public required IReadOnlyList<OfficeCode> Offices { get; init; }

    /// <summary>The days it lasts, both ends inclusive; null for a continuing campaign.</summary>
    public DateSpan? Period { get; init; }

    /// <summary>The key of the election calendar its stages belong to; null when it serves none.</summary>
    public string? Calendar { get; init; }

    /// <summary>The stages it serves. Default: none.</summary>
    public IReadOnlyList<StageKey> Stages { get; init; } = [];

    /// <summary>Whom it speaks to. Default: none.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>What is done, when. Default: none.</summary>
    public IReadOnlyList<Activity> Activities { get; init; } = [];

    /// <summary>What learners should know or do afterwards. Default: none; a campaign of voter education needs some.</summary>
    public IReadOnlyList<string> LearningGoals { get; init; } = [];

    /// <summary>Who approves. Default: the plan.</summary>
    public ApprovalPolicy Approval { get; init; } = ApprovalPolicy.Default;
}

/// <summary>An audience (sasaran): a segment in some regions, with its size and needs.</summary>
/// <remarks>Immutable.</remarks>
public sealed record Target
{
    /// <summary>The id inside the campaign.</summary>
    public required string Id { get; init; }

    /// <summary>The segment.</summary>
    public required Segment Segment { get; init; }

    /// <summary>The regions, as office codes. Default: those of the campaign's offices.</summary>
    public IReadOnlyList<OfficeCode> Regions { get; init; } = [];

    /// <summary>The estimated number of persons; null when unknown.</summary>
    public int? EstimatedSize { get; init; }

    /// <summary>The languages it needs, BCP 47. Default: none besides Indonesian.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>The accessible formats it needs, such as <c>braille</c> or <c>signLanguageVideo</c>. Default: none.</summary>
    public IReadOnlyList<MaterialForm> Formats { get; init; } = [];
}

/// <summary>A dated use of a method: when, where, for whom, with which materials and speakers, on which accounts.</summary>
/// <remarks>Immutable. A direct activity (people meet) lasts; an indirect one is a moment of publication.</remarks>
public sealed record Activity
{
    /// <summary>The id inside the campaign; set once, it is part of every publication's identity.</summary>
    public required string Id { get; init; }

    /// <summary>The title; null for the method's name.</summary>
    public string? Title { get; init; }

    /// <summary>The method.</summary>
    public required OutreachMethod Method { get; init; }

    /// <summary>The local date and time, without zone: each office's own zone counts unless <see cref="Zone"/> is set. Null: as soon as the campaign allows.</summary>
    public DateTime? When { get; init; }

    /// <summary>The zone of <see cref="When"/>; null for each office's own.</summary>
    public IndonesianZone? Zone { get; init; }

    /// <summary>The length of a direct activity; null when unknown.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How it repeats; null for once.</summary>
    public RepeatRule? Repeat { get; init; }

    /// <summary>The place of a direct activity.</summary>
    public string? Venue { get; init; }

    /// <summary>Ids of targets of the campaign. Default: all.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Ids of materials. Default: none.</summary>
    public IReadOnlyList<string> Materials { get; init; } = [];

    /// <summary>Ids of speakers. Default: none.</summary>
    public IReadOnlyList<string> Speakers { get; init; } = [];

    /// <summary>Which accounts carry the materials: keys, or <c>channel:KEY</c> for all accounts of the campaign's offices on a channel, or <c>*</c> for all of them. Default: none.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>The pause between one account and the next; zero for all at once.</summary>
    public TimeSpan Stagger { get; init; }

    /// <summary>How long after <see cref="When"/> it is still worth publishing; null: until the campaign or its last stage ends.</summary>
    public TimeSpan? GoodFor { get; init; }

    /// <summary>What to do when that time has passed. Default: publish.</summary>
    public LatePolicy Late { get; init; }

    /// <summary>The language to publish in, BCP 47; null for each material's own.</summary>
    public string? Language { get; init; }

    /// <summary>How many persons came, by session date; filled in afterwards. Default: none.</summary>
    public IReadOnlyList<Attendance> Attendance { get; init; } = [];
}

/// <summary>What to do with something that is late.</summary>
public enum LatePolicy
{
    /// <summary>Publish all the same, while the window is open.</summary>
    Publish = 0,

    /// <summary>Ask a person.</summary>
    Ask = 1,

    /// <summary>Let it expire.</summary>
    Expire = 2,
}

/// <summary>How an activity repeats: every so many days, so many times. The number of a repeat, from 1, is part of the identity of what it publishes.</summary>
/// <param name="EveryDays">The days from one to the next, at least 1.</param>
/// <param name="Count">How many there are in all, at least 1.</param>
public sealed record RepeatRule(int EveryDays, int Count);

/// <summary>How many persons came to a session.</summary>
/// <param name="Day">The day.</param>
/// <param name="Persons">How many came.</param>
public sealed record Attendance(DateOnly Day, int Persons);

/// <summary>A person who speaks for the office (narasumber), by role; names are the office's own to give.</summary>
/// <remarks>Immutable. A speaker is never in two places at once.</remarks>
public sealed record Speaker
{
    /// <summary>The id, unique in the workspace.</summary>
    public required string Id { get; init; }

    /// <summary>The name or role.</summary>
    public required string Name { get; init; }

    /// <summary>The institution.</summary>
    public string? Institution { get; init; }

    /// <summary>What they speak about. Default: none.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>The languages they speak, BCP 47. Default: Indonesian.</summary>
    public IReadOnlyList<string> Languages { get; init; } = ["id"];

    /// <summary>Days on which they can be asked; null for any.</summary>
    public DateSpan? Available { get; init; }
}
