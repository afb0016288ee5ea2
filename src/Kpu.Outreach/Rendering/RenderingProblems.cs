namespace Kpu.Outreach.Rendering;

/// <summary>The codes of problems found while rendering.</summary>
public static class RenderingProblems
{
    /// <summary>A text is longer than its placement takes, in every variant that fits.</summary>
    public const string TextTooLong = "text-too-long";

    /// <summary>A title is longer than its placement takes.</summary>
    public const string TitleTooLong = "title-too-long";

    /// <summary>A text is empty.</summary>
    public const string TextEmpty = "text-empty";

    /// <summary>A placement needs a picture or film and the material has none that fits.</summary>
    public const string MediaRequired = "media-required";

    /// <summary>A media file does not fit the placement and is left out.</summary>
    public const string MediaLeftOut = "media-left-out";

    /// <summary>Hashtags do not fit and are left out.</summary>
    public const string HashtagsLeftOut = "hashtags-left-out";

    /// <summary>A cited fact is unknown or has no value.</summary>
    public const string FactUnknown = "fact-unknown";
}
