using Kpu.Outreach.Media;

namespace Kpu.Outreach.Tests.Media;

/// <summary>No content makes the reader throw, read much or hold much.</summary>
public sealed class HostileMediaTests
{
    private const long Endless = 1L << 50;

    [Theory]
    [MemberData(nameof(MediaHeadersTests.Names), MemberType = typeof(MediaHeadersTests))]
    public async Task A_file_cut_anywhere_never_throws(string name)
    {
        var bytes = MediaHeadersTests.BytesOf(name);
        for (var length = 0; length < bytes.Length; length++) await ReadBothWaysAsync(bytes[..length]);
    }

    [Theory]
    [MemberData(nameof(MediaHeadersTests.Names), MemberType = typeof(MediaHeadersTests))]
    public async Task A_file_with_wrong_bytes_never_throws(string name)
    {
        var bytes = MediaHeadersTests.BytesOf(name);
        var random = new Xorshift(0x9E3779B97F4A7C15);
        for (var round = 0; round < 500; round++)
        {
            var broken = (byte[])bytes.Clone();
            for (var i = random.Below(6); i >= 0; i--) broken[random.Below(Math.Min(broken.Length, 400))] = (byte)random.Next();
            await ReadBothWaysAsync(broken);
        }
    }

    [Fact]
    public async Task Random_bytes_never_throw()
    {
        var random = new Xorshift(42);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = new byte[random.Below(300)];
            for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)random.Next();
            await ReadBothWaysAsync(bytes);
        }
    }

    public static TheoryData<string, byte[]> Huge => new()
    {
        { "a box of 2^40 bytes before the index", [.. MediaSamples.Box("ftyp", [.. "isom"u8]), 0, 0, 0, 1, .. "mdat"u8, .. MediaSamples.Big64(1UL << 40)] },
        { "a box of 2^64-1 bytes", [.. MediaSamples.Box("ftyp", [.. "isom"u8]), 0, 0, 0, 1, .. "mdat"u8, .. MediaSamples.Big64(ulong.MaxValue)] },
        { "an index of 4 GB", [.. MediaSamples.Box("ftyp", [.. "isom"u8]), 0xFF, 0xFF, 0xFF, 0xFF, .. "moov"u8] },
        { "a brand that never ends", [0, 0, 0, 0, .. "ftypisom"u8] },
        { "a sound whose first part has 4 GB", [.. "RIFF"u8, .. MediaSamples.Little32(uint.MaxValue), .. "WAVELIST"u8, .. MediaSamples.Little32(uint.MaxValue - 1)] },
        { "a picture that is only a beginning", [0xFF, 0xD8] },
        { "a picture of fill bytes", [0xFF, 0xD8, .. Enumerable.Repeat((byte)0xFF, 400_000)] },
        { "a picture of a hundred thousand empty segments", [0xFF, 0xD8, .. Enumerable.Range(0, 100_000).SelectMany(_ => MediaSamples.Segment(0xE5, []))] },
        { "a picture of many EXIF segments", [0xFF, 0xD8, .. Enumerable.Range(0, 20).SelectMany(_ => MediaSamples.Segment(0xE1, [.. "Exif\0\0"u8, .. new byte[65_000]]))] },
        { "a film of a hundred thousand empty boxes", [.. MediaSamples.Box("ftyp", [.. "isom"u8]), .. Enumerable.Range(0, 100_000).SelectMany(_ => MediaSamples.Box("free", []))] },
        { "an index of a hundred thousand tracks", [.. MediaSamples.Box("ftyp", [.. "isom"u8]), .. MediaSamples.Box("moov", [.. Enumerable.Range(0, 100_000).SelectMany(_ => MediaSamples.Box("trak", []))])] },
    };

    [Theory]
    [MemberData(nameof(Huge))]
    public async Task Large_claims_cost_little(string claim, byte[] bytes)
    {
        Assert.NotEmpty(claim);
        var seekable = new MeteredStream(bytes, canSeek: true, length: Endless);
        Assert.Null(await MediaHeaders.ReadAsync(seekable));
        Assert.InRange(seekable.BytesRead, 1, HeaderReader.ReadLimit + 64);
        Assert.InRange(seekable.LargestRead, 1, 64 * 1024);

        var forward = new MeteredStream(bytes, canSeek: false, length: Endless);
        Assert.Null(await MediaHeaders.ReadAsync(forward));
        Assert.InRange(forward.BytesRead, 1, HeaderReader.ReadLimit + HeaderReader.SkipLimit + 64);
        Assert.InRange(forward.LargestRead, 1, 64 * 1024);
    }

    [Fact]
    public async Task Of_a_long_film_only_the_headers_are_read()
    {
        var index = MediaSamples.Index(MediaSamples.Upright, 1280, 720, isLong: false);
        byte[] start = [.. MediaSamples.Box("ftyp", [.. "isom"u8]), .. index, 0, 0, 0, 1, .. "mdat"u8, .. MediaSamples.Big64(1UL << 40)];
        var stream = new MeteredStream(start, canSeek: true, length: Endless);
        Assert.Equal(1280, (await MediaHeaders.ReadAsync(stream))?.Width);
        Assert.InRange(stream.BytesRead, 1, 1024);
    }

    private static async Task ReadBothWaysAsync(byte[] bytes)
    {
        var seekable = await MediaHeaders.ReadAsync(new MemoryStream(bytes));
        var forward = await MediaHeaders.ReadAsync(new MeteredStream(bytes, canSeek: false));
        Assert.Equal(seekable?.ContentType, forward?.ContentType);
        Assert.True(seekable is null or { Width: null or > 0, Height: null or > 0 });
    }

    /// <summary>A small seeded generator: the same bytes on every run.</summary>
    private struct Xorshift(ulong seed)
    {
        private ulong _state = seed;

        internal ulong Next()
        {
            _state ^= _state << 13;
            _state ^= _state >> 7;
            _state ^= _state << 17;
            return _state;
        }

        internal int Below(int limit) => (int)(Next() % (ulong)limit);
    }
}
