using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>What subscribers of a calendar were told: whoever writes calendars keeps it, so that a change is told as a change of the same event and what is called off is told as called off.</summary>
/// <remarks>Immutable.</remarks>
public sealed class CalendarBook
{
    private const int Version = 1;

    private CalendarBook(IReadOnlyList<ToldEvent> events) => Events = events;

    /// <summary>A book in which nothing was told.</summary>
    public static CalendarBook Empty { get; } = new([]);

    /// <summary>The events as they were told, ordered by time and id; what was called off stands among them until it would have been over.</summary>
    public IReadOnlyList<ToldEvent> Events { get; }

    /// <summary>Tells events.</summary>
    /// <param name="events">All events there are now.</param>
    /// <param name="now">The instant of telling.</param>
    /// <returns>The book afterwards; this one when nothing changed.</returns>
    /// <remarks>An event that is no longer there is told as cancelled while it lies ahead, and left out when it is over.</remarks>
    public CalendarBook Tell(IEnumerable<CalendarEvent> events, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(events);
        var known = Events.ToDictionary(e => e.Event.Uid, StringComparer.Ordinal);
        var told = new List<ToldEvent>();
        foreach (var current in events)
        {
            if (!known.Remove(current.Uid, out var old)) told.Add(new ToldEvent(current, 0, now));
            else told.Add(!old.IsCancelled && old.Event.Hash == current.Hash ? old : new ToldEvent(current, old.Sequence + 1, now));
        }

        told.AddRange(known.Values.Where(e => e.Event.EndsAt > now).Select(e => e.IsCancelled ? e : e with { Sequence = e.Sequence + 1, ToldAt = now, IsCancelled = true }));
        ToldEvent[] ordered = [.. told.OrderBy(e => e.Event.EndsAt).ThenBy(e => e.Event.Uid, StringComparer.Ordinal)];
        return ordered.SequenceEqual(Events, ReferenceEqualityComparer.Instance) ? this : new CalendarBook(ordered);
    }

    /// <summary>The book as a document to keep.</summary>
    /// <returns>UTF-8 without mark, LF, indented; the same book gives the same bytes.</returns>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(new BookDocument(Version, [.. Events.Select(ToRow)]), BookJson.Default.BookDocument);

    /// <summary>Reads a document.</summary>
    /// <param name="bytes">What <see cref="ToBytes"/> gave.</param>
    /// <returns>The book.</returns>
    /// <exception cref="FormatException">This is no book, or one of a later version: keep the file, it holds what was told.</exception>
    public static CalendarBook Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (JsonSerializer.Deserialize(bytes, BookJson.Default.BookDocument) is { Version: Version } document) return new CalendarBook([.. document.Events.Select(FromRow)]);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            throw new FormatException("This is no book of told events.", e);
        }

        throw new FormatException("This is a book of another version.");
    }

    private static BookRow ToRow(ToldEvent told) => new()
    {
        Uid = told.Event.Uid,
        Sequence = told.Sequence,
        ToldAt = told.ToldAt,
        Cancelled = told.IsCancelled,
        Title = told.Event.Title,
        Description = told.Event.Description,
        Location = told.Event.Location,
        FirstDay = told.Event.Days?.Start,
        LastDay = told.Event.Days?.End,
        Start = told.Event.Start?.ToString("s", CultureInfo.InvariantCulture),
        Minutes = told.Event.Duration?.TotalMinutes,
        Zone = told.Event.Zone.Id,
        Labels = told.Event.Labels,
    };

    private static ToldEvent FromRow(BookRow row) => new(
        new CalendarEvent
        {
            Uid = row.Uid,
            Title = row.Title,
            Description = row.Description,
            Location = row.Location,
            Days = row.FirstDay is { } first ? new DateSpan(first, row.LastDay ?? first) : null,
            Start = row.Start is { } start ? DateTime.ParseExact(start, "s", CultureInfo.InvariantCulture) : null,
            Duration = row.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
            Zone = IndonesianZone.Find(row.Zone) ?? throw new FormatException($"'{row.Zone}' is no zone of Indonesia."),
            Labels = row.Labels,
        },
        row.Sequence,
        row.ToldAt,
        row.Cancelled);
}

internal sealed record BookDocument(int Version, IReadOnlyList<BookRow> Events);

internal sealed record BookRow
{
    public required string Uid { get; init; }

    public required int Sequence { get; init; }

    public required DateTimeOffset ToldAt { get; init; }

    public bool Cancelled { get; init; }

    public required string Title { get; init; }

    public string Description { get; init; } = "";

    public string? Location { get; init; }

    public DateOnly? FirstDay { get; init; }

    public DateOnly? LastDay { get; init; }

    public string? Start { get; init; }

    public double? Minutes { get; init; }

    public required string Zone { get; init; }

    public IReadOnlyList<RenditionLabel> Labels { get; init; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(BookDocument))]
internal sealed partial class BookJson : JsonSerializerContext;
