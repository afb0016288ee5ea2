using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kpu.Outreach.CrashBench.Platform;

/// <summary>What goes wrong with a call.</summary>
internal enum Fault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The effect happens, then the connection is cut.</summary>
    CutAfter = 1,

    /// <summary>The effect happens, the answer comes late.</summary>
    Late = 2,

    /// <summary>The effect happens, the answer says that it failed.</summary>
    ErrorAfter = 3,

    /// <summary>It fails, and nothing happened.</summary>
    ErrorWithout = 4,

    /// <summary>It is refused for now.</summary>
    Refused = 5,
}

/// <summary>Chooses faults by seed, key and the number of the key's attempt: the same ones in every run.</summary>
internal sealed class Faults(int seed, bool calm)
{
    /// <summary>From this attempt on nothing goes wrong, so that every delivery ends.</summary>
    private const int LastTroubled = 3;

    /// <summary>What goes wrong, and three numbers from 0 to 1 for what takes time: before the effect, after it, and when it is late.</summary>
    public (Fault Fault, double Before, double After, double Lateness) Choose(string guarantee, string key, int attempt)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{guarantee}/{key}/{attempt}")));
        var fault = calm || attempt > LastTroubled ? Fault.None : (Part(0) * 100) switch
        {
            < 4 => Fault.CutAfter,
            < 9 => Fault.Late,
            < 12 => Fault.ErrorAfter,
            < 16 => Fault.ErrorWithout,
            < 20 => Fault.Refused,
            _ => Fault.None,
        };
        return (fault, Part(1), Part(2), Part(3));

        double Part(int index) => BitConverter.ToUInt32(hash, index * sizeof(uint)) / (double)uint.MaxValue;
    }
}
