using System.IO.Compression;
using System.Xml.Linq;
using Kpu.Outreach.TestSupport;

namespace Scenarios.Tests.Packages;

/// <summary>What a newcomer does with the packages, outside of the repository.</summary>
[Collection(PackedCollection.Name)]
[Trait("Category", "Slow")]
public sealed class PackagesTests(PackedPackages packed)
{
    [Fact]
    public async Task A_new_console_project_restores_the_packages_and_runs_the_first_use_of_the_README()
    {
        var folder = packed.NewFolder("percobaan");
        await PackedPackages.DotnetAsync(folder, "new", "console", "--framework", "net10.0", "--no-restore");
        foreach (var package in new[] { "Kpu.Outreach.Channels", "Kpu.Outreach.Sqlite" })
            await PackedPackages.DotnetAsync(folder, "add", "package", package, "--version", PackedPackages.Version, "--no-restore");
        File.WriteAllText(Path.Combine(folder, "Program.cs"), FirstUse());
        await PackedPackages.DotnetAsync(folder, "build", "-o", "out");

        var first = await PackedPackages.DotnetAsync(folder, "exec", Path.Combine("out", "percobaan.dll"));
        var page = Assert.Single(Directory.GetFiles(Path.Combine(folder, "public"), "*.html", SearchOption.AllDirectories), f => f.Contains("cek-dpt", StringComparison.Ordinal));
        Assert.Contains("Pastikan nama Anda terdaftar.", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.StartsWith("1 published", first.Output, StringComparison.Ordinal);

        var (written, text) = (File.GetLastWriteTimeUtc(page), File.ReadAllText(page));
        var second = await PackedPackages.DotnetAsync(folder, "exec", Path.Combine("out", "percobaan.dll"));
        Assert.StartsWith("0 published, 0 revised, 0 retracted", second.Output, StringComparison.Ordinal);
        Assert.Equal((written, text), (File.GetLastWriteTimeUtc(page), File.ReadAllText(page)));
    }

    [Fact]
    public async Task The_packed_tool_is_installed_and_works()
    {
        var (folder, outreach) = (packed.NewFolder("operator"), await packed.ToolAsync());

        var help = await PackedPackages.RunAsync(folder, outreach, "--help");
        foreach (var command in new[] { "init", "validate", "plan", "preview", "publish", "run", "status", "trail" })
            Assert.Contains(command, help.Output, StringComparison.Ordinal);
        await PackedPackages.RunAsync(folder, outreach, "validate", RepositoryRoot.PathOf("samples/workspaces/kota-blitar"));
        await PackedPackages.RunAsync(folder, outreach, "init", "kpu-saya", "--office", "35.72");
        await PackedPackages.RunAsync(folder, outreach, "publish", "kpu-saya");
        Assert.True(File.Exists(Path.Combine(folder, "kpu-saya", "laman", "index.html")));
    }

    [Theory]
    [InlineData("Kpu.Outreach", "Markdig Microsoft.Extensions.DependencyInjection.Abstractions Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions Microsoft.Extensions.Hosting.Abstractions Microsoft.Extensions.Logging.Abstractions Newtonsoft.Json Polly.Core YamlDotNet")]
    [InlineData("Kpu.Outreach.Channels", "AngleSharp Kpu.Outreach Markdig")]
    [InlineData("Kpu.Outreach.Sqlite", "Kpu.Outreach SQLitePCLRaw.bundle_e_sqlite3 SQLitePCLRaw.core")]
    [InlineData("Kpu.Outreach.PostgreSql", "Kpu.Outreach Npgsql")]
    [InlineData("Kpu.Outreach.Quartz", "Kpu.Outreach Microsoft.Extensions.DependencyInjection Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions Microsoft.Extensions.Hosting.Abstractions Microsoft.Extensions.Logging.Abstractions Npgsql Quartz")]
    [InlineData("Kpu.Outreach.Testing", "Kpu.Outreach Xunit.SkippableFact xunit.assert xunit.extensibility.core xunit.extensibility.execution")]
    [InlineData("Kpu.Outreach.Templates", "")]
    [InlineData("Kpu.Outreach.Cli", "")]
    public void A_package_depends_on_what_it_uses_and_explains_itself(string package, string dependencies)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(packed.Packages, $"{package}.{PackedPackages.Version}.nupkg"));
        using var stream = archive.GetEntry($"{package}.nuspec")!.Open();
        var description = XDocument.Load(stream).Root!.Elements().Single();

        Assert.Equal(dependencies.Split(' ', StringSplitOptions.RemoveEmptyEntries), description.Descendants().Where(e => e.Name.LocalName == "dependency").Select(d => d.Attribute("id")!.Value).Order(StringComparer.Ordinal));
        Assert.Equal(("README.md", "MIT"), (Value("readme"), Value("license")));
        Assert.True(Value("description")?.Length > 20);
        Assert.NotNull(archive.GetEntry("README.md"));
        Assert.Null(description.Elements().Single(e => e.Name.LocalName == "repository").Attribute("url"));
        if (dependencies.Length > 0)
        {
            Assert.NotNull(archive.GetEntry($"lib/net10.0/{package}.xml"));
            Assert.True(File.Exists(Path.Combine(packed.Packages, $"{package}.{PackedPackages.Version}.snupkg")));
        }

        string? Value(string name) => description.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value;
    }

    private static string FirstUse()
    {
        var readme = File.ReadAllText(RepositoryRoot.PathOf("README.md"));
        var section = readme[readme.IndexOf("## First use", StringComparison.Ordinal)..];
        var start = section.IndexOf("```csharp", StringComparison.Ordinal) + "```csharp".Length;
        return section[start..section.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
