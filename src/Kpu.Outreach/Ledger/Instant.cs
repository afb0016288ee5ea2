namespace Kpu.Outreach.Ledger;

/// <summary>A moment, or none, in 8 bytes. It comes back in UTC.</summary>
internal readonly record struct Instant
{
    // Ticks of UTC plus one; 0 for none, as the default value is.
    private readonly long _ticks;

    private Instant(long ticks) => _ticks = ticks + 1;

    public static implicit operator Instant(DateTimeOffset value) => new(value.UtcTicks);

    public static implicit operator Instant(DateTimeOffset? value) => value is { } known ? new(known.UtcTicks) : default;

    public static implicit operator DateTimeOffset(Instant value) => value._ticks == 0 ? default : new(value._ticks - 1, TimeSpan.Zero);

    public static implicit operator DateTimeOffset?(Instant value) => value._ticks == 0 ? null : new DateTimeOffset(value._ticks - 1, TimeSpan.Zero);
}
