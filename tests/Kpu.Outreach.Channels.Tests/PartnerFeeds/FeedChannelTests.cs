using System.Text.Json;
using Kpu.Outreach.Channels.PartnerFeeds;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Channels.Tests.PartnerFeeds;

public sealed class FeedChannelTests : IDisposable
{
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
    public async Task Only_the_newest_entries_are_read_and_shown()
    {
        var set = Feed(("entries", "2"));
        await _channel.PublishAsync(set.Request(_root.Path), CancellationToken.None);
        Assert.Equal(["film-dpt", "tanpa-gambar"], set.Read.Select(k => k.Material));
        using var feed = JsonDocument.Parse(_root.Read("umpan/feed.json"));
        Assert.Equal(2, feed.RootElement.GetProperty("items").GetArrayLength());
        Assert.Empty(Directory.EnumerateFiles(_root.Full("umpan/media"), "*.jpg"));
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

    [SkippableTheory]
    [InlineData("feed.rss", "rss20")]
    [InlineData("feed.atom", "atom10")]
    public async Task A_reader_understands_them(string file, string version)
    {
        var python = Needs.Program("/usr/bin/python3", "python3");
        Needs.That((await Needs.RunAsync(python, "-c", "import feedparser")).ExitCode == 0, "python3-feedparser is not installed.");
        await _channel.PublishAsync(Feed().Request(_root.Path), CancellationToken.None);
        const string script = """
            import feedparser, json, sys
            f = feedparser.parse(sys.argv[1])
            print(json.dumps({"bozo": bool(f.bozo), "version": f.version, "title": f.feed.title, "language": f.feed.get("language", f.feed.title_detail.language),
              "entries": [{"id": e.id, "title": e.title, "time": e.published_parsed[:6], "content": e.content[0].value, "enclosures": len([l for l in e.get("links", []) if l.get("rel") == "enclosure"])} for e in f.entries]}))
            """;
        var (code, output) = await Needs.RunAsync(python, "-c", script, _root.Full("umpan/" + file));
        Assert.True(code == 0, output);
        using var read = JsonDocument.Parse(output);
        var feed = read.RootElement;
        Assert.False(feed.GetProperty("bozo").GetBoolean());
        Assert.Equal(version, feed.GetProperty("version").GetString());
        Assert.Equal("id", feed.GetProperty("language").GetString());
        var entries = feed.GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(3, entries.Count);
        Assert.Equal("[2023, 11, 3, 2, 0, 0]", entries[0].GetProperty("time").GetRawText());
        Assert.Contains("Langkah", entries[2].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, entries[2].GetProperty("enclosures").GetInt32());
        Assert.All(entries, e => Assert.StartsWith("urn:uuid:", e.GetProperty("id").GetString(), StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_atom_feed_follows_its_grammar()
    {
        var grammar = Needs.FileBelow("OUTREACH_SCHEMAS", "atom.rng");
        var lint = Needs.Program("xmllint");
        await _channel.PublishAsync(Feed().Request(_root.Path), CancellationToken.None);
        var (code, output) = await Needs.RunAsync(lint, "--noout", "--nonet", "--relaxng", grammar, _root.Full("umpan/feed.atom"));
        Assert.True(code == 0, output);
    }

    [SkippableFact]
    public async Task The_json_feed_follows_its_schema()
    {
        var schema = Needs.FileBelow("OUTREACH_SCHEMAS", "jsonfeed-1.1.schema.json");
        var python = Needs.Program("/usr/bin/python3", "python3");
        Needs.That((await Needs.RunAsync(python, "-c", "import jsonschema")).ExitCode == 0, "python3-jsonschema is not installed.");
        await _channel.PublishAsync(Feed().Request(_root.Path), CancellationToken.None);
        var (code, output) = await Needs.RunAsync(python, "-c", "import json, jsonschema, sys; jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))", _root.Full("umpan/feed.json"), schema);
        Assert.True(code == 0, output);
    }
}
