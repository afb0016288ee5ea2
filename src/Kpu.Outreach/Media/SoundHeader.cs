using System.Buffers.Binary;

namespace Kpu.Outreach.Media;

/// <summary>Reads WAV, and MP3 without a tag.</summary>
internal static class SoundHeader
{
    private static ReadOnlySpan<ushort> BitratesV1 => [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];

    private static ReadOnlySpan<ushort> BitratesV2 => [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

    internal static async ValueTask<MediaHeader?> ReadWavAsync(HeaderReader reader)
    {
        var buffer = new byte[16];
        if (!await reader.SkipAsync(12).ConfigureAwait(false)) return null;
        uint? bytesPerSecond = null;
        while (await reader.FillAsync(buffer.AsMemory(0, 8)).ConfigureAwait(false))
        {
            long size = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(4));
            if (buffer.AsSpan().StartsWith("data"u8))
            {
                return bytesPerSecond is { } rate ? new MediaHeader("audio/wav", null, null, DurationOf(size, rate, reader.Remaining)) : null;
            }

            if (buffer.AsSpan().StartsWith("fmt "u8))
            {
                if (size < 16 || !await reader.FillAsync(buffer).ConfigureAwait(false)) return null;
                bytesPerSecond = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(8));
                size -= 16;
            }

            if (!await reader.SkipAsync(size + (size & 1)).ConfigureAwait(false)) return null;
        }

        return null;
    }

    /// <summary>Takes a file that begins like a frame of MPEG layer III for MP3 when a second frame follows where the first ends: two bytes alone are too little.</summary>
    internal static async ValueTask<MediaHeader?> ReadMp3Async(HeaderReader reader)
    {
        var buffer = new byte[4];
        if (!await reader.FillAsync(buffer).ConfigureAwait(false) || FrameLengthOf(buffer) is not { } length) return null;
        if (!await reader.SkipAsync(length - 4).ConfigureAwait(false) || !await reader.FillAsync(buffer).ConfigureAwait(false)) return null;
        return FrameLengthOf(buffer) is null ? null : new MediaHeader("audio/mpeg", null, null, null);
    }

    private static TimeSpan? DurationOf(long size, uint bytesPerSecond, long? remaining)
    {
        // A recorder that could not go back leaves 0 or the largest number; a file cut short is as long as what is there.
        if (bytesPerSecond == 0 || size is 0 or uint.MaxValue) return null;
        return TimeSpan.FromSeconds((double)Math.Min(size, remaining ?? size) / bytesPerSecond);
    }

    private static int? FrameLengthOf(ReadOnlySpan<byte> header)
    {
        var version = (header[1] >> 3) & 3;
        var bitrate = header[2] >> 4;
        var rate = (header[2] >> 2) & 3;
        if (header[0] != 0xFF || (header[1] & 0xE0) != 0xE0 || version == 1 || ((header[1] >> 1) & 3) != 1 || bitrate is 0 or 15 || rate == 3) return null;
        var samplesPerSecond = (rate switch { 0 => 44100, 1 => 48000, _ => 32000 }) >> (version switch { 3 => 0, 2 => 1, _ => 2 });
        var padding = (header[2] >> 1) & 1;
        return (version == 3 ? 144_000 * BitratesV1[bitrate] : 72_000 * BitratesV2[bitrate]) / samplesPerSecond + padding;
    }
}
