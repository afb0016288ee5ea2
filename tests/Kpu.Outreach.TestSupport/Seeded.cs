namespace Kpu.Outreach.TestSupport;

/// <summary>Random numbers of a seed (xorshift64*): the same seed gives the same numbers on every machine. Not thread-safe.</summary>
/// <param name="seed">The seed; any number.</param>
public sealed class Seeded(ulong seed)
{
    private ulong _state = (seed + 0x9E3779B97F4A7C15) | 1;

    /// <summary>The next number from 0 up to but not including a bound.</summary>
    /// <param name="bound">The bound, at least 1.</param>
    /// <returns>The number.</returns>
    public int Next(int bound)
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (int)((_state * 0x2545F4914F6CDD1D >> 33) % (ulong)bound);
    }
}
