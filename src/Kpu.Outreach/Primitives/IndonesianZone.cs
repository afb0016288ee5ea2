namespace Kpu.Outreach.Primitives;

/// <summary>One of the three time zones of Indonesia (Keppres 41/1987): WIB, WITA and WIT.</summary>
/// <remarks>Three instances exist; equality is by reference. Thread-safe.</remarks>
public sealed class IndonesianZone
{
    private IndonesianZone(string id, string abbreviation)
    {
        Id = id;
        Abbreviation = abbreviation;
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById(id);
    }

    /// <summary>Western time (WIB, Asia/Jakarta, UTC+7).</summary>
    public static IndonesianZone Wib { get; } = new("Asia/Jakarta", "WIB");

    /// <summary>Central time (WITA, Asia/Makassar, UTC+8).</summary>
    public static IndonesianZone Wita { get; } = new("Asia/Makassar", "WITA");

    /// <summary>Eastern time (WIT, Asia/Jayapura, UTC+9).</summary>
    public static IndonesianZone Wit { get; } = new("Asia/Jayapura", "WIT");

    /// <summary>The three zones, from west to east.</summary>
    public static IReadOnlyList<IndonesianZone> All { get; } = [Wib, Wita, Wit];

    /// <summary>The IANA name.</summary>
    public string Id { get; }

    /// <summary>The name people use: WIB, WITA or WIT.</summary>
    public string Abbreviation { get; }

    /// <summary>The zone's rules.</summary>
    public TimeZoneInfo TimeZone { get; }

    /// <summary>Finds a zone by its IANA name or abbreviation, ignoring case. Asia/Pontianak counts as WIB.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The zone, or null.</returns>
    public static IndonesianZone? Find(string? name) => name?.ToUpperInvariant() switch
    {
        "WIB" or "ASIA/JAKARTA" or "ASIA/PONTIANAK" => Wib,
        "WITA" or "ASIA/MAKASSAR" or "ASIA/UJUNG_PANDANG" => Wita,
        "WIT" or "ASIA/JAYAPURA" => Wit,
        _ => null,
    };

    /// <summary>The instant of a local date and time in this zone.</summary>
    /// <param name="local">The local date and time; its kind is ignored.</param>
    /// <returns>The instant, with the zone's offset.</returns>
    public DateTimeOffset At(DateTime local)
    {
        var unspecified = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return new DateTimeOffset(unspecified, TimeZone.GetUtcOffset(unspecified));
    }

    /// <summary>The same instant, shown with this zone's offset.</summary>
    /// <param name="instant">The instant.</param>
    /// <returns>The local date and time with its offset.</returns>
    public DateTimeOffset Show(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, TimeZone);

    /// <summary>The abbreviation.</summary>
    /// <returns>WIB, WITA or WIT.</returns>
    public override string ToString() => Abbreviation;
}
