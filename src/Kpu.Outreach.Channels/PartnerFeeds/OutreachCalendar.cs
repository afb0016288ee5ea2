using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>A calendar that people subscribe to: stages of elections and activities where people meet.</summary>
/// <remarks>Immutable. Nothing here comes from a clock: the same calendar gives the same bytes.</remarks>
public sealed record OutreachCalendar
{
    /// <summary>The name, in plain text.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about, in plain text. Default: empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The zone it is shown in; events may name their own. Default: WIB.</summary>
    public IndonesianZone Zone { get; init; } = IndonesianZone.Wib;

    /// <summary>Its own address; null while it has none.</summary>
    public Uri? Self { get; init; }

    /// <summary>The events, as they were told. Default: none.</summary>
    public IReadOnlyList<ToldEvent> Events { get; init; } = [];
}

/// <summary>Something that happens: an activity, or a stage that lasts for days.</summary>
/// <remarks>Immutable. It has either days or a start.</remarks>
public sealed record CalendarEvent
{
    /// <summary>The id, which never changes whatever else does.</summary>
    public required string Uid { get; init; }

    /// <summary>The title, in plain text.</summary>
    public required string Title { get; init; }

    /// <summary>More about it, in plain text. Default: empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where it takes place, in plain text; null when unsaid.</summary>
    public string? Location { get; init; }

    /// <summary>The days it lasts, both inclusive; null for what has a <see cref="Start"/>.</summary>
    public DateSpan? Days { get; init; }

    /// <summary>The local date and time it starts at, in <see cref="Zone"/>; null for what lasts for days.</summary>
    public DateTime? Start { get; init; }

    /// <summary>How long it takes from <see cref="Start"/>; null when unknown.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The zone of <see cref="Start"/>. Default: WIB.</summary>
    public IndonesianZone Zone { get; init; } = IndonesianZone.Wib;

    /// <summary>Words to sort by: stages, segments, regions. Default: none.</summary>
    public IReadOnlyList<RenditionLabel> Labels { get; init; } = [];

    /// <summary>When it is over: the end of its last day in <see cref="Zone"/>, or its start and duration.</summary>
    public DateTimeOffset EndsAt => Days is { } days
        ? Zone.At(days.End.AddDays(1).ToDateTime(TimeOnly.MinValue))
        : Zone.At(Start ?? default) + (Duration ?? TimeSpan.Zero);

    /// <summary>A hash over everything above.</summary>
    internal ContentHash Hash
    {
        get
        {
            using var hasher = new ContentHasher();
            hasher.Add(Uid).Add(Title).Add(Description).Add(Location).Add(Days?.ToString()).Add(Start?.Ticks ?? -1).Add(Duration?.Ticks ?? -1).Add(Zone.Id).Add(Labels.Count);
            foreach (var label in Labels) hasher.Add(label.Kind).Add(label.Value).Add(label.Title);
            return hasher.Finish();
        }
    }
}

/// <summary>An event as subscribers were told of it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Sequence">How often it was told anew, from 0 (RFC 5545, 3.8.7.4).</param>
/// <param name="ToldAt">When this state was first told.</param>
/// <param name="IsCancelled">Whether it was called off.</param>
public sealed record ToldEvent(CalendarEvent Event, int Sequence, DateTimeOffset ToldAt, bool IsCancelled = false);
