namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>Small seeded randomness (xorshift), the same on every machine.</summary>
internal sealed class SeededNumbers(int seed)
{
    private ulong _state = ((ulong)(uint)seed * 0x9E3779B97F4A7C15UL) | 1;

    public int Below(int limit)
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (int)((_state >> 11) % (ulong)limit);
    }

    public bool OneIn(int count) => Below(count) == 0;

    public T Of<T>(params T[] values) => values[Below(values.Length)];
}
