using System.Buffers.Binary;

namespace Kpu.Outreach.Media;

/// <summary>What the header of a media file says.</summary>
/// <param name="ContentType">The media type, such as <c>image/png</c>.</param>
/// <param name="Width">The width in pixels as shown, rotation applied; null for sound and text or when unknown.</param>
/// <param name="Height">The height in pixels as shown, rotation applied; null for sound and text or when unknown.</param>
/// <param name="Duration">The length of a film or of a WAV sound; null for everything else or when unknown.</param>
/// <remarks>Immutable; equal when all members are equal.</remarks>
public sealed record MediaHeader(string ContentType, int? Width, int? Height, TimeSpan? Duration);

/// <summary>Reads the headers of media files: PNG, JPEG, GIF, WebP, MP4, MOV, WAV, Ogg, MP3 and WebVTT. A file's name plays no part.</summary>
/// <remarks>Thread-safe; the stream is the caller's and not to be used meanwhile.</remarks>
public static class MediaHeaders
{
    /// <summary>Reads the header that begins at the stream's position. At most 256 KiB are read, in small parts; a stream that can seek is never read through, one that cannot is read past up to 64 MiB to find the index of a film.</summary>
    /// <param name="stream">A readable stream; it stays open, and where it stands afterwards is not defined.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>What the header says; null when it is none of these formats, broken, cut short or beyond the limits.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="IOException">The stream itself failed; no content makes this method throw.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async ValueTask<MediaHeader?> ReadAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var reader = new HeaderReader(stream, cancellationToken);
        var start = await reader.PeekAsync().ConfigureAwait(false);
        return FormatOf(start.Span) switch
        {
            Format.Png => Png(start.Span),
            Format.Gif => Gif(start.Span),
            Format.WebP => WebP(start.Span),
            Format.Ogg => Ogg(start.Span),
            Format.WebVtt => new MediaHeader("text/vtt", null, null, null),
            Format.TaggedMp3 => new MediaHeader("audio/mpeg", null, null, null),
            Format.Jpeg => await JpegHeader.ReadAsync(reader).ConfigureAwait(false),
            Format.Film => await FilmHeader.ReadAsync(reader).ConfigureAwait(false),
            Format.Wav => await SoundHeader.ReadWavAsync(reader).ConfigureAwait(false),
            Format.PerhapsMp3 => await SoundHeader.ReadMp3Async(reader).ConfigureAwait(false),
            _ => null,
        };
    }

    /// <summary>A picture of a size; null when a side is missing.</summary>
    internal static MediaHeader? Picture(string contentType, uint width, uint height) =>
        width is 0 or > int.MaxValue || height is 0 or > int.MaxValue ? null : new MediaHeader(contentType, (int)width, (int)height, null);

    private static Format FormatOf(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'])) return Format.Png;
        if (start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8)) return Format.Gif;
        if (start.StartsWith("RIFF"u8) && start.Length >= 12) return start[8..].StartsWith("WEBP"u8) ? Format.WebP : start[8..].StartsWith("WAVE"u8) ? Format.Wav : Format.None;
        if (start.StartsWith("OggS"u8)) return Format.Ogg;
        if (start.StartsWith("ID3"u8)) return Format.TaggedMp3;
        if (IsWebVtt(start)) return Format.WebVtt;
        if (start.Length >= 8 && FilmHeader.MayBegin(start[4..8])) return Format.Film;
        if (start.Length < 4 || start[0] != 0xFF) return Format.None;
        return start[1] == 0xD8 ? Format.Jpeg : Format.PerhapsMp3;
    }

    private static bool IsWebVtt(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) start = start[3..];
        return start.StartsWith("WEBVTT"u8) && (start.Length == 6 || start[6] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r');
    }

    private static MediaHeader? Png(ReadOnlySpan<byte> start) =>
        start.Length >= 24 && start[12..].StartsWith("IHDR"u8)
            ? Picture("image/png", BinaryPrimitives.ReadUInt32BigEndian(start[16..]), BinaryPrimitives.ReadUInt32BigEndian(start[20..]))
            : null;

    private static MediaHeader? Gif(ReadOnlySpan<byte> start) =>
        start.Length >= 10
            ? Picture("image/gif", BinaryPrimitives.ReadUInt16LittleEndian(start[6..]), BinaryPrimitives.ReadUInt16LittleEndian(start[8..]))
            : null;

    private static MediaHeader? WebP(ReadOnlySpan<byte> start)
    {
        if (start.Length < 25) return null;
        var chunk = start[12..16];
        var body = start[20..];
        if (chunk.SequenceEqual("VP8L"u8))
        {
            if (body[0] != 0x2F) return null;
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
            return Picture("image/webp", (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
        }

        if (body.Length < 10) return null;
        if (chunk.SequenceEqual("VP8X"u8)) return Picture("image/webp", UInt24(body[4..]) + 1, UInt24(body[7..]) + 1);

        // The upper two bits of each side are a scaling hint, not size.
        return chunk.SequenceEqual("VP8 "u8) && body[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])
            ? Picture("image/webp", BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3FFFu, BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3FFFu)
            : null;
    }

    private static uint UInt24(ReadOnlySpan<byte> bytes) => (uint)(bytes[0] | (bytes[1] << 8) | (bytes[2] << 16));

    private static MediaHeader? Ogg(ReadOnlySpan<byte> start)
    {
        // The first packet names the codec; it follows the page header of 27 bytes and its table of segments.
        if (start.Length < 28 || start.Length < 28 + start[26]) return null;
        var packet = start[(27 + start[26])..];
        var isFilm = packet[0] == 0x80 && packet[1..].StartsWith("theora"u8);
        return new MediaHeader(isFilm ? "video/ogg" : "audio/ogg", null, null, null);
    }

    private enum Format
    {
        None,
        Png,
        Gif,
        WebP,
        Ogg,
        WebVtt,
        TaggedMp3,
        Jpeg,
        Film,
        Wav,
        PerhapsMp3,
    }
}
