using System.Text;
using Kpu.Outreach.TestSupport;

namespace Scenarios.Tests.Cli;

/// <summary>A broken workspace: exit code 2, a code with its place, no stack, and nothing begun.</summary>
public sealed class BrokenWorkspaceTests
{
    private const long HundredMegabytes = 100L * 1024 * 1024;

    public static TheoryData<string, string, string> Breaks => new()
    {
        { "truncated JSON", "campaigns/tahapan.json:", "json-truncated" },
        { "wrong type", "outreach.json:", "value-wrong-type" },
        { "unknown member", "facts.json:", "member-unknown" },
        { "missing settings", "outreach.json", "file-missing" },
        { "missing media", "materials/hari-h.md:", "file-missing" },
        { "self-based fact", "facts.json:", "" },
        { "link loop", "materials/putar", "" },
        { "bad UTF-8", "materials/hari-h.md", "file-not-utf8" },
        { "huge JSON", "facts.json", "file-too-large" },
        { "huge Markdown", "materials/hari-h.md", "file-too-large" },
        { "path outside", "materials/hari-h.md:", "path-unsafe" },
        { "unreal date", "campaigns/tahapan.json:", "date-unreal" },
        { "empty folder", "outreach.json", "workspace-empty" },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_broken_workspace_is_2_with_a_place(string how, string place, string code)
    {
        using var workspace = Break(how);
        foreach (var command in new[] { "validate", "plan", "publish" })
        {
            var result = await Outreach.RunAsync(command, workspace.Root, "--rehearse", "2023-11-01T08:00:00+07:00");
            Assert.True(result.ExitCode == 2, $"{command}\n{result}");
            Assert.Equal("", result.Output);
            Assert.Contains(place, result.Error, StringComparison.Ordinal);
            Assert.Contains(code, result.Error, StringComparison.Ordinal);
            var (exit, document) = await Outreach.JsonAsync(command, workspace.Root, "--rehearse", "2023-11-01T08:00:00+07:00");
            Assert.Equal(2, exit);
            Assert.Contains(document.GetProperty("problems").EnumerateArray(), p => p.GetProperty("severity").GetString() == "error" && p.GetProperty("file").GetString() is not null);
        }

        Assert.False(Directory.Exists(workspace.PathOf(".outreach/rehearsal/output/laman")));
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("publish")]
    [InlineData("status")]
    [InlineData("trail")]
    public async Task A_folder_that_is_not_there_is_2(string command)
    {
        using var folder = TempWorkspace.Empty();
        var missing = folder.PathOf("tidak-ada");
        var (code, document) = await Outreach.JsonAsync(command, missing);
        Assert.Equal((2, "workspace-folder-missing"), (code, document.GetProperty("problems")[0].GetProperty("code").GetString()));
        Assert.False(Directory.Exists(missing));
    }

    private static TempWorkspace Break(string how)
    {
        if (how == "empty folder") return TempWorkspace.Empty();
        var workspace = TempWorkspace.Valid();
        return how switch
        {
            "truncated JSON" => workspace.Write("campaigns/tahapan.json", "{ \"version\": 1, \"id\": \"tahapan\", \"title\": \"Taha"),
            "wrong type" => workspace.Replace("outreach.json", "\"name\": \"KPU Kota Blitar\"", "\"name\": [1]"),
            "unknown member" => workspace.Replace("facts.json", "\"status\"", "\"statuss\""),
            "missing settings" => workspace.Delete("outreach.json"),
            "missing media" => WithMedia(workspace, "media/tidak-ada.png"),
            "self-based fact" => workspace.Replace("facts.json", "\"status\"", "\"basedOn\": [\"hari-pemungutan\"], \"status\""),
            "link loop" => workspace.Link("materials/putar.md", "putar.md"),
            "bad UTF-8" => workspace.Write("materials/hari-h.md", [.. Encoding.UTF8.GetBytes("---\nid: hari-h\ntitle: Hari "), 0xC3, 0x28, 0xFF]),
            "huge JSON" => Grow(workspace, "facts.json"),
            "huge Markdown" => Grow(workspace, "materials/hari-h.md"),
            "path outside" => WithMedia(workspace, "../../../etc/hostname"),
            "unreal date" => workspace.Replace("campaigns/tahapan.json", "2023-12-14T09:00", "2023-02-30T09:00"),
            _ => throw new ArgumentOutOfRangeException(nameof(how), how, "No such break."),
        };
    }

    private static TempWorkspace WithMedia(TempWorkspace workspace, string file) =>
        workspace.Replace("materials/hari-h.md", "hashtags: [Pemilu2024]", $"hashtags: [Pemilu2024]\nmedia:\n  - file: {file}\n    alt: Poster hari pemungutan suara");

    private static TempWorkspace Grow(TempWorkspace workspace, string file)
    {
        using var stream = new FileStream(workspace.PathOf(file), FileMode.Open);
        stream.SetLength(HundredMegabytes);
        return workspace;
    }
}
