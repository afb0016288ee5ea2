using Kpu.Outreach.TestSupport;

namespace Scenarios.Tests.Packages;

/// <summary>What the author of a channel does, with the packages alone.</summary>
[Collection(PackedCollection.Name)]
[Trait("Category", "Slow")]
public sealed class NewChannelTests(PackedPackages packed)
{
    [Fact]
    public async Task A_channel_from_the_template_is_green_is_allowed_and_is_loaded_by_the_command()
    {
        var (folder, outreach) = (packed.NewFolder("pembuat"), await packed.ToolAsync());
        var hive = Path.Combine(folder, "hive");
        await PackedPackages.DotnetAsync(folder, "new", "install", Path.Combine(packed.Packages, $"Kpu.Outreach.Templates.{PackedPackages.Version}.nupkg"), "--debug:custom-hive", hive);
        await PackedPackages.DotnetAsync(folder, "new", "kpu-outreach-channel", "-n", "Kota.Blitar.papan-warga", "--debug:custom-hive", hive);
        var project = Path.Combine(folder, "Kota.Blitar.papan-warga");
        Assert.DoesNotContain(Directory.EnumerateFiles(project, "*", SearchOption.AllDirectories), f => f.Contains("Nama", StringComparison.Ordinal) || Leftovers(File.ReadAllText(f)));

        var tested = await PackedPackages.DotnetAsync(project, "test");
        Assert.Matches(@"Passed! +- Failed: +0, Passed: +6\d, ", tested.Output);
        var report = Assert.Single(Directory.GetFiles(project, "conformance-*.md", SearchOption.AllDirectories));
        Assert.StartsWith("# Conformance of papan-warga\n", await File.ReadAllTextAsync(report), StringComparison.Ordinal);

        await PackedPackages.DotnetAsync(project, "publish", "src", "-o", "dist");
        var list = Path.Combine(folder, "plugins.json");
        await PackedPackages.RunAsync(project, outreach, "channels", "allow", "dist", "--plugins", list);
        var channels = await PackedPackages.RunAsync(folder, outreach, "channels", "--plugins", list, "--json");
        Assert.Contains("\"papan-warga\"", channels.Output, StringComparison.Ordinal);

        // Somebody changes the plug-in: it is left out, and the command works.
        await File.AppendAllTextAsync(Path.Combine(project, "dist", "Kota.Blitar.papan-warga.dll"), "!");
        await using var running = ProcessRunner.Start(outreach, ["channels", "--plugins", list, "--lang", "en"]);
        var changed = await running.WaitAsync();
        Assert.Equal(2, changed.ExitCode);
        Assert.Contains("plugin-file-changed", changed.Error, StringComparison.Ordinal);
        Assert.Contains("static-site", changed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("papan-warga ", changed.Error, StringComparison.Ordinal);
    }

    private static bool Leftovers(string text) => new[] { "Nama-Proyek", "Nama_Proyek", "NamaKanal", "kunci-kanal", "_VERSION" }.Any(w => text.Contains(w, StringComparison.Ordinal));
}
