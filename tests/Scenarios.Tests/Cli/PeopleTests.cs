using System.Text.Json;
using Kpu.Outreach.TestSupport;

namespace Scenarios.Tests.Cli;

/// <summary>What persons decide, from the command line to what is public.</summary>
public sealed class PeopleTests
{
    [Fact]
    public async Task What_waits_for_approval_goes_out_after_it()
    {
        using var workspace = await Outreach.InitAsync();
        workspace.Replace("outreach.json", "\"mode\": \"byPlanning\"", "\"mode\": \"byPerson\", \"role\": \"Kasubbag Parhumas\"");
        Assert.Equal(3, (await Outreach.RunAsync("publish", workspace.Root)).ExitCode);
        Assert.Equal("approval", (await OnlyAsync(workspace)).GetProperty("waitsFor").GetString());

        await Outreach.SucceedAsync("approve", workspace.Root, "1", "--by", "Kasubbag Parhumas", "--why", "Sudah diperiksa");
        var (again, problem) = await Outreach.JsonAsync("approve", workspace.Root, "1", "--by", "Kasubbag Parhumas");
        Assert.Equal((2, "approved-before"), (again, problem.GetProperty("problems")[0].GetProperty("code").GetString()));
        var (unknown, _) = await Outreach.JsonAsync("approve", workspace.Root, "77", "--by", "Kasubbag Parhumas");
        Assert.Equal(2, unknown);

        await Outreach.SucceedAsync("publish", workspace.Root);
        Assert.Equal("published", (await OnlyAsync(workspace)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task An_emergency_approval_stands_in_for_the_second_person_and_is_shown_until_that_one_has_looked()
    {
        using var workspace = await Outreach.InitAsync();
        workspace.Replace("outreach.json", "\"mode\": \"byPlanning\"", "\"mode\": \"byPerson\", \"approvers\": 2");
        Assert.Equal(3, (await Outreach.RunAsync("publish", workspace.Root)).ExitCode);
        var (code, refusal) = await Outreach.JsonAsync("approve", workspace.Root, "1", "--emergency", "--by", "Kasubbag");
        Assert.Equal((2, "emergency-without-why"), (code, refusal.GetProperty("problems")[0].GetProperty("code").GetString()));

        await Outreach.SucceedAsync("approve", workspace.Root, "1", "--emergency", "--by", "Kasubbag", "--why", "Hoaks menyebar");
        var (_, run) = await Outreach.JsonAsync("publish", workspace.Root);
        Assert.Equal((1, 1), (run.GetProperty("published").GetInt32(), run.GetProperty("emergencies").GetInt32()));
        Assert.True((await OnlyAsync(workspace)).GetProperty("emergency").GetBoolean());
        Assert.Contains("[persetujuan darurat]", (await Outreach.SucceedAsync("status", workspace.Root)).Error, StringComparison.Ordinal);
        Assert.Contains("disetujui seorang diri dalam keadaan darurat (Kasubbag: Hoaks menyebar)", (await Outreach.SucceedAsync("trail", workspace.Root)).Error, StringComparison.Ordinal);
        var (_, trail) = await Outreach.JsonAsync("trail", workspace.Root);
        var approval = trail.EnumerateArray().Single(e => e.GetProperty("kind").GetString() == "approved");
        Assert.Equal(("emergency", "Kasubbag", Environment.UserName), (approval.GetProperty("to").GetString(), approval.GetProperty("by").GetString(), approval.GetProperty("systemUser").GetString()));

        await Outreach.SucceedAsync("approve", workspace.Root, "1", "--by", "Sekretaris");
        Assert.False((await OnlyAsync(workspace)).GetProperty("emergency").GetBoolean());
    }

    [Theory]
    [InlineData]
    [InlineData("--campaign", "cek-dpt")]
    [InlineData("--office", "35")]
    [InlineData("--channel", "static-site")]
    public async Task What_is_held_goes_out_after_its_release(params string[] scope)
    {
        using var workspace = await Outreach.InitAsync();
        var (held, hold) = await Outreach.JsonAsync(["hold", workspace.Root, "--by", "Humas", "--why", "Menunggu kabar", .. scope]);
        Assert.Equal((0, 1), (held, hold.GetProperty("hold").GetInt32()));
        Assert.Equal(3, (await Outreach.RunAsync("publish", workspace.Root)).ExitCode);
        Assert.Equal("hold", (await OnlyAsync(workspace)).GetProperty("waitsFor").GetString());

        await Outreach.SucceedAsync("release", workspace.Root, "1", "--by", "Humas");
        Assert.Equal(2, (await Outreach.RunAsync("release", workspace.Root, "1", "--by", "Humas")).ExitCode);
        await Outreach.SucceedAsync("publish", workspace.Root);
        Assert.Equal("published", (await OnlyAsync(workspace)).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("--campaign", "cek-dtp")]
    [InlineData("--office", "35.99")]
    [InlineData("--channel", "static-sites")]
    [InlineData("--delivery", "9")]
    public async Task A_hold_on_nothing_is_refused(string option, string value)
    {
        using var workspace = await Outreach.InitAsync();
        var (code, document) = await Outreach.JsonAsync("hold", workspace.Root, "--by", "Humas", option, value);
        Assert.Equal((2, "id-not-found"), (code, document.GetProperty("problems")[0].GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("waiting", "--not-published")]
    [InlineData("published", "--published", "https://example.org/1")]
    public async Task A_person_settles_what_came_too_late(string state, params string[] how)
    {
        using var workspace = await Outreach.InitAsync();
        workspace.Replace("campaigns/cek-dpt.json", "\"method\": \"onlineChannels\"", "\"method\": \"onlineChannels\", \"when\": \"2023-01-10T09:00\", \"goodFor\": \"P1D\", \"late\": \"ask\"");
        Assert.Equal(3, (await Outreach.RunAsync("publish", workspace.Root)).ExitCode);
        Assert.Equal("person", (await OnlyAsync(workspace)).GetProperty("waitsFor").GetString());

        workspace.Write("bukti.txt", "tangkapan layar");
        await Outreach.SucceedAsync(["resolve", workspace.Root, "1", "--part", "1", "--by", "Humas", "--evidence", workspace.PathOf("bukti.txt"), .. how]);
        var settled = await OnlyAsync(workspace);
        Assert.Equal(state, settled.GetProperty("state").GetString());
        Assert.Equal(state == "waiting" ? "turn" : null, settled.GetProperty("waitsFor").GetString());
        Assert.Equal(2, (await Outreach.RunAsync("resolve", workspace.Root, "1", "--by", "Humas", "--not-published")).ExitCode);
    }

    [Fact]
    public async Task Evidence_that_is_not_there_is_refused()
    {
        using var workspace = await Outreach.InitAsync();
        var (code, document) = await Outreach.JsonAsync("resolve", workspace.Root, "1", "--by", "Humas", "--not-published", "--evidence", workspace.PathOf("tidak-ada.png"));
        Assert.Equal((2, "evidence-unreadable"), (code, document.GetProperty("problems")[0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_retracted_publication_leaves_the_site_and_stays_away()
    {
        using var workspace = await Outreach.InitAsync();
        await Outreach.SucceedAsync("publish", workspace.Root);
        Assert.Contains("Sudah terdaftar sebagai pemilih?", Site(workspace), StringComparison.Ordinal);
        await Outreach.SucceedAsync("retract", workspace.Root, "1", "--by", "Humas", "--why", "Salah alamat");
        var (code, run) = await Outreach.JsonAsync("publish", workspace.Root);
        Assert.Equal((0, 1), (code, run.GetProperty("retracted").GetInt32()));
        Assert.DoesNotContain("Sudah terdaftar sebagai pemilih?", Site(workspace), StringComparison.Ordinal);
        var (_, again) = await Outreach.JsonAsync("publish", workspace.Root);
        Assert.Equal(0, again.GetProperty("published").GetInt32());
    }

    [Fact]
    public async Task A_decision_about_a_workspace_that_cannot_be_read_is_refused()
    {
        using var workspace = await Outreach.InitAsync();
        workspace.Write("outreach.json", "{");
        Assert.Equal(2, (await Outreach.RunAsync("hold", workspace.Root, "--by", "Humas")).ExitCode);
        Assert.Equal(2, (await Outreach.RunAsync("approve", workspace.Root, "1", "--by", "Humas")).ExitCode);
        Assert.False(Directory.Exists(workspace.PathOf(".outreach")));
    }

    private static string Site(TempWorkspace workspace) =>
        string.Join('\n', Directory.EnumerateFiles(workspace.PathOf("laman"), "*.html", SearchOption.AllDirectories).Select(File.ReadAllText));

    private static async Task<JsonElement> OnlyAsync(TempWorkspace workspace)
    {
        var (code, document) = await Outreach.JsonAsync("status", workspace.Root);
        Assert.Equal(0, code);
        return Assert.Single(document.EnumerateArray());
    }
}
