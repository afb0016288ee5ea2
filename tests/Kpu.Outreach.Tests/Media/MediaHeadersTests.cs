using System.Text;
using Kpu.Outreach.Media;

namespace Kpu.Outreach.Tests.Media;

public sealed class MediaHeadersTests
{
    private static readonly TimeSpan HalfMinute = TimeSpan.FromSeconds(30.5);

    private static readonly Dictionary<string, (byte[] Bytes, MediaHeader Header)> Samples = new()
    {
        ["png"] = (MediaSamples.Png(1200, 630), new("image/png", 1200, 630, null)),
        ["gif"] = (MediaSamples.Gif(320, 200), new("image/gif", 320, 200, null)),
        ["webp lossy"] = (MediaSamples.WebPLossy(800, 600), new("image/webp", 800, 600, null)),
        ["webp lossy, scaled"] = (MediaSamples.WebPLossy(800 | 0x4000, 600), new("image/webp", 800, 600, null)),
        ["webp lossless"] = (MediaSamples.WebPLossless(16384, 1), new("image/webp", 16384, 1, null)),
        ["webp extended"] = (MediaSamples.WebPExtended(70000, 3), new("image/webp", 70000, 3, null)),
        ["jpeg"] = (MediaSamples.Jpeg(640, 480), new("image/jpeg", 640, 480, null)),
        ["jpeg progressive"] = (MediaSamples.Jpeg(640, 480, frame: 0xC2), new("image/jpeg", 640, 480, null)),
        ["jpeg upside down"] = (MediaSamples.Jpeg(640, 480, orientation: 3), new("image/jpeg", 640, 480, null)),
        ["jpeg turned"] = (MediaSamples.Jpeg(640, 480, orientation: 6), new("image/jpeg", 480, 640, null)),
        ["jpeg turned, little-endian"] = (MediaSamples.Jpeg(640, 480, orientation: 8, bigEndian: false), new("image/jpeg", 480, 640, null)),
        ["mp4, index first"] = (MediaSamples.Film("isom", MediaSamples.Upright, indexFirst: true), new("video/mp4", 1920, 1080, HalfMinute)),
        ["mp4, index last"] = (MediaSamples.Film("mp42", MediaSamples.Upright, indexFirst: false), new("video/mp4", 1920, 1080, HalfMinute)),
        ["mp4, long boxes"] = (MediaSamples.Film("isom", MediaSamples.Upright, indexFirst: false, isLong: true), new("video/mp4", 1920, 1080, HalfMinute)),
        ["mp4, turned"] = (MediaSamples.Film("isom", MediaSamples.QuarterTurn, indexFirst: true), new("video/mp4", 1080, 1920, HalfMinute)),
        ["mp4, turned, long"] = (MediaSamples.Film("isom", MediaSamples.QuarterTurn, indexFirst: true, isLong: true), new("video/mp4", 1080, 1920, HalfMinute)),
        ["mp4, upside down"] = (MediaSamples.Film("isom", MediaSamples.HalfTurn, indexFirst: true), new("video/mp4", 1920, 1080, HalfMinute)),
        ["mov"] = (MediaSamples.Film("qt  ", MediaSamples.Upright, indexFirst: false), new("video/quicktime", 1920, 1080, HalfMinute)),
        ["mov without brand"] = (MediaSamples.Film(null, MediaSamples.Upright, indexFirst: false), new("video/quicktime", 1920, 1080, HalfMinute)),
        ["m4a"] = (MediaSamples.Sound(), new("audio/mp4", null, null, TimeSpan.FromSeconds(90.5))),
        ["wav"] = (MediaSamples.Wav(16_000, 24_000, 24_000), new("audio/wav", null, null, TimeSpan.FromSeconds(1.5))),
        ["wav cut short"] = (MediaSamples.Wav(16_000, 24_000, 8_000), new("audio/wav", null, null, TimeSpan.FromSeconds(0.5))),
        ["wav of unknown length"] = (MediaSamples.Wav(16_000, uint.MaxValue, 8_000), new("audio/wav", null, null, null)),
        ["wav without a rate"] = (MediaSamples.Wav(0, 8_000, 8_000), new("audio/wav", null, null, null)),
        ["opus"] = (MediaSamples.Ogg("OpusHead"u8), new("audio/ogg", null, null, null)),
        ["theora"] = (MediaSamples.Ogg([0x80, .. "theora"u8]), new("video/ogg", null, null, null)),
        ["mp3 with tag"] = ([.. "ID3"u8, 4, 0, 0, 0, 0, 0, 0], new("audio/mpeg", null, null, null)),
        ["mp3"] = (MediaSamples.Mp3(), new("audio/mpeg", null, null, null)),
        ["webvtt"] = ([.. "WEBVTT\n\n00:00.000 --> 00:01.000\nHalo"u8], new("text/vtt", null, null, null)),
        ["webvtt, marked"] = ([0xEF, 0xBB, 0xBF, .. "WEBVTT - Takarir"u8], new("text/vtt", null, null, null)),
        ["webvtt, empty"] = ([.. "WEBVTT"u8], new("text/vtt", null, null, null)),
    };

    public static TheoryData<string> Names => [.. Samples.Keys];

    internal static byte[] BytesOf(string name) => Samples[name].Bytes;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_header_of_a_small_file_is_read(string name)
    {
        var (bytes, header) = Samples[name];
        Assert.Equal(header, await MediaHeaders.ReadAsync(new MemoryStream(bytes)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_stream_that_cannot_seek_and_gives_little_reads_the_same(string name)
    {
        // Only the end of a file that was cut short is invisible there.
        if (name == "wav cut short") return;
        var (bytes, header) = Samples[name];
        Assert.Equal(header, await MediaHeaders.ReadAsync(new MeteredStream(bytes, canSeek: false, step: 3)));
    }

    [Fact]
    public async Task The_header_begins_where_the_stream_stands()
    {
        using var stream = new MemoryStream([.. new byte[100], .. MediaSamples.Film("isom", MediaSamples.Upright, indexFirst: false)]);
        stream.Position = 100;
        Assert.Equal(1920, (await MediaHeaders.ReadAsync(stream))?.Width);
        Assert.True(stream.CanRead);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIF")]
    [InlineData("Halo, dunia. Ini bukan gambar.")]
    [InlineData("WEBVTTX")]
    [InlineData("RIFF1234AVI LIST")]
    [InlineData("%PDF-1.7")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
    public async Task Other_content_is_not_recognised(string text) =>
        Assert.Null(await MediaHeaders.ReadAsync(new MemoryStream(Encoding.ASCII.GetBytes(text))));

    [Theory]
    [InlineData("heic")]
    [InlineData("avif")]
    [InlineData("mif1")]
    public async Task Pictures_in_film_boxes_are_no_film(string brand) =>
        Assert.Null(await MediaHeaders.ReadAsync(new MemoryStream(MediaSamples.Film(brand, MediaSamples.Upright, indexFirst: true))));

    [Fact]
    public async Task Impossible_measures_are_not_believed()
    {
        Assert.Null(await MediaHeaders.ReadAsync(new MemoryStream(MediaSamples.Png(0, 10))));
        Assert.Null(await MediaHeaders.ReadAsync(new MemoryStream(MediaSamples.Png(0x80000000, 10))));
        Assert.Null(await MediaHeaders.ReadAsync(new MemoryStream(MediaSamples.Gif(10, 0))));
        Assert.Null(await MediaHeaders.ReadAsync(new MemoryStream(MediaSamples.Jpeg(10, 0))));
    }

    [Theory]
    [InlineData(0u, 100ul, false)]
    [InlineData(600u, 0ul, false)]
    [InlineData(600u, uint.MaxValue, false)]
    [InlineData(600u, ulong.MaxValue, true)]
    [InlineData(1u, ulong.MaxValue / 2, true)]
    public async Task An_unknown_length_of_a_film_stays_unknown(uint scale, ulong duration, bool isLong)
    {
        byte[] film = [.. MediaSamples.Box("ftyp", [.. "isom"u8]), .. MediaSamples.Box("moov", MediaSamples.MovieHeader(scale, duration, isLong))];
        Assert.Equal(new MediaHeader("video/mp4", null, null, null), await MediaHeaders.ReadAsync(new MemoryStream(film)));
    }

    [Fact]
    public async Task An_index_that_runs_to_the_end_of_the_file_is_read()
    {
        var index = MediaSamples.Index(MediaSamples.Upright, 640, 360, isLong: false);
        byte[] film = [.. MediaSamples.Box("ftyp", [.. "isom"u8]), 0, 0, 0, 0, .. index[4..]];
        Assert.Equal(new MediaHeader("video/mp4", 640, 360, HalfMinute), await MediaHeaders.ReadAsync(new MemoryStream(film)));
    }

    [Fact]
    public async Task A_cancelled_read_says_so() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await MediaHeaders.ReadAsync(new MeteredStream(MediaSamples.Png(1, 1), canSeek: true), new CancellationToken(canceled: true)));
}
