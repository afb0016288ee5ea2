namespace Kpu.Outreach.Benchmarks.Posting;

/// <summary>How the library is set up for a run.</summary>
/// <param name="UseLedger">Chooses the ledger; it is given a folder of the run's own.</param>
internal sealed record Setup(Action<OutreachOptions, string> UseLedger)
{
    /// <summary>How many workers share the ledger and the calls in flight.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Whether two persons approve, something is held, and likely duplicates are asked about; else nothing but the plan approves, and nothing is compared.</summary>
    public bool HasGates { get; init; } = true;

    /// <summary>Whether the channel declares limits, for each account and for all together, which are wide enough to hold nothing back.</summary>
    public bool HasLimits { get; init; } = true;

    /// <summary>Whether somebody listens to all spans and instruments.</summary>
    public bool IsHeard { get; init; }

    /// <summary>Gives back what the ledger left outside of the folder.</summary>
    public Func<Task> CleanUpAsync { get; init; } = () => Task.CompletedTask;
}
