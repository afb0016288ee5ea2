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
    [InlineData("Kpu.Outreach.Channels", "AngleSharp Kpu.Outreach Markdig Microsoft.Extensions.Http")]
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
        Assert.Equal("icon.png", Value("icon"));
        Assert.NotNull(archive.GetEntry("icon.png"));
        Assert.Null(description.Elements().Single(e => e.Name.LocalName == "repository").Attribute("url"));
        if (dependencies.Length > 0)
        {
            Assert.NotNull(archive.GetEntry($"lib/net10.0/{package}.xml"));
            Assert.True(File.Exists(Path.Combine(packed.Packages, $"{package}.{PackedPackages.Version}.snupkg")));
        }

        string? Value(string name) => description.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value;
    }

    /// <summary>Each package alone, as somebody adds it to a new project; what it says of itself is enough to build with it.</summary>
    [Theory]
    [InlineData("Kpu.Outreach", "await using var client = Kpu.Outreach.OutreachClient.Create(o => o.UseMemoryLedger()); System.Console.WriteLine(client.Now.Year > 2000);")]
    [InlineData("Kpu.Outreach.Channels", "using Kpu.Outreach; System.Console.WriteLine(new OutreachOptions().AddBuiltInChannels().Channels.Count == 5);")]
    [InlineData("Kpu.Outreach.Sqlite", "using Kpu.Outreach; await using var client = OutreachClient.Create(o => o.UseSqlite(\"kpu.db\")); System.Console.WriteLine((await client.VerifyLedgerAsync()).Problems.Count == 0);")]
    [InlineData("Kpu.Outreach.PostgreSql", "using Kpu.Outreach; await using var client = OutreachClient.Create(o => o.UsePostgreSql(\"Host=tiada\")); System.Console.WriteLine(client is not null);")]
    [InlineData("Kpu.Outreach.Quartz", "using Microsoft.Extensions.DependencyInjection; var s = new ServiceCollection().AddOutreachSchedule(s => s.Verify(\"0 3 * * *\")); System.Console.WriteLine(s.Count > 0);")]
    [InlineData("Kpu.Outreach.Testing", "await using var platform = new Kpu.Outreach.Testing.Platform.FakePlatform(System.TimeProvider.System); System.Console.WriteLine(platform.Address.IsLoopback);")]
    public async Task A_package_is_enough_for_a_project_of_its_own(string package, string program)
    {
        var folder = packed.NewFolder("pemakai-" + package);
        await PackedPackages.DotnetAsync(folder, "new", "console", "--framework", "net10.0", "--no-restore", "--name", "pemakai", "--output", folder);
        await PackedPackages.DotnetAsync(folder, "add", "package", package, "--version", PackedPackages.Version, "--no-restore");
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        await PackedPackages.DotnetAsync(folder, "build", "-o", "out", "-warnaserror");
        Assert.Equal("True\n", (await PackedPackages.DotnetAsync(folder, "exec", Path.Combine("out", "pemakai.dll"))).Output);
    }

    /// <summary>Built twice, each time from nothing and in another folder, the packages hold the same bytes.</summary>
    [Fact]
    public async Task Two_clean_builds_give_the_same_files()
    {
        var again = packed.NewFolder("kedua");
        foreach (var project in new[] { "Kpu.Outreach", "Kpu.Outreach.Channels", "Kpu.Outreach.Sqlite", "Kpu.Outreach.PostgreSql", "Kpu.Outreach.Quartz", "Kpu.Outreach.Testing", "Kpu.Outreach.Templates" }) await PackedPackages.PackAsync($"src/{project}", Path.Combine(again, "artifacts"), again);
        foreach (var file in Directory.EnumerateFiles(again, "*.*nupkg"))
        {
            var (first, second) = (Contents(Path.Combine(packed.Packages, Path.GetFileName(file))), Contents(file));
            Assert.Equal(first.Keys, second.Keys);
            Assert.All(first, f => Assert.True(f.Value == second[f.Key], $"{Path.GetFileName(file)}: {f.Key} differs."));
        }

        // The zip's own accounts of itself carry a number that is new every time.
        static SortedDictionary<string, string> Contents(string package)
        {
            using var archive = ZipFile.OpenRead(package);
            return new(archive.Entries.Where(e => !e.FullName.EndsWith(".psmdcp", StringComparison.Ordinal) && e.FullName != "_rels/.rels").ToDictionary(e => e.FullName, e =>
            {
                using var content = e.Open();
                return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content));
            }), StringComparer.Ordinal);
        }
    }

    private static string FirstUse()
    {
        var readme = File.ReadAllText(RepositoryRoot.PathOf("README.md"));
        var section = readme[readme.IndexOf("## First use", StringComparison.Ordinal)..];
        var start = section.IndexOf("```csharp", StringComparison.Ordinal) + "```csharp".Length;
        return section[start..section.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
