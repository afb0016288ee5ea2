using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Social;

/// <summary>How a platform arranges what a post shows.</summary>
internal enum PostLook
{
    /// <summary>Text above, media below.</summary>
    Post,

    /// <summary>Media above, text below.</summary>
    Picture,

    /// <summary>A wide film with title and description.</summary>
    Video,

    /// <summary>An upright film with its text.</summary>
    Upright,

    /// <summary>A message.</summary>
    Message,
}

/// <summary>A platform a timeline can stand in for: its limits as its own documents state them.</summary>
internal sealed record SocialPlatform
{
    private const long Megabyte = 1 << 20;

    internal required string Key { get; init; }

    internal required string Name { get; init; }

    internal required PostLook Look { get; init; }

    internal required TextProfile Text { get; init; }

    internal required MediaProfile Media { get; init; }

    /// <summary>Why the platform would not let a post be edited; null where it does.</summary>
    internal string? EditNote { get; init; }

    /// <summary>Characters the platform refuses.</summary>
    internal string Refused { get; init; } = "";

    internal PlacementDescriptor Placement => new()
    {
        Key = new PlacementKey(Key),
        Text = Text,
        Media = Media,
        Operations = Operations.Publish | Operations.Revise | Operations.Retract,
        Guarantee = EffectGuarantee.RepeatSafe,
        VariantNames = [Key],
    };

    internal static IReadOnlyList<SocialPlatform> All { get; } =
    [
        new()
        {
            Key = "instagram",
            Name = "Instagram",
            Look = PostLook.Picture,
            Text = new TextProfile { Maximum = 2200, MaximumHashtags = 30 },
            Media = new MediaProfile { MinimumItems = 1, MaximumImages = 10, MaximumVideos = 10, ContentTypes = ["image/jpeg", "video/mp4", "video/quicktime"], MaximumImageBytes = 8 * Megabyte, MaximumVideoBytes = 300 * Megabyte, MaximumDuration = TimeSpan.FromMinutes(15) },
            EditNote = "Teks di Instagram tidak dapat diubah lewat antarmuka resminya; di sana perubahan ini menjadi keputusan petugas.",
        },
        new()
        {
            Key = "facebook",
            Name = "Facebook",
            Look = PostLook.Post,
            Text = new TextProfile { Maximum = 63206 },
            Media = new MediaProfile { MaximumImages = 10, MaximumVideos = 1, ContentTypes = ["image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff", "video/mp4", "video/quicktime"], MaximumImageBytes = 4 * Megabyte },
        },
        new()
        {
            Key = "x",
            Name = "X",
            Look = PostLook.Post,
            Text = new TextProfile { Measure = TextMeasure.WeightedUnits, Maximum = 280, MaximumParts = 10 },
            Media = new MediaProfile { MaximumImages = 4, MaximumVideos = 1, ContentTypes = ["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4"], MaximumImageBytes = 5 * Megabyte, MaximumVideoBytes = 512 * Megabyte, MaximumDuration = TimeSpan.FromSeconds(140) },
            EditNote = "X hanya mengizinkan akun berbayar mengubah kiriman; di sana perubahan ini menjadi keputusan petugas.",
        },
        new()
        {
            Key = "youtube",
            Name = "YouTube",
            Look = PostLook.Video,
            Text = new TextProfile { Measure = TextMeasure.Utf8Bytes, Maximum = 5000, TitleMaximum = 100 },
            Media = new MediaProfile { MinimumItems = 1, MaximumVideos = 1, MaximumVideoBytes = 274_877_906_944, MaximumDuration = TimeSpan.FromHours(12), TakesAltText = false },
            Refused = "<>",
        },
        new()
        {
            Key = "tiktok",
            Name = "TikTok",
            Look = PostLook.Upright,
            Text = new TextProfile { Maximum = 2200 },
            Media = new MediaProfile { MinimumItems = 1, MaximumImages = 35, MaximumVideos = 1, ContentTypes = ["image/jpeg", "image/webp", "video/mp4", "video/webm", "video/quicktime"], MaximumImageBytes = 20 * Megabyte, MaximumVideoBytes = 4096 * Megabyte, MaximumDuration = TimeSpan.FromMinutes(10), TakesAltText = false },
            EditNote = "Kiriman di TikTok tidak dapat diubah; di sana perubahan ini menjadi keputusan petugas.",
        },
        new()
        {
            Key = "whatsapp",
            Name = "WhatsApp",
            Look = PostLook.Message,
            // A message with a picture carries 1,024 characters; the same limit holds without one, so that a text fits either way.
            Text = new TextProfile { Maximum = 1024 },
            Media = new MediaProfile { MaximumImages = 1, MaximumVideos = 1, ContentTypes = ["image/jpeg", "image/png", "video/mp4", "video/3gpp"], MaximumImageBytes = 5 * Megabyte, MaximumVideoBytes = 16 * Megabyte, TakesAltText = false },
            EditNote = "Pesan WhatsApp yang terkirim tidak dapat diubah lewat antarmuka resminya; di sana perubahan ini menjadi keputusan petugas.",
        },
    ];

    internal static SocialPlatform? Find(string? key) => All.FirstOrDefault(p => string.Equals(p.Key, key, StringComparison.OrdinalIgnoreCase));
}
