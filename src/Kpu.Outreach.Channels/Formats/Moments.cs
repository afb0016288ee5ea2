using System.Globalization;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Rendering;

namespace Kpu.Outreach.Channels.Formats;

/// <summary>Writes times for readers, in the office's zone, and for machines.</summary>
internal static class Moments
{
    /// <summary>A time as readers and machines understand it.</summary>
    internal static Html Time(DateTimeOffset instant, IndonesianZone zone) =>
        Html.Of($"<time datetime=\"{Stamp(instant, zone)}\">{IndonesianText.Moment(instant, zone)}</time>");

    /// <summary>The day alone.</summary>
    internal static Html Day(DateTimeOffset instant, IndonesianZone zone) =>
        Html.Of($"<time datetime=\"{Stamp(instant, zone)}\">{IndonesianText.Date(LocalDay(instant, zone), weekday: false)}</time>");

    /// <summary>ISO 8601 with the zone's offset, to the second.</summary>
    internal static string Stamp(DateTimeOffset instant, IndonesianZone zone) =>
        zone.Show(instant).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>The form of RSS.</summary>
    internal static string Rfc822(DateTimeOffset instant, IndonesianZone zone)
    {
        var local = zone.Show(instant);
        return local.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + local.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
    }

    /// <summary>The day of an instant in a zone.</summary>
    internal static DateOnly LocalDay(DateTimeOffset instant, IndonesianZone zone) => DateOnly.FromDateTime(zone.Show(instant).DateTime);
}
