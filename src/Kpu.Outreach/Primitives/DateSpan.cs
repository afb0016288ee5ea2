using System.Globalization;

namespace Kpu.Outreach.Primitives;

/// <summary>A span of calendar days, both ends inclusive: the way people say "from the 11th to the 13th".</summary>
/// <remarks>Immutable; equal when both ends are equal; no ordering. The default value is the single day 0001-01-01.</remarks>
public readonly record struct DateSpan
{
    /// <summary>Makes a span.</summary>
    /// <param name="start">The first day, inclusive.</param>
    /// <param name="end">The last day, inclusive; not before <paramref name="start"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="end"/> is before <paramref name="start"/>.</exception>
    public DateSpan(DateOnly start, DateOnly end)
    {
        if (end < start) throw new ArgumentException($"The span ends ({end:yyyy-MM-dd}) before it starts ({start:yyyy-MM-dd}).", nameof(end));
        Start = start;
        End = end;
    }

    /// <summary>The first day, inclusive.</summary>
    public DateOnly Start { get; }

    /// <summary>The last day, inclusive.</summary>
    public DateOnly End { get; }

    /// <summary>Whether a day lies in the span.</summary>
    /// <param name="day">The day.</param>
    /// <returns>True on both ends and between them.</returns>
    public bool Contains(DateOnly day) => Start <= day && day <= End;

    /// <summary>The ISO 8601 form, <c>start/end</c>.</summary>
    /// <returns>The text, culture-free.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start:yyyy-MM-dd}/{End:yyyy-MM-dd}");
}
