namespace Kpu.Outreach.Testing.Suites;

/// <summary>The process of the adapter has ended here. Nothing that comes behind it happens, whatever the adapter makes of this exception.</summary>
public sealed class SimulatedCrashException : Exception
{
    /// <summary>Makes one.</summary>
    public SimulatedCrashException()
        : base("The process ended here (simulated).")
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What it says.</param>
    public SimulatedCrashException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What it says.</param>
    /// <param name="innerException">What lies under it.</param>
    public SimulatedCrashException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
