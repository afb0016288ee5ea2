namespace Kpu.Outreach.Dispatching;

/// <summary>The clock of a rehearsal: it stands still while something is in flight and jumps to the next due moment when nothing is.</summary>
/// <remarks>Thread-safe. Timers made from it run on the machine's own time, so that a call that hangs is still ended.</remarks>
public sealed class VirtualClock : TimeProvider
{
    private long _ticks;

    /// <summary>Makes a clock.</summary>
    /// <param name="startsAt">The first moment.</param>
    public VirtualClock(DateTimeOffset startsAt) => _ticks = startsAt.UtcTicks;

    /// <summary>The moment it stands at.</summary>
    /// <returns>The moment, in UTC.</returns>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Jumps forward; a moment in the past changes nothing.</summary>
    /// <param name="moment">The moment.</param>
    public void JumpTo(DateTimeOffset moment)
    {
        var ticks = moment.UtcTicks;
        for (var current = Interlocked.Read(ref _ticks); current < ticks; current = Interlocked.Read(ref _ticks))
            if (Interlocked.CompareExchange(ref _ticks, ticks, current) == current) return;
    }
}
