using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Dispatching;

/// <summary>The pause before the next attempt: a pure function that doubles, is capped, and is spread by a seed so that many do not come back at once.</summary>
public static class Backoff
{
    /// <summary>The pause after the first failure, before spreading: 2 s.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause, before spreading: 15 min.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>By how much a pause is spread to either side: a quarter.</summary>
    public const double Spread = 0.25;

    /// <summary>The pause.</summary>
    /// <param name="attempt">How many attempts have failed, from 1.</param>
    /// <param name="seed">What spreads it: the same seed and attempt give the same pause.</param>
    /// <returns>Between three and five quarters of the doubled, capped pause; whole milliseconds.</returns>
    public static TimeSpan Pause(int attempt, string seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var doubled = First.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 30));
        using var hasher = new ContentHasher();
        var fraction = BitConverter.ToUInt32(hasher.Add(seed).Add(attempt).Finish().ToBytes(), 0) / (double)uint.MaxValue;
        return TimeSpan.FromMilliseconds(Math.Round(Math.Min(doubled, Longest.TotalMilliseconds) * (1 - Spread + (2 * Spread * fraction))));
    }
}
