namespace Kpu.Outreach.Campaigns;

/// <summary>The form a material takes (bahan).</summary>
/// <remarks>An open vocabulary: a word unknown here is kept as written. Words are compared without case; the default value is <c>article</c>.</remarks>
public readonly record struct MaterialForm : IEquatable<MaterialForm>
{
    private readonly string? _value;

    /// <summary>Takes a word.</summary>
    /// <param name="value">The word as stored; not empty.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is empty or white space.</exception>
    public MaterialForm(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>Artikel.</summary>
    public static MaterialForm Article { get; } = new("article");

    /// <summary>Brosur.</summary>
    public static MaterialForm Brochure { get; } = new("brochure");

    /// <summary>Leaflet.</summary>
    public static MaterialForm Leaflet { get; } = new("leaflet");

    /// <summary>Pamflet.</summary>
    public static MaterialForm Pamphlet { get; } = new("pamphlet");

    /// <summary>Booklet.</summary>
    public static MaterialForm Booklet { get; } = new("booklet");

    /// <summary>Poster.</summary>
    public static MaterialForm Poster { get; } = new("poster");

    /// <summary>Folder.</summary>
    public static MaterialForm Folder { get; } = new("folder");

    /// <summary>Stiker.</summary>
    public static MaterialForm Sticker { get; } = new("sticker");

    /// <summary>Spanduk.</summary>
    public static MaterialForm Banner { get; } = new("banner");

    /// <summary>Baliho.</summary>
    public static MaterialForm Billboard { get; } = new("billboard");

    /// <summary>Videotron.</summary>
    public static MaterialForm Videotron { get; } = new("videotron");

    /// <summary>Umbul-umbul.</summary>
    public static MaterialForm Pennant { get; } = new("pennant");

    /// <summary>Barang sosialisasi.</summary>
    public static MaterialForm Merchandise { get; } = new("merchandise");

    /// <summary>Infografik.</summary>
    public static MaterialForm Infographic { get; } = new("infographic");

    /// <summary>Video pendek.</summary>
    public static MaterialForm ShortVideo { get; } = new("shortVideo");

    /// <summary>Spot audio.</summary>
    public static MaterialForm AudioSpot { get; } = new("audioSpot");

    /// <summary>Naskah radio.</summary>
    public static MaterialForm RadioScript { get; } = new("radioScript");

    /// <summary>Siaran pers.</summary>
    public static MaterialForm PressRelease { get; } = new("pressRelease");

    /// <summary>Paparan.</summary>
    public static MaterialForm SlideDeck { get; } = new("slideDeck");

    /// <summary>Jingle.</summary>
    public static MaterialForm Jingle { get; } = new("jingle");

    /// <summary>Film.</summary>
    public static MaterialForm Film { get; } = new("film");

    /// <summary>Braille.</summary>
    public static MaterialForm Braille { get; } = new("braille");

    /// <summary>Video bahasa isyarat.</summary>
    public static MaterialForm SignLanguageVideo { get; } = new("signLanguageVideo");

    /// <summary>The words known here, in official order.</summary>
    public static IReadOnlyList<MaterialForm> Known { get; } = [Article, Brochure, Leaflet, Pamphlet, Booklet, Poster, Folder, Sticker, Banner, Billboard, Videotron, Pennant, Merchandise, Infographic, ShortVideo, AudioSpot, RadioScript, PressRelease, SlideDeck, Jingle, Film, Braille, SignLanguageVideo];

    /// <summary>The word as stored.</summary>
    public string Value => _value ?? "article";

    /// <inheritdoc/>
    public bool Equals(MaterialForm other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <summary>The word.</summary>
    /// <returns>The word as stored.</returns>
    public override string ToString() => Value;
}
