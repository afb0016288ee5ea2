using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Quartz;

/// <summary>A work that recurs.</summary>
/// <param name="Every">How often; null where <paramref name="Cron"/> says when.</param>
/// <param name="Cron">When, as five fields of cron.</param>
/// <param name="DoAsync">Does it once.</param>
internal sealed record RecurringWork(TimeSpan? Every, string? Cron, Func<OutreachClient, CancellationToken, Task> DoAsync)
{
    public const string Look = "look";
    public const string Retain = "retain";
    public const string Verify = "verify";

    /// <summary>All there are: those that a host does not ask for any more leave the schedule.</summary>
    public static readonly IReadOnlyList<string> All = [Look, Retain, Verify];
}

/// <summary>The ledger was looked through, and is damaged.</summary>
internal sealed class LedgerDamagedException(IReadOnlyList<Problem> problems) : Exception
{
    public IReadOnlyList<Problem> Problems { get; } = problems;
}
