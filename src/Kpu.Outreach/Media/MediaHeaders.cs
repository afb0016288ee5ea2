namespace Kpu.Outreach.Media;

/// <summary>What a media file's header says.</summary>
/// <param name="ContentType">The media type.</param>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Duration">The length of a film or sound.</param>
internal sealed record MediaHeader(string ContentType, int? Width = null, int? Height = null, TimeSpan? Duration = null);

/// <summary>Reads media headers.</summary>
internal static class MediaHeaders
{
    public static ValueTask<MediaHeader> ReadAsync(Stream content, CancellationToken cancellationToken) => ValueTask.FromResult(new MediaHeader("application/octet-stream"));
}
