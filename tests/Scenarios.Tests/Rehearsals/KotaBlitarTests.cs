using System.Text.Json;
using Kpu.Outreach.TestSupport;
using Scenarios.Tests.Cli;

namespace Scenarios.Tests.Rehearsals;

/// <summary>The main job on real input: the stages of Pemilu 2024 told by KPU Kota Blitar.</summary>
public sealed class KotaBlitarTests
{
    [Fact]
    public async Task Everything_is_published_once_and_a_second_run_publishes_nothing()
    {
        using var rehearsal = new Rehearsal("kota-blitar");
        var first = await rehearsal.PublishAsync();
        Assert.True(first.ExitCode == 0, first.ToString());

        var effects = rehearsal.Effects();
        Assert.Equal(effects.Distinct(), effects);
        foreach (var place in new[] { "article laman", "entry umpan/kpu", "entry umpan/diskominfotik", "script radio/naskah" })
            Assert.Contains(effects, e => e.StartsWith(place, StringComparison.Ordinal));
        foreach (var platform in new[] { "instagram", "facebook", "x", "youtube", "tiktok", "whatsapp" })
            Assert.Contains(effects, e => e.StartsWith($"post linimasa/{platform} ", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(rehearsal.Output, "radio", "rundown.html")));
        Assert.True(File.Exists(Path.Combine(rehearsal.Workspace, ".outreach", "rehearsal", "ledger.db")));

        var (files, status) = (rehearsal.Files(), await rehearsal.StatusAsync());
        var second = await rehearsal.PublishAsync();
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Equal(files, rehearsal.Files());
        Assert.Equal(status, await rehearsal.StatusAsync());
    }

    [Fact]
    public async Task Two_rehearsals_in_fresh_folders_give_the_same_bytes_and_the_same_status()
    {
        using var one = new Rehearsal("kota-blitar");
        using var other = new Rehearsal("kota-blitar");
        var runs = await Task.WhenAll(one.PublishAsync(), other.PublishAsync());
        Assert.All(runs, r => Assert.True(r.ExitCode == 0, r.ToString()));

        Assert.Equal(one.Files(), other.Files());
        Assert.Equal(await one.StatusAsync(), await other.StatusAsync());
    }

    [Fact]
    public async Task Status_and_trail_explain_every_delivery()
    {
        using var rehearsal = new Rehearsal("kota-blitar");
        await rehearsal.PublishAsync();

        var deliveries = JsonDocument.Parse(await rehearsal.StatusAsync()).RootElement.EnumerateArray().ToList();
        var (_, trail) = await Outreach.JsonAsync("trail", rehearsal.Workspace);
        var told = trail.EnumerateArray().Where(e => e.GetProperty("delivery").ValueKind == JsonValueKind.Number).ToLookup(e => e.GetProperty("delivery").GetInt64());
        Assert.NotEmpty(deliveries);
        foreach (var delivery in deliveries)
        {
            Assert.Equal("published", delivery.GetProperty("state").GetString());
            Assert.NotEqual(JsonValueKind.Null, delivery.GetProperty("reference").ValueKind);
            var kinds = told[delivery.GetProperty("delivery").GetInt64()].Select(e => e.GetProperty("kind").GetString()).ToList();
            Assert.Contains("added", kinds);
            Assert.Contains("outcome", kinds);
        }

        // The campaign that a person approves was approved by the role the rehearsal names.
        Assert.Contains(trail.EnumerateArray(), e => e.GetProperty("kind").GetString() == "approved" && e.GetProperty("to").GetString() == "rehearsal");
    }

    [Fact]
    public async Task A_mended_typo_is_revised_where_it_is_live_and_nothing_is_posted_twice()
    {
        using var rehearsal = new Rehearsal("kota-blitar");
        await rehearsal.PublishAsync();
        var before = rehearsal.Effects();
        var title = "title: " + rehearsal.Read("materials/daftar-pemilih.md").Split("title: ")[1].Split('\n')[0];
        rehearsal.Edit("materials/daftar-pemilih.md", title, title + " (diperbaiki)");

        var run = await rehearsal.PublishAsync();

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(before, rehearsal.Effects());
        var (_, status) = await Outreach.JsonAsync("status", rehearsal.Workspace);
        var revisions = status.EnumerateArray().Where(d => d.GetProperty("operation").GetString() == "revise").ToList();
        Assert.NotEmpty(revisions);
        Assert.All(revisions, r => Assert.Equal(("daftar-pemilih", "published"), (r.GetProperty("material").GetString(), r.GetProperty("state").GetString())));
        Assert.Contains("(diperbaiki)", File.ReadAllText(Path.Combine(rehearsal.Output, "laman", "index.html")));
        Assert.Contains("(diperbaiki)", File.ReadAllText(Path.Combine(rehearsal.Output, "umpan", "kpu", "feed.atom")));
    }

    [Fact]
    public async Task Removing_what_has_not_gone_out_cancels_it()
    {
        using var rehearsal = new Rehearsal("kota-blitar");
        await Outreach.SucceedAsync("hold", rehearsal.Workspace, "--campaign", "cek-kabar", "--by", "Ketua", "--why", "diperiksa dahulu");
        var held = await rehearsal.PublishAsync();
        Assert.Equal(3, held.ExitCode);

        File.Delete(Path.Combine(rehearsal.Workspace, "campaigns", "cek-kabar.json"));
        var run = await rehearsal.PublishAsync();

        Assert.True(run.ExitCode == 0, run.ToString());
        var (_, status) = await Outreach.JsonAsync("status", rehearsal.Workspace);
        var removed = status.EnumerateArray().Where(d => d.GetProperty("campaign").GetString() == "cek-kabar").ToList();
        Assert.NotEmpty(removed);
        Assert.All(removed, d => Assert.Equal("cancelled", d.GetProperty("state").GetString()));
        Assert.DoesNotContain(rehearsal.Effects(), e => e.Contains("cek-kabar", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_feeds_are_read_by_a_feed_reader()
    {
        var python = Needs.Program("/usr/bin/python3");
        Needs.That((await Needs.RunAsync(python, "-c", "import feedparser")).ExitCode == 0, "python3-feedparser is not installed.");
        using var rehearsal = new Rehearsal("kota-blitar");
        await rehearsal.PublishAsync();
        var entries = rehearsal.Effects().Count(e => e.StartsWith("entry umpan/kpu ", StringComparison.Ordinal));

        foreach (var file in new[] { "feed.rss", "feed.atom" })
        {
            const string Script = "import feedparser,sys; f=feedparser.parse(sys.argv[1]); print(f.bozo, len(f.entries), len({e.id for e in f.entries}), all(e.title and e.published for e in f.entries))";
            var read = await Needs.RunAsync(python, "-c", Script, Path.Combine(rehearsal.Output, "umpan", "kpu", file));
            Assert.Matches($"^(0|False) {entries} {entries} True$", read.Output.Trim());
        }
    }
}
