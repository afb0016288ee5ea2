using System.Text.Json;
using System.Xml.Linq;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.PartnerFeeds;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Channels.Tests.PartnerFeeds;

public sealed class FeedChannelTests : IDisposable
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    private readonly TemporaryFolder _root = new();
    private readonly FeedChannel _channel = new();

    public void Dispose() => _root.Dispose();

    private static LiveSet Feed(params (string, string)[] more) =>
        Samples.Articles("feed", "umpan", "entry", [("folder", "umpan"), ("baseUrl", "https://kota-blitar.kpu.go.id/umpan"), .. more]);

    [Theory]
    [InlineData("feed.rss", "xml", "rss")]
    [InlineData("feed.atom", "xml", "atom")]
    [InlineData("feed.json", "json", "json")]
    public async Task Feeds_are_as_verified(string file, string extension, string parameter)
    {
        var result = await _channel.PublishAsync(Feed().Request(_root.Path), CancellationToken.None);
        Assert.IsType<Outcome.Done>(result.Outcome);
        await Verifier.Verify(_root.Read("umpan/" + file), extension, parameter);
        var bytes = await File.ReadAllBytesAsync(_root.Full("umpan/" + file));
        Assert.NotEqual(0xEF, bytes[0]);
        Assert.DoesNotContain((byte)'\r', bytes);
    }

    [Fact]
    public async Task Only_what_was_published_or_corrected_last_is_read_and_shown()
    {
        var set = Feed(("entries", "2"));
        await _channel.PublishAsync(set.Request(_root.Path), CancellationToken.None);

        // The first article was corrected after the second one came: who subscribes must hear of it.
        Assert.Equal(["cek-dpt", "tanpa-gambar"], set.Read.Select(k => k.Material));
        using var feed = JsonDocument.Parse(_root.Read("umpan/feed.json"));
        Assert.Equal(2, feed.RootElement.GetProperty("items").GetArrayLength());
        Assert.Empty(Directory.EnumerateFiles(_root.Full("umpan/media"), "*.mp4"));
    }

    [Fact]
    public async Task What_was_taken_back_leaves_a_mark_in_atom_and_nothing_else()
    {
        await _channel.PublishAsync(Feed().Request(_root.Path), CancellationToken.None);
        XNamespace tombstones = "http://purl.org/atompub/tombstones/1.0";
        var mark = Assert.Single(XDocument.Parse(_root.Read("umpan/feed.atom")).Descendants(tombstones + "deleted-entry"));
        Assert.Equal(FeedIds.Of(LiveSet.KeyOf("ditarik", "umpan", "entry")), (string?)mark.Attribute("ref"));
        Assert.DoesNotContain("keliru", _root.Read("umpan/feed.rss") + _root.Read("umpan/feed.atom") + _root.Read("umpan/feed.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_stage_segment_and_region_has_feeds_of_its_own_under_an_id_of_its_own()
    {
        var set = new LiveSet { Account = LiveSet.AccountOf("feed", "umpan", ("folder", "umpan"), ("baseUrl", "https://contoh.id/umpan/")) };
        void Put(string material, params RenditionLabel[] labels) =>
            set.Put(LiveSet.KeyOf(material, "umpan", "entry"), Samples.At(1, 9), LiveSet.Text(material, material, "Salam.") with { Labels = labels });
        Put("a", new RenditionLabel("stage", "voterList", "Daftar pemilih"), new RenditionLabel("segment", "firstTimeVoters", "Pemilih pemula"));
        Put("b", new RenditionLabel("stage", "voterList", "Daftar pemilih"), new RenditionLabel("region", "35.72", "Kota Blitar"));
        await _channel.PublishAsync(set.Request(_root.Path), CancellationToken.None);

        Assert.Equal(["a", "b"], Titles("umpan/tahapan/voterlist/feed.atom"));
        Assert.Equal(["a"], Titles("umpan/sasaran/firsttimevoters/feed.atom"));
        Assert.Equal(["b"], Titles("umpan/wilayah/35-72/feed.atom"));
        var ids = Directory.EnumerateFiles(_root.Full("umpan"), "feed.atom", SearchOption.AllDirectories).Select(f => XDocument.Load(f).Root!.Element(Atom + "id")!.Value).ToList();
        Assert.Equal(4, ids.Distinct().Count());
        Assert.Contains("<title>KPU Kota Blitar: Pemilih pemula</title>", _root.Read("umpan/sasaran/firsttimevoters/feed.rss"), StringComparison.Ordinal);
        Assert.Contains("https://contoh.id/umpan/wilayah/35-72/feed.json", _root.Read("umpan/wilayah/35-72/feed.json"), StringComparison.Ordinal);

        List<string> Titles(string file) => [.. XDocument.Parse(_root.Read(file)).Descendants(Atom + "entry").Select(e => e.Element(Atom + "title")!.Value).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Whoever_follows_the_archives_has_everything_once_and_taking_back_touches_one_month()
    {
        var set = new LiveSet { Account = LiveSet.AccountOf("feed", "umpan", ("folder", "umpan"), ("baseUrl", "https://contoh.id/"), ("entries", "3"), ("archive", "ya"), ("sections", "tidak")) };
        for (var month = 1; month <= 4; month++)
            for (var number = 1; number <= 5; number++)
                set.Put(LiveSet.KeyOf($"m{month}-{number}", "umpan", "entry"), IndonesianZone.Wib.At(new DateTime(2023, month, number, 9, 0, 0, DateTimeKind.Unspecified)), LiveSet.Text("m", $"Bulan {month}, {number}", "Salam."));
        await _channel.PublishAsync(set.Request(_root.Path), CancellationToken.None);

        Assert.Equal(20, Follow().Count);
        var before = Directory.EnumerateFiles(_root.Full("umpan/arsip")).ToDictionary(f => f, File.ReadAllText);
        Assert.Equal(["2023-01.atom", "2023-02.atom", "2023-03.atom"], before.Keys.Select(Path.GetFileName).Order(StringComparer.Ordinal));

        set.Withdraw(LiveSet.KeyOf("m2-3", "umpan", "entry"));
        set.Put(LiveSet.KeyOf("m4-6", "umpan", "entry"), IndonesianZone.Wib.At(new DateTime(2023, 4, 6, 9, 0, 0, DateTimeKind.Unspecified)), LiveSet.Text("m", "Bulan 4, 6", "Salam."));
        await _channel.PublishAsync(set.Request(_root.Path), CancellationToken.None);
        Assert.Equal(20, Follow().Count);
        Assert.Equal(["2023-02.atom"], before.Where(f => File.ReadAllText(f.Key) != f.Value).Select(f => Path.GetFileName(f.Key)));

        HashSet<string> Follow()
        {
            var found = new HashSet<string>(StringComparer.Ordinal);
            for (var file = "umpan/feed.atom"; file is not null;)
            {
                var feed = XDocument.Parse(_root.Read(file)).Root!;
                Assert.Equal(file != "umpan/feed.atom", feed.Element((XNamespace)"http://purl.org/syndication/history/1.0" + "archive") is not null);
                Assert.All(feed.Elements(Atom + "entry"), e => Assert.True(found.Add(e.Element(Atom + "id")!.Value)));
                var previous = feed.Elements(Atom + "link").SingleOrDefault(l => (string?)l.Attribute("rel") == "prev-archive");
                file = previous is null ? null : "umpan/" + new Uri(previous.Attribute("href")!.Value).AbsolutePath[1..];
            }

            return found;
        }
    }

    [Theory]
    [InlineData("sections", "provinsi")]
    [InlineData("archive", "mungkin")]
    [InlineData("hub", "bukan alamat")]
    public async Task A_setting_that_does_not_fit_is_said_with_its_name(string name, string value)
    {
        var probed = await _channel.ProbeAsync(LiveSet.AccountOf("feed", "umpan", ("folder", "umpan"), (name, value)), CancellationToken.None);
        var problem = Assert.Single(probed.Problems);
        Assert.Equal((FolderProblems.SettingInvalid, $"settings.{name}"), (problem.Code, problem.Place.Path));
    }

    [Fact]
    public async Task Hubs_are_named_where_subscribers_look()
    {
        await _channel.PublishAsync(Feed(("hub", "https://hub.contoh.id/, https://dua.contoh.id/hub?x=1")).Request(_root.Path), CancellationToken.None);
        foreach (var file in new[] { "feed.rss", "feed.atom" })
            Assert.Equal(
                ["https://hub.contoh.id/", "https://dua.contoh.id/hub?x=1"],
                XDocument.Parse(_root.Read("umpan/" + file)).Descendants(Atom + "link").Where(l => (string?)l.Attribute("rel") == "hub").Select(l => l.Attribute("href")!.Value));
        using var json = JsonDocument.Parse(_root.Read("umpan/feed.json"));
        Assert.Equal(["https://hub.contoh.id/", "https://dua.contoh.id/hub?x=1"], json.RootElement.GetProperty("hubs").EnumerateArray().Select(h => h.GetProperty("url").GetString()));
    }

    [Fact]
    public async Task Ids_outlive_a_move_and_times_change_only_with_the_content()
    {
        await _channel.PublishAsync(Feed().Request(_root.Path), CancellationToken.None);
        var before = Ids(_root.Read("umpan/feed.atom"));
        using var moved = new TemporaryFolder();
        var set = Samples.Articles("feed", "umpan", "entry", ("folder", "lain"), ("baseUrl", "https://contoh.id/"), ("title", "Nama lain"));
        await _channel.PublishAsync(set.Request(moved.Path), CancellationToken.None);
        Assert.Equal(before, Ids(moved.Read("lain/feed.atom")));

        static List<string> Ids(string atom) =>
            [.. System.Xml.Linq.XDocument.Parse(atom).Descendants().Where(e => e.Name.LocalName is "id" or "updated").Select(e => e.Value)];
    }

    [Fact]
    public async Task Without_an_address_nothing_is_claimed_about_addresses_and_an_empty_feed_is_whole()
    {
        var set = Samples.Articles("feed", "umpan", "entry", ("folder", "umpan"));
        await _channel.PublishAsync(set.Request(_root.Path), CancellationToken.None);
        Assert.DoesNotContain("enclosure", _root.Read("umpan/feed.rss"), StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"self\"", _root.Read("umpan/feed.atom"), StringComparison.Ordinal);
        using var empty = new TemporaryFolder();
        await _channel.PublishAsync(new LiveSet { Account = LiveSet.AccountOf("feed", "umpan", ("folder", "umpan")) }.Request(empty.Path), CancellationToken.None);
        Assert.Contains("1970-01-01", empty.Read("umpan/feed.atom"), StringComparison.Ordinal);
    }
}
