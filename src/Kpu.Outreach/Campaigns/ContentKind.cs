namespace Kpu.Outreach.Campaigns;

/// <summary>What a material does for its reader; the offices are judged by the mix of these.</summary>
/// <remarks>An open vocabulary: a word unknown here is kept as written. Words are compared without case; the default value is <c>electoralInformation</c>.</remarks>
public readonly record struct ContentKind : IEquatable<ContentKind>
{
    private readonly string? _value;

    /// <summary>Takes a word.</summary>
    /// <param name="value">The word as stored; not empty.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is empty or white space.</exception>
    public ContentKind(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>Informasi kepemiluan: stages, procedures, rights.</summary>
    public static ContentKind ElectoralInformation { get; } = new("electoralInformation");

    /// <summary>Pendidikan pemilih.</summary>
    public static ContentKind Education { get; } = new("education");

    /// <summary>Berita kegiatan.</summary>
    public static ContentKind ActivityNews { get; } = new("activityNews");

    /// <summary>Klarifikasi of a rumour or error.</summary>
    public static ContentKind Clarification { get; } = new("clarification");

    /// <summary>Ucapan.</summary>
    public static ContentKind Greeting { get; } = new("greeting");

    /// <summary>The words known here, in official order.</summary>
    public static IReadOnlyList<ContentKind> Known { get; } = [ElectoralInformation, Education, ActivityNews, Clarification, Greeting];

    /// <summary>The word for people, in Indonesian; the stored word where it is unknown here.</summary>
    public string Title => Titles.Of.GetValueOrDefault(this, Value);

    /// <summary>The word as stored.</summary>
    public string Value => _value ?? "electoralInformation";

    /// <inheritdoc/>
    public bool Equals(ContentKind other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <summary>The word.</summary>
    /// <returns>The word as stored.</returns>
    public override string ToString() => Value;

    // Apart from the struct, so that the words above exist before their titles.
    private static class Titles
    {
        internal static readonly Dictionary<ContentKind, string> Of = new()
        {
            [ElectoralInformation] = "Informasi kepemiluan",
            [Education] = "Pendidikan pemilih",
            [ActivityNews] = "Berita kegiatan",
            [Clarification] = "Klarifikasi",
            [Greeting] = "Ucapan",
        };
    }
}
