namespace Kpu.Outreach.Testing.Suites;

/// <summary>Counts the steps of a process at which it can end: before and after each outbound call, each checkpoint, each step of the author's own. Behind the end nothing passes. Thread-safe.</summary>
internal sealed class StepGate
{
    private readonly Lock _lock = new();
    private readonly List<string> _steps = [];

    /// <summary>At which step the process ends, from 0; -1 for never.</summary>
    public int EndsAt { get; init; } = -1;

    public bool HasEnded { get; private set; }

    /// <summary>The steps that were reached.</summary>
    public IReadOnlyList<string> Steps
    {
        get { lock (_lock) return [.. _steps]; }
    }

    /// <exception cref="SimulatedCrashException">The process has ended.</exception>
    public void Pass(string step)
    {
        lock (_lock)
        {
            if (!HasEnded)
            {
                HasEnded = _steps.Count == EndsAt;
                _steps.Add(step);
            }

            if (HasEnded) throw new SimulatedCrashException();
        }
    }

    /// <exception cref="SimulatedCrashException">The process has ended.</exception>
    public void Check()
    {
        lock (_lock)
            if (HasEnded) throw new SimulatedCrashException();
    }
}
