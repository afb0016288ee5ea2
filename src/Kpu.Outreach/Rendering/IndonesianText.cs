using System.Globalization;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Rendering;

/// <summary>Writes dates, times, numbers and amounts the way Indonesian and English readers expect them. Tables of its own, so that no machine's culture data matters. Thread-safe.</summary>
public static class IndonesianText
{
    private static readonly string[] Days = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];
    private static readonly string[] Months = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];

    /// <summary>A day: <c>Rabu, 14 Februari 2024</c>.</summary>
    /// <param name="day">The day.</param>
    /// <param name="weekday">Whether to name the day of the week.</param>
    /// <param name="language">The language; anything but English gives Indonesian.</param>
    /// <returns>The text.</returns>
    public static string Date(DateOnly day, bool weekday = true, string language = "id")
    {
        if (IsEnglish(language)) return day.ToString(weekday ? "dddd, d MMMM yyyy" : "d MMMM yyyy", CultureInfo.InvariantCulture);
        var text = string.Create(CultureInfo.InvariantCulture, $"{day.Day} {Months[day.Month - 1]} {day.Year}");
        return weekday ? $"{Days[(int)day.DayOfWeek]}, {text}" : text;
    }

    /// <summary>A span of days: <c>11-13 Februari 2024</c>; what both ends share is said once.</summary>
    /// <param name="span">The span.</param>
    /// <param name="language">The language; anything but English gives Indonesian.</param>
    /// <returns>The text.</returns>
    public static string Span(DateSpan span, string language = "id")
    {
        if (span.Start == span.End) return Date(span.Start, weekday: false, language);
        var end = Date(span.End, weekday: false, language);
        if (span.Start.Year != span.End.Year) return $"{Date(span.Start, weekday: false, language)} {(IsEnglish(language) ? "to" : "sampai")} {end}";
        return span.Start.Month == span.End.Month
            ? string.Create(CultureInfo.InvariantCulture, $"{span.Start.Day}-{end}")
            : string.Create(CultureInfo.InvariantCulture, $"{span.Start.Day} {Month(span.Start.Month, language)} {(IsEnglish(language) ? "to" : "sampai")} {end}");
    }

    /// <summary>A time of day: <c>07.00</c>.</summary>
    /// <param name="time">The time.</param>
    /// <param name="language">The language; anything but English gives Indonesian.</param>
    /// <returns>The text.</returns>
    public static string Time(TimeOnly time, string language = "id") => time.ToString(IsEnglish(language) ? "HH:mm" : "HH.mm", CultureInfo.InvariantCulture);

    /// <summary>A moment: <c>14 Februari 2024 pukul 09.00 WIB</c>.</summary>
    /// <param name="instant">The instant.</param>
    /// <param name="zone">The reader's zone.</param>
    /// <returns>The text.</returns>
    public static string Moment(DateTimeOffset instant, IndonesianZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var local = zone.Show(instant);
        return $"{Date(DateOnly.FromDateTime(local.DateTime), weekday: false)} pukul {Time(TimeOnly.FromDateTime(local.DateTime))} {zone.Abbreviation}";
    }

    /// <summary>A number: <c>204.807.222</c>, <c>3,5</c>.</summary>
    /// <param name="value">The number.</param>
    /// <param name="language">The language; anything but English gives Indonesian.</param>
    /// <returns>The text.</returns>
    public static string Number(decimal value, string language = "id")
    {
        var english = value.ToString("#,0.############", CultureInfo.InvariantCulture);
        return IsEnglish(language) ? english : english.Replace(',', '\u0001').Replace('.', ',').Replace('\u0001', '.');
    }

    /// <summary>An amount of money: <c>Rp2.500.000</c>.</summary>
    /// <param name="rupiah">The amount in rupiah.</param>
    /// <param name="language">The language; anything but English gives Indonesian.</param>
    /// <returns>The text.</returns>
    public static string Amount(decimal rupiah, string language = "id") => "Rp" + Number(rupiah, language);

    private static string Month(int month, string language) =>
        IsEnglish(language) ? CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month) : Months[month - 1];

    private static bool IsEnglish(string language) => language.StartsWith("en", StringComparison.OrdinalIgnoreCase);
}
