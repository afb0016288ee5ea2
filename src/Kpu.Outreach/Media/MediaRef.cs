using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Media;

/// <summary>A media file by its content: path, hash, length, type and measures. The bytes are never held.</summary>
/// <remarks>Immutable; equal when all members are equal.</remarks>
public sealed record MediaRef
{
    /// <summary>The path inside the workspace, with forward slashes.</summary>
    public required string Path { get; init; }

    /// <summary>The SHA-256 of the bytes; all zeros until the file was read.</summary>
    public ContentHash Hash { get; init; }

    /// <summary>The length in bytes.</summary>
    public long Length { get; init; }

    /// <summary>The media type read from the header, such as <c>image/png</c>.</summary>
    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>The width in pixels; null for sound or when unknown.</summary>
    public int? Width { get; init; }

    /// <summary>The height in pixels; null for sound or when unknown.</summary>
    public int? Height { get; init; }

    /// <summary>The length of a film or sound; null for pictures or when unknown.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Whether it is a picture.</summary>
    public bool IsImage => ContentType.StartsWith("image/", StringComparison.Ordinal);

    /// <summary>Whether it is a film.</summary>
    public bool IsVideo => ContentType.StartsWith("video/", StringComparison.Ordinal);
}

/// <summary>Opens media by reference. Implementations are thread-safe.</summary>
public interface IMediaLibrary
{
    /// <summary>Opens the bytes for reading.</summary>
    /// <param name="media">The reference.</param>
    /// <param name="cancellationToken">Stops opening.</param>
    /// <returns>A readable stream; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">The file is gone, or no longer has the length of the reference.</exception>
    ValueTask<Stream> OpenAsync(MediaRef media, CancellationToken cancellationToken);
}
