namespace Kpu.Outreach.Dispatching;

/// <summary>
/// How many claims a worker holds at once. One commit serves all that are claimed together, so that fast channels want many; but what is claimed meets no gate any more, so that slow channels want few.
/// It is twice as wide after a turn in which the slots ran dry, and half as wide when a claim waited too long for its slot. Not thread-safe.
/// </summary>
/// <param name="inFlight">How many calls may be on their way at once.</param>
internal sealed class ClaimWindow(int inFlight)
{
    private const int AtFirst = 8;
    private const int Narrowest = 2;
    private const int Widest = 64;

    /// <summary>How long a claim may wait for its slot: 250 ms.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private int _times = AtFirst;

    public int Size => inFlight * _times;

    /// <param name="ranDry">Whether the slots had too little left to do before the turn was over.</param>
    /// <param name="waited">The longest that a claim waited for its slot.</param>
    public void Adapt(bool ranDry, TimeSpan waited)
    {
        if (waited > LongestWait) _times = Math.Max(Narrowest, _times / 2);
        else if (ranDry) _times = Math.Min(Widest, _times * 2);
    }
}
