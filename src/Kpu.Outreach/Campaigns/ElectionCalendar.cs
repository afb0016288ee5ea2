using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Campaigns;

/// <summary>The kind of an election.</summary>
public enum ElectionKind
{
    /// <summary>Pemilu: the general election.</summary>
    GeneralElection = 0,

    /// <summary>Pemilihan (Pilkada): the election of heads of regions.</summary>
    RegionalElection = 1,

    /// <summary>The national election from 2029 on (MK 135/PUU-XXII/2024).</summary>
    NationalElection = 2,

    /// <summary>The local election from 2029 on (MK 135/PUU-XXII/2024).</summary>
    LocalElection = 3,
}

/// <summary>How a stage stands on a day.</summary>
public enum StageStatus
{
    /// <summary>Its dates are relative and not fixed yet.</summary>
    Unknown = 0,

    /// <summary>It has not begun.</summary>
    Upcoming = 1,

    /// <summary>It runs.</summary>
    Running = 2,

    /// <summary>It is over.</summary>
    Done = 3,
}

/// <summary>What a calendar's quiet period or stage does to publications.</summary>
public enum PeriodRule
{
    /// <summary>A finding; the gate stays open.</summary>
    Warn = 0,

    /// <summary>The gate is closed while it lasts.</summary>
    Forbid = 1,
}

/// <summary>A stage of an election (tahapan).</summary>
/// <remarks>Immutable. Stages may overlap.</remarks>
public sealed record ElectionStage
{
    /// <summary>The key, unique in its calendar.</summary>
    public required StageKey Key { get; init; }

    /// <summary>The official name.</summary>
    public required string Title { get; init; }

    /// <summary>The first day, inclusive; null when it has no fixed start.</summary>
    public DateOnly? Start { get; init; }

    /// <summary>The last day, inclusive; null when it is relative, see <see cref="RelativeTo"/>.</summary>
    public DateOnly? End { get; init; }

    /// <summary>What a stage without dates depends on, in words.</summary>
    public string? RelativeTo { get; init; }

    /// <summary>From which day it may be told; null: <see cref="ElectionCalendar.DefaultTellAhead"/> days before <see cref="Start"/>.</summary>
    public DateOnly? TellFrom { get; init; }

    /// <summary>The source of the dates.</summary>
    public string? Source { get; init; }

    /// <summary>How it stands on a day.</summary>
    /// <param name="day">The day.</param>
    /// <returns>Unknown when a needed date is missing.</returns>
    public StageStatus StatusOn(DateOnly day) => (Start, End) switch
    {
        (_, { } end) when day > end => StageStatus.Done,
        ({ } start, _) when day < start => StageStatus.Upcoming,
        ({ }, { }) => StageStatus.Running,
        (null, { }) => StageStatus.Running,
        _ => StageStatus.Unknown,
    };
}

/// <summary>The calendar of an election: its stages and what they do to publications.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ElectionCalendar
{
    /// <summary>How many days before its start a stage may be told when it does not say so itself: 30.</summary>
    public const int DefaultTellAhead = 30;

    /// <summary>The key, such as <c>pemilu-2024</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The name.</summary>
    public required string Title { get; init; }

    /// <summary>The kind of election.</summary>
    public required ElectionKind Kind { get; init; }

    /// <summary>The stages, in the order of the regulation.</summary>
    public required IReadOnlyList<ElectionStage> Stages { get; init; }

    /// <summary>The regulation.</summary>
    public string? Source { get; init; }

    /// <summary>What the quiet period does. Default: warn.</summary>
    public PeriodRule QuietPeriodRule { get; init; }

    /// <summary>Where it holds, as office codes. Default: everywhere.</summary>
    public IReadOnlyList<OfficeCode> Regions { get; init; } = [];

    /// <summary>The stage with a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The stage, or null.</returns>
    public ElectionStage? Find(StageKey key) => Stages.FirstOrDefault(s => s.Key == key);

    /// <summary>The days in which some stages may be told: from the first one's <see cref="ElectionStage.TellFrom"/> to the last one's end.</summary>
    /// <param name="stages">The stages.</param>
    /// <returns>The first and last day; null on a side that no date bounds.</returns>
    public (DateOnly? From, DateOnly? To) TellingWindow(IEnumerable<StageKey> stages)
    {
        var known = stages.Select(Find).OfType<ElectionStage>().ToList();
        if (known.Count == 0) return (null, null);
        var from = known.Select(s => s.TellFrom ?? s.Start?.AddDays(-DefaultTellAhead)).ToList();
        var to = known.Select(s => s.End).ToList();
        return (from.Contains(null) ? null : from.Min(), to.Contains(null) ? null : to.Max());
    }
}
