namespace Kpu.Outreach.Channels.Social;

/// <summary>The codes of problems of posts that a platform would not take.</summary>
public static class PostProblems
{
    /// <summary>A text is longer than the platform takes.</summary>
    public const string TooLong = "post-too-long";

    /// <summary>A title is longer than the platform takes.</summary>
    public const string TitleTooLong = "post-title-too-long";

    /// <summary>A text holds characters the platform refuses.</summary>
    public const string TextRefused = "post-text-refused";

    /// <summary>A thread has more parts than the platform takes.</summary>
    public const string TooManyParts = "post-too-many-parts";

    /// <summary>A post has more hashtags than the platform takes.</summary>
    public const string TooManyHashtags = "post-too-many-hashtags";

    /// <summary>A post needs a picture or film and has none.</summary>
    public const string MediaRequired = "post-media-required";

    /// <summary>A post has more pictures or films than the platform takes.</summary>
    public const string TooMuchMedia = "post-too-much-media";

    /// <summary>A media file has a type the platform does not take.</summary>
    public const string MediaTypeRefused = "post-media-type-refused";

    /// <summary>A media file is larger than the platform takes.</summary>
    public const string MediaTooLarge = "post-media-too-large";

    /// <summary>A film is longer than the platform takes.</summary>
    public const string VideoTooLong = "post-video-too-long";
}
