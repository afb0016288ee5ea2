using System.Buffers.Binary;

namespace Kpu.Outreach.Media;

/// <summary>Walks the segments of a JPEG file to its frame header; an EXIF orientation on the way may swap the sides.</summary>
internal static class JpegHeader
{
    private const ushort OrientationTag = 0x0112;

    internal static async ValueTask<MediaHeader?> ReadAsync(HeaderReader reader)
    {
        var buffer = new byte[8];
        if (!await reader.SkipAsync(2).ConfigureAwait(false)) return null;
        var orientation = 1;
        while (await NextMarkerAsync(reader, buffer).ConfigureAwait(false) is { } marker)
        {
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7)) continue;
            if (marker is 0xD9 or 0xDA) return null;
            if (!await reader.FillAsync(buffer.AsMemory(0, 2)).ConfigureAwait(false)) return null;
            var length = BinaryPrimitives.ReadUInt16BigEndian(buffer) - 2;
            if (length < 0) return null;
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (length < 5 || !await reader.FillAsync(buffer.AsMemory(0, 5)).ConfigureAwait(false)) return null;
                uint height = BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(1));
                uint width = BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(3));
                return orientation is >= 5 and <= 8 ? MediaHeaders.Picture("image/jpeg", height, width) : MediaHeaders.Picture("image/jpeg", width, height);
            }

            if (marker == 0xE1 && orientation == 1 && length > 6)
            {
                if (!await reader.FillAsync(buffer.AsMemory(0, 6)).ConfigureAwait(false)) return null;
                length -= 6;
                if (buffer.AsSpan(0, 6).SequenceEqual("Exif\0\0"u8))
                {
                    var exif = new byte[length];
                    if (!await reader.FillAsync(exif).ConfigureAwait(false)) return null;
                    orientation = OrientationOf(exif);
                    continue;
                }
            }

            if (!await reader.SkipAsync(length).ConfigureAwait(false)) return null;
        }

        return null;
    }

    private static async ValueTask<byte?> NextMarkerAsync(HeaderReader reader, byte[] buffer)
    {
        // Any number of 0xFF may come before a marker; decoders skip stray bytes before it.
        var one = buffer.AsMemory(0, 1);
        var afterFill = false;
        while (await reader.FillAsync(one).ConfigureAwait(false))
        {
            if (buffer[0] == 0xFF) afterFill = true;
            else if (afterFill && buffer[0] != 0) return buffer[0];
            else afterFill = false;
        }

        return null;
    }

    /// <summary>The orientation an EXIF block (a small TIFF file) gives in its first directory; 1, upright, when it gives none.</summary>
    private static int OrientationOf(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return 1;
        bool bigEndian;
        if (tiff.StartsWith("MM\0*"u8)) bigEndian = true;
        else if (tiff.StartsWith("II*\0"u8)) bigEndian = false;
        else return 1;
        var directory = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]);
        if (directory > tiff.Length - 2) return 1;
        var entries = tiff[(int)directory..];
        var count = UInt16(entries, bigEndian);
        entries = entries[2..];
        for (var i = 0; i < count && entries.Length >= 12; i++, entries = entries[12..])
        {
            if (UInt16(entries, bigEndian) == OrientationTag) return UInt16(entries[8..], bigEndian);
        }

        return 1;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
