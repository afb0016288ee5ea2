using System.Buffers.Binary;
using System.Text;

namespace Kpu.Outreach.Tests.Media;

/// <summary>Small media files written byte by byte: headers are true, pictures and sound are missing.</summary>
internal static class MediaSamples
{
    internal static readonly int[] Upright = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
    internal static readonly int[] QuarterTurn = [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000];
    internal static readonly int[] HalfTurn = [-0x10000, 0, 0, 0, -0x10000, 0, 0, 0, 0x40000000];

    internal static byte[] Png(uint width, uint height) =>
        [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Big32(13), .. "IHDR"u8, .. Big32(width), .. Big32(height), 8, 6, 0, 0, 0, .. Big32(0)];

    internal static byte[] Gif(ushort width, ushort height) => [.. "GIF89a"u8, .. Little16(width), .. Little16(height), 0, 0, 0, 0x3B];

    internal static byte[] WebPLossy(ushort width, ushort height) =>
        Riff("WEBP", Chunk("VP8 ", [0x30, 0x01, 0x00, 0x9D, 0x01, 0x2A, .. Little16(width), .. Little16(height)]));

    internal static byte[] WebPLossless(uint width, uint height) =>
        Riff("WEBP", Chunk("VP8L", [0x2F, .. Little32((width - 1) | ((height - 1) << 14)), 0]));

    internal static byte[] WebPExtended(uint width, uint height) =>
        Riff("WEBP", Chunk("VP8X", [0x10, 0, 0, 0, .. Little32(width - 1)[..3], .. Little32(height - 1)[..3]]));

    internal static byte[] Jpeg(ushort width, ushort height, ushort orientation = 0, bool bigEndian = true, byte frame = 0xC0) =>
    [
        0xFF, 0xD8,
        .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
        .. orientation == 0 ? [] : Segment(0xE1, [.. "Exif\0\0"u8, .. Tiff(orientation, bigEndian)]),
        .. Segment(0xE2, new byte[3000]),
        0xFF, 0xFF, .. Segment(0xC4, [0, 1, 2, 3])[1..],
        .. Segment(frame, [8, .. Big16(height), .. Big16(width), 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]),
        .. Segment(0xDA, [3, 1, 0, 2, 0x11, 3, 0x11, 0, 0x3F, 0]),
        0xFF, 0xD9,
    ];

    internal static byte[] Segment(byte marker, byte[] body) => [0xFF, marker, .. Big16((ushort)(body.Length + 2)), .. body];

    internal static byte[] Wav(uint bytesPerSecond, uint declared, int actual) =>
        Riff("WAVE", [.. Chunk("LIST", new byte[5]), .. Chunk("fmt ", [1, 0, 1, 0, .. Little32(8000), .. Little32(bytesPerSecond), 2, 0, 16, 0]), .. "data"u8, .. Little32(declared), .. new byte[actual]]);

    internal static byte[] Ogg(ReadOnlySpan<byte> packet) => [.. "OggS"u8, 0, 2, .. new byte[20], 1, (byte)packet.Length, .. packet];

    /// <summary>Two frames of MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes each.</summary>
    internal static byte[] Mp3() => [0xFF, 0xFB, 0x90, 0x00, .. new byte[413], 0xFF, 0xFB, 0x90, 0x00, .. new byte[413]];

    internal static byte[] Film(string? brand, int[] matrix, bool indexFirst, bool isLong = false, ushort width = 1920, ushort height = 1080)
    {
        byte[] start = brand is null ? [] : Box("ftyp", [.. Encoding.ASCII.GetBytes(brand), .. Big32(0), .. "isom"u8]);
        var index = Index(matrix, width, height, isLong);
        var data = Box("mdat", new byte[5000]);
        return indexFirst ? [.. start, .. index, .. data] : [.. start, .. Box("free", []), .. data, .. index];
    }

    internal static byte[] Sound() =>
        [.. Box("ftyp", [.. "M4A "u8, .. Big32(0)]), .. Box("moov", [.. MovieHeader(1000, 90_500, false), .. Track(Upright, 0, 0, "soun", false)])];

    internal static byte[] Index(int[] matrix, ushort width, ushort height, bool isLong) => Box("moov",
    [
        .. MovieHeader(600, 18_300, isLong),
        .. Track(Upright, 0, 0, "soun", isLong),
        .. Track(matrix, width, height, "vide", isLong),
        .. Box("udta", new byte[20]),
    ]);

    internal static byte[] MovieHeader(uint scale, ulong duration, bool isLong) => Box("mvhd", isLong
        ? [1, 0, 0, 0, .. new byte[16], .. Big32(scale), .. Big64(duration), .. new byte[80]]
        : [0, 0, 0, 0, .. new byte[8], .. Big32(scale), .. Big32((uint)duration), .. new byte[80]]);

    internal static byte[] Box(string type, byte[] body) => [.. Big32((uint)body.Length + 8), .. Encoding.ASCII.GetBytes(type), .. body];

    internal static byte[] Big32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    internal static byte[] Big64(ulong value) => [.. Big32((uint)(value >> 32)), .. Big32((uint)value)];

    internal static byte[] Little32(uint value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];

    private static byte[] Track(int[] matrix, ushort width, ushort height, string handler, bool isLong) => Box("trak",
    [
        .. Box("tkhd", [(byte)(isLong ? 1 : 0), 0, 0, 7, .. new byte[isLong ? 32 : 20], .. new byte[16], .. matrix.SelectMany(m => Big32((uint)m)), .. Big32((uint)width << 16), .. Big32((uint)height << 16)]),
        .. Box("mdia", [.. Box("mdhd", new byte[24]), .. Box("hdlr", [.. new byte[8], .. Encoding.ASCII.GetBytes(handler), .. new byte[13]]), .. Box("minf", new byte[16])]),
    ]);

    private static byte[] Tiff(ushort orientation, bool bigEndian) => bigEndian
        ? [.. "MM\0*"u8, 0, 0, 0, 8, 0, 2, 0x01, 0x0F, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0x01, 0x12, 0, 3, 0, 0, 0, 1, .. Big16(orientation), 0, 0, 0, 0, 0, 0]
        : [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, .. Little16(orientation), 0, 0, 0, 0, 0, 0];

    private static byte[] Riff(string form, byte[] body) => [.. "RIFF"u8, .. Little32((uint)body.Length + 4), .. Encoding.ASCII.GetBytes(form), .. body];

    private static byte[] Chunk(string type, byte[] body) =>
        [.. Encoding.ASCII.GetBytes(type), .. Little32((uint)body.Length), .. body, .. new byte[body.Length & 1]];

    private static byte[] Big16(ushort value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Little16(ushort value) => [(byte)value, (byte)(value >> 8)];
}
