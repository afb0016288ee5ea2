using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Social;

/// <summary>Refuses what the platform would refuse, so that a rehearsal finds it.</summary>
internal static class PostLimits
{
    internal static void Check(SocialPlatform platform, PublicationKey key, Rendition rendition)
    {
        var text = platform.Text;
        if (text.TitleMaximum is > 0 and var most && rendition.Title.Length > most)
            throw ContentRefusedException.Of(PostProblems.TitleTooLong, key, platform.Name, rendition.Title.Length, most);
        if (rendition.Parts.Count > text.MaximumParts)
            throw ContentRefusedException.Of(PostProblems.TooManyParts, key, platform.Name, rendition.Parts.Count, text.MaximumParts);
        foreach (var part in rendition.Parts)
        {
            CheckText(platform, key, part.Text);
            CheckMedia(platform, key, part);
        }

        if (platform.Refused.Length > 0 && rendition.Title.AsSpan().IndexOfAny(platform.Refused) >= 0)
            throw ContentRefusedException.Of(PostProblems.TextRefused, key, platform.Name, platform.Refused);
        if (rendition.Parts.Sum(p => p.Media.Count) < platform.Media.MinimumItems)
            throw ContentRefusedException.Of(PostProblems.MediaRequired, key, platform.Name);
    }

    private static void CheckText(SocialPlatform platform, PublicationKey key, string text)
    {
        var length = TextLength.Of(text, platform.Text.Measure);
        if (platform.Text.Maximum is { } most && length > most)
            throw ContentRefusedException.Of(PostProblems.TooLong, key, platform.Name, length, most);
        if (platform.Refused.Length > 0 && text.AsSpan().IndexOfAny(platform.Refused) >= 0)
            throw ContentRefusedException.Of(PostProblems.TextRefused, key, platform.Name, platform.Refused);
        var tags = TextHtml.Hashtag().Count(text);
        if (platform.Text.MaximumHashtags is { } mostTags && tags > mostTags)
            throw ContentRefusedException.Of(PostProblems.TooManyHashtags, key, platform.Name, tags, mostTags);
    }

    private static void CheckMedia(SocialPlatform platform, PublicationKey key, RenditionPart part)
    {
        var profile = platform.Media;
        var images = part.Media.Count(m => m.File.IsImage);
        var others = part.Media.Count - images;
        if (images > profile.MaximumImages || others > profile.MaximumVideos)
            throw ContentRefusedException.Of(PostProblems.TooMuchMedia, key, platform.Name, part.Media.Count, profile.MaximumImages, profile.MaximumVideos);
        foreach (var file in part.Media.Select(m => m.File))
        {
            if (!file.IsImage && !file.IsVideo || profile.ContentTypes.Count > 0 && !profile.ContentTypes.Contains(file.ContentType, StringComparer.OrdinalIgnoreCase))
                throw ContentRefusedException.Of(PostProblems.MediaTypeRefused, key, platform.Name, file.Path, file.ContentType);
            if (file.Length > ((file.IsImage ? profile.MaximumImageBytes : profile.MaximumVideoBytes) ?? long.MaxValue))
                throw ContentRefusedException.Of(PostProblems.MediaTooLarge, key, platform.Name, file.Path, file.Length);
            if (file.Duration is { } duration && duration > (profile.MaximumDuration ?? TimeSpan.MaxValue))
                throw ContentRefusedException.Of(PostProblems.VideoTooLong, key, platform.Name, file.Path, (int)duration.TotalSeconds);
        }
    }
}
