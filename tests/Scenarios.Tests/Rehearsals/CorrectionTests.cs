using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Scenarios.Tests.Cli;

namespace Scenarios.Tests.Rehearsals;

/// <summary>A fact that many materials cite changes after everything was published.</summary>
public sealed class CorrectionTests
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    [Fact]
    public async Task A_changed_place_is_corrected_wherever_it_is_public()
    {
        const string Old = "aula KPU Kota Blitar";
        const string New = "Gedung Kusuma Wicitra";
        using var rehearsal = new Rehearsal("kota-blitar");
        Assert.Equal(0, (await rehearsal.PublishAsync()).ExitCode);
        var (effects, entries) = (rehearsal.Effects(), Entries(rehearsal));
        var places = Showing(rehearsal, Old);
        Assert.True(places.Count > 8, string.Join('\n', places));
        rehearsal.Edit("facts.json", $"\"value\": \"{Old}\",", $"\"value\": \"{New}\", \"version\": 2,");

        var (code, report) = await Outreach.JsonAsync("correct", rehearsal.Workspace, "gerdu-diskusi-tempat", "--by", "Humas", "--why", "Aula direnovasi");

        Assert.Equal(0, code);
        Assert.Equal(("gerdu-diskusi-tempat", 2), (report.GetProperty("fact").GetString(), report.GetProperty("version").GetInt32()));
        Assert.All(report.GetProperty("places").EnumerateArray(), p => Assert.Equal("corrected", p.GetProperty("state").GetString()));
        Assert.Equal((11, 0, 0), (report.GetProperty("corrected").GetInt32(), report.GetProperty("open").GetInt32(), report.GetProperty("person").GetInt32()));
        Assert.Empty(Showing(rehearsal, Old));
        Assert.Equal(places, Showing(rehearsal, New));
        Assert.Equal(effects, rehearsal.Effects());

        // The reader of the feed sees the same entries, two of them updated.
        var after = Entries(rehearsal);
        Assert.Equal(entries.Keys, after.Keys);
        Assert.Equal(2, entries.Count(e => after[e.Key] != e.Value));
        var (_, trail) = await Outreach.JsonAsync("trail", rehearsal.Workspace);
        var notes = trail.EnumerateArray().Where(e => e.GetProperty("kind").GetString() == "corrected").ToList();
        Assert.Equal(11, notes.Count);
        Assert.All(notes, n => Assert.Equal(("gerdu-diskusi-tempat", "Humas", "Aula direnovasi"), (n.GetProperty("cause").GetString(), n.GetProperty("by").GetString(), n.GetProperty("why").GetString())));

        var (files, status) = (rehearsal.Files(), await rehearsal.StatusAsync());
        var again = await Outreach.SucceedAsync("correct", rehearsal.Workspace, "gerdu-diskusi-tempat", "--by", "Humas");
        Assert.Contains("11 tempat sudah dikoreksi, 0 dalam proses, 0 memerlukan seseorang.", again.Error, StringComparison.Ordinal);
        Assert.Equal(files, rehearsal.Files());
        Assert.Equal(status, await rehearsal.StatusAsync());
    }

    [Fact]
    public async Task A_changed_time_reaches_the_radio_script()
    {
        using var rehearsal = new Rehearsal("kota-blitar");
        await rehearsal.PublishAsync();
        var before = Scripts(rehearsal);
        var telling = before.Count(s => Regex.IsMatch(s, @"Waktunya[^.]*16\.00"));
        Assert.NotEqual(0, telling);
        rehearsal.Edit("facts.json", "\"value\": \"16:00 WIB\",", "\"value\": \"15:30 WIB\", \"version\": 2,");

        var (code, report) = await Outreach.JsonAsync("correct", rehearsal.Workspace, "gerdu-wicara-jam", "--by", "Humas");

        Assert.Equal(0, code);
        Assert.Contains(report.GetProperty("places").EnumerateArray(), p => p.GetProperty("account").GetString() == "radio" && p.GetProperty("state").GetString() == "corrected");
        var after = Scripts(rehearsal);
        Assert.Equal(before.Count, after.Count);
        Assert.Equal(telling, after.Count(s => Regex.IsMatch(s, @"Waktunya[^.]*15\.30")));
        Assert.DoesNotContain(after, s => Regex.IsMatch(s, @"Waktunya[^.]*16\.00"));
    }

    [Fact]
    public async Task A_changed_material_is_corrected_by_its_id_and_a_hold_asks_for_a_person()
    {
        using var rehearsal = new Rehearsal("kota-blitar");
        await rehearsal.PublishAsync();
        rehearsal.Edit("materials/undangan-gerdu.md", "title: ", "title: Ralat! ");
        await Outreach.SucceedAsync("hold", rehearsal.Workspace, "--channel", "feed", "--by", "Ketua");

        var (held, report) = await Outreach.JsonAsync("correct", rehearsal.Workspace, "undangan-gerdu", "--by", "Humas");
        Assert.Equal((3, "undangan-gerdu", JsonValueKind.Null), (held, report.GetProperty("material").GetString(), report.GetProperty("version").ValueKind));
        var states = report.GetProperty("places").EnumerateArray().ToLookup(p => p.GetProperty("channel").GetString() == "feed", p => (p.GetProperty("state").GetString(), p.GetProperty("waitsFor").GetString()));
        Assert.Equal(2, states[true].Count(s => s == ("person", "hold")));
        Assert.All(states[false], s => Assert.Equal(("corrected", null), s));

        await Outreach.SucceedAsync("release", rehearsal.Workspace, "1", "--by", "Ketua");
        var (released, after) = await Outreach.JsonAsync("correct", rehearsal.Workspace, "undangan-gerdu", "--by", "Humas");
        Assert.Equal((0, 0), (released, after.GetProperty("person").GetInt32()));
        var (unknown, refusal) = await Outreach.JsonAsync("correct", rehearsal.Workspace, "undangan-gerda", "--by", "Humas");
        Assert.Equal((2, "nothing-to-correct"), (unknown, refusal.GetProperty("problems")[0].GetProperty("code").GetString()));
    }

    private static List<string> Showing(Rehearsal rehearsal, string text) =>
        [.. Directory.EnumerateFiles(rehearsal.Output, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".html" or ".atom" or ".rss" or ".json" or ".txt" or ".xml" && !Path.GetFileName(f).StartsWith('.') && File.ReadAllText(f).Contains(text, StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(rehearsal.Output, f)).Order(StringComparer.Ordinal)];

    private static List<string> Scripts(Rehearsal rehearsal) =>
        [.. Directory.EnumerateFiles(Path.Combine(rehearsal.Output, "radio", "naskah"), "*.txt").Order(StringComparer.Ordinal).Select(f => Regex.Replace(File.ReadAllText(f), @"[\s/]+", " "))];

    /// <summary>The moment of the last change of each entry.</summary>
    private static SortedDictionary<string, string> Entries(Rehearsal rehearsal) =>
        new(XDocument.Load(Path.Combine(rehearsal.Output, "umpan", "kpu", "feed.atom")).Descendants(Atom + "entry").ToDictionary(e => e.Element(Atom + "id")!.Value, e => e.Element(Atom + "updated")!.Value), StringComparer.Ordinal);
}
