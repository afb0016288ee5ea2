using System.Text.Json;
using Kpu.Outreach.TestSupport;

namespace Scenarios.Tests.Cli;

/// <summary>What each command answers, by exit code and on standard output.</summary>
public sealed class CommandsTests
{
    private const string Rehearse = "2023-11-01T08:00:00+07:00";

    private static readonly string[] StatusMembers =
    [
        "delivery", "publication", "campaign", "material", "revision", "operation", "channel", "account", "part", "state", "waitsFor", "since", "due", "publishedAt",
        "reference", "url", "attempts", "emergency", "problem",
    ];

    [Fact]
    public async Task A_new_workspace_is_valid_and_is_published_once()
    {
        using var workspace = await Outreach.InitAsync();
        await Outreach.SucceedAsync("validate", workspace.Root);
        var (first, did) = await Outreach.JsonAsync("publish", workspace.Root);
        var (second, again) = await Outreach.JsonAsync("publish", workspace.Root);
        Assert.Equal((0, 1), (first, did.GetProperty("published").GetInt32()));
        Assert.Equal((0, 0, 1), (second, again.GetProperty("published").GetInt32(), again.GetProperty("plan").GetProperty("unchanged").GetInt32()));
        Assert.False(did.GetProperty("rehearsal").GetBoolean());
        Assert.True(File.Exists(workspace.PathOf("laman/index.html")));
    }

    [Fact]
    public async Task Init_overwrites_nothing()
    {
        using var workspace = await Outreach.InitAsync();
        var before = File.ReadAllText(workspace.PathOf("outreach.json"));
        var (code, document) = await Outreach.JsonAsync("init", workspace.Root);
        Assert.Equal(2, code);
        Assert.Equal("error", document.GetProperty("problems")[0].GetProperty("severity").GetString());
        Assert.Equal(before, File.ReadAllText(workspace.PathOf("outreach.json")));
    }

    [Fact]
    public async Task Every_command_for_programs_writes_one_document()
    {
        using var workspace = Outreach.Rehearsable();
        var root = workspace.Root;
        var (valid, review) = await Outreach.JsonAsync("validate", root, "--rehearse", Rehearse);
        Assert.Equal((0, true), (valid, review.GetProperty("valid").GetBoolean()));

        var (planned, plan) = await Outreach.JsonAsync("plan", root, "--rehearse", Rehearse);
        Assert.Equal((0, 2), (planned, plan.GetArrayLength()));
        Assert.Equal(
            ["campaign", "material", "account", "channel", "office", "placement", "occurrence", "variant", "intended", "zone", "notBefore", "notAfter", "closesAt", "why", "revision"],
            plan[0].EnumerateObject().Select(m => m.Name));
        Assert.Equal("2023-12-14T09:00:00+07:00", plan[0].GetProperty("intended").GetString());
        Assert.NotEmpty(plan[0].GetProperty("why").EnumerateArray());

        var (previewed, preview) = await Outreach.JsonAsync("preview", root, "--rehearse", Rehearse, "--account", "x");
        Assert.Equal(0, previewed);
        Assert.Contains("Catat harinya: 14 Februari 2024!", Assert.Single(preview.EnumerateArray()).GetProperty("parts")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace.PathOf(".outreach")));

        var (published, run) = await Outreach.JsonAsync("publish", root, "--rehearse", Rehearse);
        Assert.Equal((0, 2, true), (published, run.GetProperty("published").GetInt32(), run.GetProperty("rehearsal").GetBoolean()));

        var (stood, status) = await Outreach.JsonAsync("status", root, "--rehearse", Rehearse);
        Assert.Equal((0, 2), (stood, status.GetArrayLength()));
        Assert.All(status.EnumerateArray(), s => Assert.Equal(StatusMembers, s.EnumerateObject().Select(m => m.Name)));
        Assert.All(status.EnumerateArray(), s => Assert.Equal("published", s.GetProperty("state").GetString()));
        Assert.Equal("2023-12-14T09:00:00+07:00", status[0].GetProperty("publishedAt").GetString());

        var (told, trail) = await Outreach.JsonAsync("trail", root, "--rehearse", Rehearse);
        Assert.Equal(0, told);
        Assert.Contains(trail.EnumerateArray(), e => e.GetProperty("key").GetString() == "tahapan/hari-h/laman/article/umum");
        Assert.Equal(Enumerable.Range(1, trail.GetArrayLength()), trail.EnumerateArray().Select(e => e.GetProperty("number").GetInt32()));

        var (listed, channels) = await Outreach.JsonAsync("channels");
        Assert.Equal(0, listed);
        Assert.Equal(["feed", "radio-script", "static-site", "timeline", "wordpress"], channels.EnumerateArray().Select(c => c.GetProperty("key").GetString()));
    }

    [Fact]
    public async Task Words_for_people_leave_standard_output_alone()
    {
        using var workspace = Outreach.Rehearsable();
        foreach (var command in new[] { "validate", "plan", "preview", "publish", "status", "trail" })
        {
            var result = await Outreach.SucceedAsync(command, workspace.Root, "--rehearse", Rehearse);
            Assert.Equal("", result.Output);
            Assert.NotEmpty(result.Error);
        }
    }

    [Fact]
    public async Task The_trail_tells_a_person_what_happened()
    {
        using var workspace = Outreach.Rehearsable();
        await Outreach.SucceedAsync("publish", workspace.Root, "--rehearse", Rehearse);
        var indonesian = await Outreach.SucceedAsync("trail", workspace.Root, "--rehearse", Rehearse, "--account", "laman");
        var english = await Outreach.SucceedAsync("trail", workspace.Root, "--rehearse", Rehearse, "--account", "laman", "--lang", "en");
        Assert.Contains("14 Desember 2023 pukul 09.00 WIB: mulai dikirim, terlaksana. Sekarang: terbit.", indonesian.Error, StringComparison.Ordinal);
        Assert.Contains("14 December 2023, 09:00 WIB: sending began, carried out. Now: published.", english.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_choose_and_refuse_names_nobody_knows()
    {
        using var workspace = Outreach.Rehearsable();
        var (_, plan) = await Outreach.JsonAsync("plan", workspace.Root, "--rehearse", Rehearse, "--account", "laman", "--campaign", "tahapan");
        Assert.Equal("laman", Assert.Single(plan.EnumerateArray()).GetProperty("account").GetString());
        foreach (var (option, name, code) in new[] { ("--account", "leman", "account-unknown"), ("--campaign", "tahap", "campaign-unknown") })
        {
            var (exit, refused) = await Outreach.JsonAsync("plan", workspace.Root, "--rehearse", Rehearse, option, name);
            Assert.Equal((2, code), (exit, refused.GetProperty("problems")[0].GetProperty("code").GetString()));
        }
    }

    [Fact]
    public async Task Nothing_was_published_yet_is_an_answer_too()
    {
        using var workspace = await Outreach.InitAsync();
        foreach (var command in new[] { "status", "trail" })
        {
            var (code, document) = await Outreach.JsonAsync(command, workspace.Root);
            Assert.Equal((0, 0), (code, document.GetArrayLength()));
        }

        Assert.False(Directory.Exists(workspace.PathOf(".outreach")));
    }

    [Fact]
    public async Task A_ledger_in_memory_leaves_no_file()
    {
        using var workspace = await Outreach.InitAsync();
        var (code, document) = await Outreach.JsonAsync("publish", workspace.Root, "--ledger", "memory:");
        Assert.Equal((0, 1), (code, document.GetProperty("published").GetInt32()));
        Assert.Equal(JsonValueKind.Null, document.GetProperty("ledger").ValueKind);
        Assert.False(File.Exists(workspace.PathOf(".outreach/ledger.db")));
    }

    [Fact]
    public async Task A_damaged_ledger_is_told_in_a_sentence()
    {
        using var workspace = await Outreach.InitAsync();
        workspace.Write(".outreach/ledger.db", string.Concat(Enumerable.Repeat("not a ledger ", 500)));
        var (code, document) = await Outreach.JsonAsync("status", workspace.Root);
        Assert.Equal(1, code);
        Assert.StartsWith("ledger-", document.GetProperty("problems")[0].GetProperty("code").GetString(), StringComparison.Ordinal);
    }
}
