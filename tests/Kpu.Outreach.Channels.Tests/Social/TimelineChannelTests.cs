using System.Text.Json;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Social;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Channels.Tests.Social;

public sealed class TimelineChannelTests : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly TimelineChannel _channel = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("instagram")]
    [InlineData("facebook")]
    [InlineData("x")]
    [InlineData("youtube")]
    [InlineData("tiktok")]
    [InlineData("whatsapp")]
    public async Task Timelines_are_as_verified(string platform)
    {
        var set = Samples.Posts(platform, "sosial", platform is "youtube" or "tiktok" ? LiveSet.Film : LiveSet.Picture);
        var result = await _channel.PublishAsync(set.Request(_root.Path), CancellationToken.None);
        Assert.True(result.Outcome is Outcome.Done, result.Outcome.Problem?.ToString());
        await Verifier.Verify(_root.Read("linimasa/sosial/index.html"), "html", platform);
        await Verifier.Verify(_root.Read("linimasa/sosial/posts.json"), "json", platform);

        var before = _root.Snapshot();
        set.Read.Clear();
        await _channel.PublishAsync(set.Request(_root.Path), CancellationToken.None);
        Assert.Equal(before, _root.Snapshot());
        Assert.Empty(set.Read);
    }

    [Fact]
    public async Task A_thread_keeps_its_parts_and_effects_can_be_counted()
    {
        var set = new LiveSet { Account = LiveSet.AccountOf("timeline", "x", ("platform", "X")) };
        var rendition = LiveSet.Text("utas", "Utas", "", TextMarkup.Plain) with
        {
            Parts = [new RenditionPart { Text = "Satu (1/2)", Media = [LiveSet.Picture] }, new RenditionPart { Text = "Dua (2/2) https://www.kpu.go.id/sebuah/alamat/yang/panjang" }],
        };
        set.Put(LiveSet.KeyOf("utas", "x", "x"), Samples.At(1, 9), rendition);
        await _channel.PublishAsync(set.Request(_root.Path), CancellationToken.None);
        using var posts = JsonDocument.Parse(_root.Read("linimasa/x/posts.json"));
        var post = Assert.Single(posts.RootElement.GetProperty("posts").EnumerateArray());
        Assert.Equal([10, 33], post.GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("length").GetInt32()));
        Assert.Equal("tahapan-pemilu/utas/x/x/umum-1", post.GetProperty("key").GetString());
    }

    [Fact]
    public async Task Probing_narrows_an_account_to_its_platform_without_network()
    {
        var probe = await _channel.ProbeAsync(LiveSet.AccountOf("timeline", "yt", ("platform", "YouTube")), CancellationToken.None);
        Assert.Equal([new PlacementKey("youtube")], probe.Profile!.Placements!);
        Assert.Equal("timeline-youtube-1", probe.Profile.Version);
        var missing = await _channel.ProbeAsync(LiveSet.AccountOf("timeline", "a"), CancellationToken.None);
        Assert.Equal(FolderProblems.SettingMissing, Assert.Single(missing.Problems).Code);
        var unknown = await _channel.ProbeAsync(LiveSet.AccountOf("timeline", "a", ("platform", "friendster")), CancellationToken.None);
        Assert.Equal(FolderProblems.SettingInvalid, Assert.Single(unknown.Problems).Code);
        Assert.Equal(6, _channel.Descriptor.StandsInFor.Count);
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "x", PostProblems.TooLong, "panjang" },
        { "x", PostProblems.TooManyParts, "bagian" },
        { "instagram", PostProblems.MediaRequired, "tanpa media" },
        { "instagram", PostProblems.TooManyHashtags, "tagar" },
        { "instagram", PostProblems.MediaTypeRefused, "png" },
        { "youtube", PostProblems.TitleTooLong, "judul" },
        { "youtube", PostProblems.TextRefused, "kurung" },
        { "youtube", PostProblems.TooMuchMedia, "gambar" },
        { "whatsapp", PostProblems.MediaTooLarge, "besar" },
        { "tiktok", PostProblems.VideoTooLong, "lama" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_the_platform_would_refuse_is_refused(string platform, string code, string what)
    {
        var media = what switch
        {
            "tanpa media" => [],
            "png" => [LiveSet.Picture with { File = LiveSet.Picture.File with { ContentType = "image/png" } }],
            "gambar" => [LiveSet.Picture],
            "besar" => [LiveSet.Picture with { File = LiveSet.Picture.File with { Length = 6 << 20 } }],
            "lama" => [LiveSet.Film with { File = LiveSet.Film.File with { Duration = TimeSpan.FromMinutes(11) } }],
            _ => platform switch { "youtube" or "tiktok" => [LiveSet.Film], "instagram" => [LiveSet.Picture], _ => Array.Empty<RenditionMedia>() },
        };
        var text = what switch
        {
            "panjang" => new string('a', 281),
            "tagar" => string.Join(' ', Enumerable.Range(0, 31).Select(i => $"#a{i}")),
            "kurung" => "a < b",
            _ => "Salam.",
        };
        var rendition = LiveSet.Text("m", what == "judul" ? new string('j', 101) : "Judul", text, TextMarkup.Plain, media);
        if (what == "bagian") rendition = rendition with { Parts = [.. Enumerable.Range(0, 11).Select(_ => new RenditionPart { Text = "a" })] };
        var set = new LiveSet { Account = LiveSet.AccountOf("timeline", "akun", ("platform", platform)) };
        var (refused, taken) = (LiveSet.KeyOf("m", "akun", platform), LiveSet.KeyOf("n", "akun", platform));
        set.Put(refused, Samples.At(1, 9), rendition);
        set.Put(taken, Samples.At(1, 10), LiveSet.Text("n", "Judul", "Salam.", TextMarkup.Plain, platform is "youtube" or "tiktok" ? LiveSet.Film : LiveSet.Picture));
        var result = await _channel.PublishAsync(set.Request(_root.Path), CancellationToken.None);

        // The one is refused with its reason; the other is published all the same.
        Assert.Equal(code, Assert.Single(result.Refused!, r => r.Key == refused).Value.Code);
        Assert.IsType<Outcome.Done>(result.Outcome);
        var posts = _root.Read("linimasa/akun/posts.json");
        Assert.Contains($"\"{taken}\"", posts);
        Assert.DoesNotContain($"\"{refused}\"", posts);
    }
}
