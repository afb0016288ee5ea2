using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Documents;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach;

/// <summary>How a worker follows a workspace folder. Immutable.</summary>
public sealed record FollowOptions
{
    /// <summary>How often the folder is looked at by default: 2 seconds.</summary>
    public static readonly TimeSpan DefaultPoll = TimeSpan.FromSeconds(2);

    /// <summary>How long the folder must stand still by default: 1 second.</summary>
    public static readonly TimeSpan DefaultSettle = TimeSpan.FromSeconds(1);

    /// <summary>The id of the one campaign to plan; null for all.</summary>
    public string? Campaign { get; init; }

    /// <summary>How often the folder is looked at; longer than zero.</summary>
    /// <value>Default: <see cref="DefaultPoll"/>.</value>
    public TimeSpan Poll { get; init; } = DefaultPoll;

    /// <summary>How long a changed folder must stand still before it is read, so that nothing half written is taken up; longer than zero.</summary>
    /// <value>Default: <see cref="DefaultSettle"/>.</value>
    public TimeSpan Settle { get; init; } = DefaultSettle;

    /// <summary>What was read, validated, planned and enqueued already; null to begin with doing so.</summary>
    public WorkspaceReading? Since { get; init; }

    /// <summary>Told of every edit, taken up or broken, one after the other. It must not throw.</summary>
    public Action<WorkspaceNews>? Told { get; init; }
}

/// <summary>What became of the last edit of a followed workspace. Immutable.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Problems">Why it is not taken up: then the last good plan, facts and calendars stay. Empty when it is.</param>
/// <param name="Enqueued">What merging its plan changed; null when it is not taken up.</param>
public sealed record WorkspaceNews(DateTimeOffset At, IReadOnlyList<Problem> Problems, EnqueueResult? Enqueued)
{
    /// <summary>Whether the edit is broken and an earlier state of the workspace counts.</summary>
    public bool IsBroken => Enqueued is null;
}
