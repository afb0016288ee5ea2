using System.Text.Json;
using Kpu.Outreach.Channels.PartnerFeeds;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Channels.Tests.PartnerFeeds;

/// <summary>Feeds as independent programs read them: two libraries, two readers, a grammar and a schema.</summary>
public sealed class FeedReadersTests : IAsyncLifetime
{
    private const string Titles = "Cek nama Anda di daftar pemilih tetap|Film: memeriksa nama|Pemilih & \"pemula\" <2024>";

    private readonly TemporaryFolder _root = new();

    public async Task InitializeAsync()
    {
        var set = Samples.Articles("feed", "umpan", "entry", ("folder", "umpan"), ("baseUrl", "https://kota-blitar.kpu.go.id/umpan/"), ("hub", "https://hub.contoh.id/"), ("archive", "ya"), ("entries", "3"));
        set.Put(LiveSet.KeyOf("lama", "umpan", "entry"), Samples.At(1, 9).AddMonths(-2), LiveSet.Text("lama", "Dua bulan lalu", "Salam."));
        await new FeedChannel().PublishAsync(set.Request(_root.Path), CancellationToken.None);
    }

    public Task DisposeAsync()
    {
        _root.Dispose();
        return Task.CompletedTask;
    }

    [SkippableFact]
    public async Task Feedparser_reads_the_three_forms_alike()
    {
        var python = Python("feedparser");
        const string script = """
            import feedparser, json, sys
            f = feedparser.parse(sys.argv[1])
            print(json.dumps({"bozo": bool(f.bozo), "version": f.version, "title": f.feed.title,
              "entries": [[e.id, e.title, list(e.published_parsed[:6]), list(e.updated_parsed[:6]), e.content[0].value, len([l for l in e.get("links", []) if l.get("rel") == "enclosure"])] for e in f.entries]}))
            """;
        var forms = new List<(string Version, string Entries)>();
        foreach (var file in new[] { "feed.rss", "feed.atom" })
        {
            var (code, output) = await Needs.RunAsync(python, "-c", script, _root.Full("umpan/" + file));
            Assert.True(code == 0, output);
            using var read = JsonDocument.Parse(output);
            Assert.False(read.RootElement.GetProperty("bozo").GetBoolean());
            Assert.Equal("KPU Kota Blitar", read.RootElement.GetProperty("title").GetString());
            var entries = read.RootElement.GetProperty("entries").EnumerateArray().ToList();
            Assert.Equal("[2023, 11, 3, 2, 0, 0]", entries[0][2].GetRawText());
            Assert.Contains("Langkah", entries[2][4].GetString(), StringComparison.Ordinal);
            Assert.Equal(1, entries[2][5].GetInt32());
            // Where a form has no time of change, feedparser gives that of publication for it.
            forms.Add((read.RootElement.GetProperty("version").GetString()!, string.Join('\n', entries.Select(e => e.GetRawText()))));
        }

        Assert.Equal(["rss20", "atom10"], forms.Select(f => f.Version));
        Assert.Equal(forms[0].Entries, forms[1].Entries);
    }

    [SkippableTheory]
    [InlineData("feed.rss")]
    [InlineData("feed.atom")]
    public async Task Newsboat_shows_every_entry(string file)
    {
        var newsboat = Needs.Program("newsboat");
        await File.WriteAllTextAsync(_root.Full("urls"), $"file://{_root.Full("umpan/" + file)}\n");
        await File.WriteAllTextAsync(_root.Full("config"), "");
        string[] place = ["-u", _root.Full("urls"), "-c", _root.Full("cache.db"), "-C", _root.Full("config")];
        var (code, output) = await Needs.RunAsync(newsboat, [.. place, "-x", "reload"]);
        Assert.True(code == 0, output);
        (_, output) = await Needs.RunAsync("/usr/bin/python3", "-c", "import sqlite3, sys; print('|'.join(sorted(r[0] for r in sqlite3.connect(sys.argv[1]).execute('select title from rss_item'))))", _root.Full("cache.db"));
        Assert.Equal(Titles, output.Trim());
    }

    [SkippableTheory]
    [InlineData("feed.rss")]
    [InlineData("feed.atom")]
    public async Task Rss2email_mails_every_entry_once_and_a_second_run_mails_nothing(string file)
    {
        var mailer = Needs.Program("r2e");
        var mails = _root.Full("surat");
        foreach (var folder in new[] { "cur", "new", "tmp" }) Directory.CreateDirectory(Path.Combine(mails, folder));
        await File.WriteAllTextAsync(_root.Full("r2e.cfg"), $"[DEFAULT]\nfrom = a@contoh.id\nto = b@contoh.id\nemail-protocol = maildir\nmaildir-path = {mails}\nmaildir-mailbox = \n");
        string[] place = ["-c", _root.Full("r2e.cfg"), "-d", _root.Full("r2e.json")];
        await RunAsync("add", "kpu", $"file://{_root.Full("umpan/" + file)}");
        await RunAsync("run");
        Assert.Equal(3, Directory.EnumerateFiles(mails, "*", SearchOption.AllDirectories).Count());
        await RunAsync("run");
        Assert.Equal(3, Directory.EnumerateFiles(mails, "*", SearchOption.AllDirectories).Count());

        async Task RunAsync(params string[] arguments)
        {
            var (code, output) = await Needs.RunAsync(mailer, [.. place, .. arguments]);
            Assert.True(code == 0, output);
        }
    }

    [SkippableTheory]
    [InlineData("feed.atom")]
    [InlineData("arsip/2023-09.atom")]
    [InlineData("tahapan/voterlist/feed.atom")]
    public async Task Atom_follows_its_grammar(string file)
    {
        var grammar = Needs.FileBelow("OUTREACH_SCHEMAS", "atom.rng");
        var lint = Needs.Program("xmllint");
        var (code, output) = await Needs.RunAsync(lint, "--noout", "--nonet", "--relaxng", grammar, _root.Full("umpan/" + file));
        Assert.True(code == 0, output);
    }

    [SkippableFact]
    public async Task The_json_feed_follows_its_schema()
    {
        var schema = Needs.FileBelow("OUTREACH_SCHEMAS", "jsonfeed-1.1.schema.json");
        var (code, output) = await Needs.RunAsync(Python("jsonschema"), "-c", "import json, jsonschema, sys; jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))", _root.Full("umpan/feed.json"), schema);
        Assert.True(code == 0, output);
    }

    private static string Python(string module)
    {
        var python = Needs.Program("/usr/bin/python3", "python3");
        Needs.That(Needs.RunAsync(python, "-c", "import " + module).GetAwaiter().GetResult().ExitCode == 0, $"python3-{module} is not installed.");
        return python;
    }
}
