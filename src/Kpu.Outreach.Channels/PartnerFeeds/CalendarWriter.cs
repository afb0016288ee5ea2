using System.Globalization;
using System.Text;
using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>Writes calendars as iCalendar (RFC 5545, with the names of RFC 7986).</summary>
/// <remarks>Thread-safe. The same calendar gives the same bytes: UTF-8, lines of at most 75 bytes ended by CRLF.</remarks>
public static class CalendarWriter
{
    /// <summary>The media type, as servers give it.</summary>
    public const string ContentType = "text/calendar; charset=utf-8";

    private const int LineBytes = 75;

    /// <summary>Writes a calendar.</summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="output">Where the bytes go; it stays open.</param>
    public static void Write(OutreachCalendar calendar, Stream output)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentNullException.ThrowIfNull(output);
        var lines = new Lines(output);
        lines.Put("BEGIN:VCALENDAR");
        lines.Put("VERSION:2.0");
        lines.Put("PRODID:-//Kpu.Outreach//Kalender//ID");
        lines.Put("CALSCALE:GREGORIAN");
        lines.Text("NAME", calendar.Name);
        lines.Text("X-WR-CALNAME", calendar.Name);
        if (calendar.Description.Length > 0) lines.Text("DESCRIPTION", calendar.Description);
        lines.Put($"X-WR-TIMEZONE:{calendar.Zone.Id}");
        if (calendar.Self is { } self) lines.Put($"SOURCE;VALUE=URI:{self.AbsoluteUri}");
        lines.Put("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        lines.Put("X-PUBLISHED-TTL:PT1H");
        foreach (var zone in IndonesianZone.All.Where(z => calendar.Events.Any(e => e.Event.Start is not null && e.Event.Zone == z))) Zone(lines, zone);
        foreach (var told in calendar.Events) Event(lines, told);
        lines.Put("END:VCALENDAR");
    }

    // None of the three has summer time, so one standard time says it all.
    private static void Zone(Lines lines, IndonesianZone zone)
    {
        var offset = zone.TimeZone.BaseUtcOffset;
        var text = string.Create(CultureInfo.InvariantCulture, $"+{offset.Hours:00}{offset.Minutes:00}");
        lines.Put("BEGIN:VTIMEZONE");
        lines.Put($"TZID:{zone.Id}");
        lines.Put("BEGIN:STANDARD");
        lines.Put("DTSTART:19700101T000000");
        lines.Put($"TZOFFSETFROM:{text}");
        lines.Put($"TZOFFSETTO:{text}");
        lines.Put($"TZNAME:{zone.Abbreviation}");
        lines.Put("END:STANDARD");
        lines.Put("END:VTIMEZONE");
    }

    private static void Event(Lines lines, ToldEvent told)
    {
        var happening = told.Event;
        lines.Put("BEGIN:VEVENT");
        lines.Put($"UID:{happening.Uid}");
        lines.Put($"DTSTAMP:{Utc(told.ToldAt)}");
        lines.Put($"LAST-MODIFIED:{Utc(told.ToldAt)}");
        lines.Put(string.Create(CultureInfo.InvariantCulture, $"SEQUENCE:{told.Sequence}"));
        lines.Put(told.IsCancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
        if (happening.Days is { } days)
        {
            lines.Put($"DTSTART;VALUE=DATE:{Day(days.Start)}");
            // The end of days is the day after the last one.
            lines.Put($"DTEND;VALUE=DATE:{Day(days.End.AddDays(1))}");
            lines.Put("TRANSP:TRANSPARENT");
        }
        else if (happening.Start is { } start)
        {
            lines.Put($"DTSTART;TZID={happening.Zone.Id}:{Local(start)}");
            if (happening.Duration is { } duration && duration > TimeSpan.Zero) lines.Put($"DTEND;TZID={happening.Zone.Id}:{Local(start + duration)}");
        }

        lines.Text("SUMMARY", happening.Title);
        if (happening.Description.Length > 0) lines.Text("DESCRIPTION", happening.Description);
        if (!string.IsNullOrWhiteSpace(happening.Location)) lines.Text("LOCATION", happening.Location);
        if (happening.Labels.Count > 0) lines.Put("CATEGORIES:" + string.Join(',', happening.Labels.Select(l => Escape(SafeText.Line(l.Title))).Distinct(StringComparer.Ordinal)));
        lines.Put("END:VEVENT");
    }

    private static string Utc(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Local(DateTime local) => local.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>Content lines, folded between characters.</summary>
    private sealed class Lines(Stream output)
    {
        internal void Text(string name, string text) => Put($"{name}:{Escape(SafeText.Clean(text))}");

        internal void Put(string line)
        {
            Span<byte> bytes = stackalloc byte[4];
            var written = 0;
            foreach (var rune in line.EnumerateRunes())
            {
                var length = rune.EncodeToUtf8(bytes);
                if (written + length > LineBytes)
                {
                    output.Write("\r\n "u8);
                    written = 1;
                }

                output.Write(bytes[..length]);
                written += length;
            }

            output.Write("\r\n"u8);
        }
    }
}
