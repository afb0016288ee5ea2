using System.Globalization;
using System.Text;
using Kpu.Outreach.Documents;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Tests.Documents;

/// <summary>Broken workspaces: each gives a clear problem with a place, and nothing is thrown.</summary>
public sealed class BrokenWorkspaceTests
{
    private static async Task<WorkspaceReading> BreakAsync(Action<TempWorkspace> harm)
    {
        using var workspace = TempWorkspace.Valid();
        harm(workspace);
        var reading = await WorkspaceReader.ReadAsync(workspace.Root);
        Assert.All(reading.Problems, p =>
        {
            Assert.NotEqual("", p.Place.ToString());
            Assert.DoesNotMatch(@"\{\d\}", ProblemText.Sentence(p, CultureInfo.InvariantCulture) + ProblemText.Mend(p, CultureInfo.InvariantCulture));
        });
        return reading;
    }

    public static TheoryData<string, string, string, string, string> Edits => new()
    {
        // file, text, what it becomes, code, place
        { "facts.json", "] }", "", "json-truncated", "facts.json:3:1 facts[0]" },
        { "outreach.json", "\"version\": 1", "\"version\": 2", "version-newer", "outreach.json:3:14 version" },
        { "outreach.json", "\"version\": 1", "\"version\": 0", "version-unknown", "outreach.json:3:14 version" },
        { "outreach.json", "\"version\": 1,", "", "member-missing", "outreach.json:1:1" },
        { "outreach.json", "\"accounts\": [", "\"acounts\": [", "member-unknown", "outreach.json:6:3 acounts" },
        { "outreach.json", "\"35.72\", \"hashtags\"", "\"35.99\", \"hashtags\"", "office-unknown", "outreach.json:5:26 offices[0].code" },
        { "outreach.json", "\"key\": \"laman\", ", "", "member-missing", "outreach.json:7:5 accounts[0]" },
        { "outreach.json", "{ \"folder\": \"laman\" }", "[]", "value-wrong-type", "outreach.json:7:80 accounts[0].settings" },
        { "outreach.json", "{ \"folder\": \"laman\" }", "{ \"folder\": {} }", "value-wrong-type", "outreach.json:7:92 accounts[0].settings.folder" },
        { "outreach.json", "\"office\": \"35.72\", \"settings\"", "\"offices\": \"*\", \"settings\"", "account-template-key", "outreach.json:7:14 accounts[0].key" },
        { "outreach.json", "\"office\": \"35.72\", \"settings\"", "\"settings\"", "account-office-or-offices", "outreach.json:7:5 accounts[0]" },
        { "outreach.json", "\"pemilu-2024\"", "\"pemilu-2042\"", "calendar-unknown", "outreach.json:12:18 calendars[0]" },
        { "outreach.json", "\"pemilu-2024\"", "{ \"key\": \"baru\", \"kind\": \"localElection\", \"stages\": [] }", "member-missing", "outreach.json:12:18 calendars[0]" },
        { "outreach.json", "\"byPlanning\"", "\"byPlaning\"", "word-unknown", "outreach.json:13:39 policies.approval.mode" },
        { "facts.json", "\"2024-02-14\"", "[]", "value-wrong-type", "facts.json:2:55 facts[0].value" },
        { "facts.json", "\"2022-11-01\"", "\"2022-11-31\"", "date-unreal", "facts.json:2:163 facts[0].verifiedOn" },
        { "facts.json", "\"hari-pemungutan\"", "\"Hari Pemungutan\"", "value-wrong-form", "facts.json:2:11 facts[0].id" },
        { "campaigns/tahapan.json", "\"2024-02-14\" }", "\"2023-02-14\" }", "period-reversed", "campaigns/tahapan.json:7:13 period" },
        { "campaigns/tahapan.json", "\"2023-12-14T09:00\"", "\"2023-02-30T09:00\"", "date-unreal", "campaigns/tahapan.json:13:54 activities[0].when" },
        { "campaigns/tahapan.json", "[\"35.72\"],\n  \"period\"", "[\"12.*\"],\n  \"period\"", "selector-empty", "campaigns/tahapan.json:6:15 offices[0]" },
        { "materials/hari-h.md", "---\nid: hari-h", "id: hari-h", "front-matter-missing", "materials/hari-h.md:1:1" },
        { "materials/hari-h.md", "title: Hari", "title: [Hari", "front-matter-malformed", "" },
        { "materials/hari-h.md", "title: Hari", "title: &a Hari", "front-matter-malformed", "materials/hari-h.md:3:8" },
        { "materials/hari-h.md", "title: Hari", "title: !!binary Hari", "front-matter-malformed", "materials/hari-h.md:3:8" },
        { "materials/hari-h.md", "kind: ", "kynd: ", "member-unknown", "materials/hari-h.md:5:1 kynd" },
        { "materials/hari-h.md", "form: article", "title: lagi", "member-duplicate", "materials/hari-h.md:6:1 title" },
        { "materials/hari-h.md", "hashtags: [Pemilu2024]", "media: [{file: ../rahasia.png}]", "path-unsafe", "materials/hari-h.md:8:16 media[0].file" },
        { "materials/hari-h.md", "hashtags: [Pemilu2024]", "media: [{file: /etc/passwd}]", "path-unsafe", "materials/hari-h.md:8:16 media[0].file" },
        { "materials/hari-h.md", "hashtags: [Pemilu2024]", "media: [{file: media/hilang.png}]", "file-missing", "materials/hari-h.md:8:16 media[0].file" },
        { "materials/hari-h.md", "## @instagram\n", "## @instagram @x\n", "variant-unclear", "materials/hari-h.md:13:1 @instagram @x" },
    };

    [Theory, MemberData(nameof(Edits))]
    public async Task A_wrong_edit_is_a_problem_with_its_place(string file, string text, string now, string code, string place)
    {
        var reading = await BreakAsync(w => w.Replace(file, text, now));
        var problem = Assert.Single(reading.Problems, p => p.Code == code);
        if (place.Length > 0) Assert.Equal(place, problem.Place.ToString());
    }

    public static TheoryData<string, string> Files => new()
    {
        { "empty", "workspace-empty" },
        { "outreach.json missing", "file-missing" },
        { "bad UTF-8", "file-not-utf8" },
        { "UTF-16", "file-not-utf8" },
        { "100 MB of JSON", "file-too-large" },
        { "100 MB of Markdown", "file-too-large" },
        { "symlink loop of a file", "path-loop" },
        { "symlink loop of a folder", "path-loop" },
        { "symlink out of the workspace", "path-leaves-workspace" },
        { "folder out of the workspace", "path-leaves-workspace" },
        { "link to nothing", "file-missing" },
        { "a folder for a file", "file-unreadable" },
        { "a stray file", "file-ignored" },
        { "a misspelt file", "file-ignored" },
        { "no campaign", "campaigns-missing" },
        { "an array for an object", "value-wrong-type" },
        { "wrong everywhere", "problems-too-many" },
    };

    [Theory, MemberData(nameof(Files))]
    public async Task A_broken_set_of_files_is_a_problem(string harm, string code)
    {
        using var outside = TempWorkspace.Valid();
        var reading = await BreakAsync(w => Harm(w, harm, outside));
        Assert.Contains(code, reading.Problems.Select(p => p.Code));
    }

    private static void Harm(TempWorkspace w, string harm, TempWorkspace outside)
    {
        switch (harm)
        {
            case "empty":
                Directory.Delete(w.Root, recursive: true);
                Directory.CreateDirectory(w.Root);
                break;
            case "outreach.json missing": w.Delete("outreach.json"); break;
            case "bad UTF-8": w.Write("facts.json", [.. "{\n\"x\": \""u8, 0xC3, 0x28]); break;
            case "UTF-16": w.Write("facts.json", Encoding.Unicode.GetPreamble()); break;
            case "100 MB of JSON": Grow(w.PathOf("facts.json")); break;
            case "100 MB of Markdown": Grow(w.PathOf("materials/hari-h.md")); break;
            case "symlink loop of a file": w.Delete("facts.json").Link("facts.json", "b.json").Link("b.json", "facts.json"); break;
            case "symlink loop of a folder":
                Directory.Delete(w.PathOf("campaigns"), recursive: true);
                w.Link("campaigns", "campaigns");
                break;
            case "symlink out of the workspace": w.Delete("facts.json").Link("facts.json", outside.PathOf("facts.json")); break;
            case "folder out of the workspace":
                Directory.Delete(w.PathOf("campaigns"), recursive: true);
                Directory.CreateSymbolicLink(w.PathOf("campaigns"), outside.PathOf("campaigns"));
                break;
            case "link to nothing": w.Delete("facts.json").Link("facts.json", "tidak-ada.json"); break;
            case "a folder for a file":
                w.Delete("facts.json");
                Directory.CreateDirectory(w.PathOf("facts.json"));
                break;
            case "a stray file": w.Write("campaigns/lain.txt", "x"); break;
            case "a misspelt file": w.Write("fact.json", "{}"); break;
            case "no campaign": w.Delete("campaigns/tahapan.json"); break;
            case "an array for an object": w.Write("speakers.json", "[]"); break;
            case "wrong everywhere": w.Write("facts.json", "{ \"version\": 1, \"facts\": [" + string.Join(',', Enumerable.Repeat("{}", 5000)) + "] }"); break;
            default: throw new ArgumentOutOfRangeException(nameof(harm), harm, null);
        }
    }

    /// <summary>Makes a file of 100 MB that takes no room.</summary>
    private static void Grow(string path)
    {
        using var stream = File.OpenWrite(path);
        stream.SetLength(100L * 1024 * 1024);
    }

    [Fact]
    public async Task A_bad_byte_has_its_line_and_column()
    {
        var reading = await BreakAsync(w => w.Write("facts.json", [.. "{\n\"x\": \""u8, 0xC3, 0x28]));
        Assert.Equal("facts.json:2:7", Assert.Single(reading.Problems).Place.ToString());
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_problem()
    {
        var reading = await BreakAsync(w => w.Write("facts.json", [.. Encoding.UTF8.GetPreamble(), .. File.ReadAllBytes(w.PathOf("facts.json"))]));
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_a_problem()
    {
        using var workspace = TempWorkspace.Empty();
        var reading = await WorkspaceReader.ReadAsync(workspace.PathOf("tidak-ada"));
        Assert.Equal("workspace-folder-missing", Assert.Single(reading.Problems).Code);
        Assert.True(reading.HasErrors);
    }

    [Fact]
    public async Task Links_inside_the_workspace_are_followed()
    {
        var reading = await BreakAsync(w =>
        {
            File.Move(w.PathOf("facts.json"), w.PathOf("materials/fakta"));
            w.Link("facts.json", "materials/fakta");
        });
        Assert.Equal("file-ignored", Assert.Single(reading.Problems).Code);
        Assert.Single(reading.Model.Facts);
    }

    [Fact]
    public async Task Problems_in_several_files_are_found_in_one_pass()
    {
        var reading = await BreakAsync(w => w.Replace("facts.json", "] }", "").Replace("outreach.json", "\"byPlanning\"", "\"x\"").Replace("materials/hari-h.md", "kind: ", "kynd: ").Write("campaigns/b.json", "{"));
        Assert.Equal(["json-truncated", "json-truncated", "member-unknown", "word-unknown"], reading.Problems.Select(p => p.Code).Order(StringComparer.Ordinal));
        Assert.True(reading.IsPartial);
    }
}
