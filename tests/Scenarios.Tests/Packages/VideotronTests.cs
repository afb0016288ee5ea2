using System.Text.Json.Nodes;
using Kpu.Outreach.TestSupport;

namespace Scenarios.Tests.Packages;

/// <summary>The channel of somebody else: built from the packages alone, proven by the kit, loaded from a folder, and shown on a screen.</summary>
[Collection(PackedCollection.Name)]
[Trait("Category", "Slow")]
public sealed class VideotronTests(PackedPackages packed)
{
    private const string Key = "kunci-layar-7f3a";

    [Fact]
    public async Task The_screen_shows_what_the_command_publishes_through_the_plug_in()
    {
        var (folder, outreach) = (packed.NewFolder("samples/Kpu.Outreach.Channels.Videotron"), await packed.ToolAsync());
        Copy(RepositoryRoot.PathOf("samples/Kpu.Outreach.Channels.Videotron"), folder);
        Assert.Matches(@"Passed! +- Failed: +0, Passed: +7\d, Skipped: +2,", (await PackedPackages.DotnetAsync(folder, "test")).Output);
        await PackedPackages.DotnetAsync(folder, "publish", "src", "-o", "dist");
        var work = packed.NewFolder("balai-kota");
        var list = Path.Combine(work, "plugins.json");
        await PackedPackages.RunAsync(folder, outreach, "channels", "allow", "dist", "--plugins", list);

        await PackedPackages.DotnetAsync(folder, "build", "simulator");
        // The settings are the README's.
        var described = JsonNode.Parse((await PackedPackages.RunAsync(work, outreach, "channels", "--plugins", list, "--json")).Output)!.AsArray().Single(c => c!["key"]!.GetValue<string>() == "videotron")!;
        var told = File.ReadAllLines(Path.Combine(folder, "README.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal) && l.Count(c => c == '|') == 4).Select(l => l.Split('|')).Select(c => (c[1].Trim(' ', '`'), c[3].Trim()));
        Assert.Equal(described["settings"]!.AsArray().Select(s => (s!["name"]!.GetValue<string>(), s["required"]!.GetValue<bool>() ? "required" : s["default"]!.GetValue<string>())), told);

        await using var screen = ProcessRunner.Start("dotnet", [Path.Combine(folder, "simulator", "bin", "Debug", "net10.0", "Videotron.Simulator.dll"), "--urls", "http://127.0.0.1:0", "--key", Key]);
        var address = (await screen.LineAsync(l => l.StartsWith("Layar menyala di ", StringComparison.Ordinal))).Split(' ')[^1];
        await PackedPackages.RunAsync(work, outreach, "init", "kpu-saya", "--office", "35.72");
        Change(Path.Combine(work, "kpu-saya", "outreach.json"), o => o["accounts"]!.AsArray().Add(JsonNode.Parse($$"""
            { "key": "alun-alun", "channel": "videotron", "office": "35.72", "settings": { "baseUrl": "{{address}}" }, "credential": "env:VIDEOTRON_KEY" }
            """)));
        Change(Path.Combine(work, "kpu-saya", "campaigns", "cek-dpt.json"), c => c["activities"]![0]!["accounts"]!.AsArray().Add("alun-alun"));
        var material = Path.Combine(work, "kpu-saya", "materials", "cek-dpt.md");
        Directory.CreateDirectory(Path.Combine(work, "kpu-saya", "media"));
        await File.WriteAllBytesAsync(Path.Combine(work, "kpu-saya", "media", "titik.png"), Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
        await File.WriteAllTextAsync(
            material,
            (await File.ReadAllTextAsync(material)).Replace("hashtags: [CekDPT]\n", "hashtags: [CekDPT]\nmedia:\n  - file: media/titik.png\n    alt: Sebuah titik.\n", StringComparison.Ordinal) + "\n## @videotron\n\nCek nama Anda sekarang.\n");

        Assert.Contains("videotron: 1", (await PublishAsync()).Error, StringComparison.Ordinal);
        var page = await ReadAsync(address);
        Assert.Contains("<figcaption>Cek nama Anda sekarang.</figcaption>", page, StringComparison.Ordinal);
        Assert.Contains("alt=\"Sebuah titik.\"", page, StringComparison.Ordinal);

        // Again: nothing new. A changed text: the same slide says something else.
        Assert.DoesNotContain("videotron: 1", (await PublishAsync()).Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(material, (await File.ReadAllTextAsync(material)).Replace("sekarang", "hari ini", StringComparison.Ordinal));
        await PublishAsync();
        page = await ReadAsync(address);
        Assert.Contains("Cek nama Anda hari ini.", page, StringComparison.Ordinal);
        Assert.Contains("1 tayangan", page, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(work, "kpu-saya"), "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(Key, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);

        // Whoever edits a workspace does not say which code runs.
        File.Copy(list, Path.Combine(work, "kpu-saya", "plugins.json"));
        var (exit, refused) = await RunAsync("publish", "kpu-saya", "--plugins", "kpu-saya/plugins.json", "--json");
        Assert.Equal(2, exit);
        Assert.Contains("plugins-in-workspace", refused.Output, StringComparison.Ordinal);

        async Task<ProcessResult> PublishAsync()
        {
            var (code, result) = await RunAsync("publish", "kpu-saya", "--plugins", list);
            Assert.True(code == 0, result.ToString());
            return result;
        }

        async Task<(int ExitCode, ProcessResult Result)> RunAsync(params string[] arguments)
        {
            await using var running = ProcessRunner.Start(outreach, arguments, work, new Dictionary<string, string> { ["VIDEOTRON_KEY"] = Key });
            var result = await running.WaitAsync();
            return (result.ExitCode, result);
        }
    }

    private static void Change(string path, Action<JsonNode> change)
    {
        var document = JsonNode.Parse(File.ReadAllText(path))!;
        change(document);
        File.WriteAllText(path, document.ToJsonString());
    }

    private static async Task<string> ReadAsync(string address)
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var answer = await client.SendAsync(request, CancellationToken.None);
        return await answer.Content.ReadAsStringAsync();
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(from, file);
            if (path.Split('/', '\\').Any(p => p is "bin" or "obj" or "dist")) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, path))!);
            File.Copy(file, Path.Combine(to, path));
        }
    }
}
