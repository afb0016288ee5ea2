using System.Globalization;
using System.Xml.Linq;
using Kpu.Outreach.TestSupport;

namespace Scenarios.Tests.Packages;

/// <summary>
/// The packages as a release would make them, packed once for all tests into a folder outside of the repository. Nothing of the repository's own output is touched, and what is restored from here
/// goes into a folder of its own that falls back on the machine's, so that nothing is fetched twice and no cache serves an older package.
/// </summary>
public sealed class PackedPackages : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>No build server outlives its command: it would keep the command's output open.</summary>
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..")),
    };

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<string>> _tool;

    /// <summary>Nothing is packed yet.</summary>
    public PackedPackages() => _tool = new(InstallAsync);

    /// <summary>The version of the packages: nobody else's.</summary>
    public static string Version { get; } = string.Create(CultureInfo.InvariantCulture, $"0.1.0-test.{Environment.ProcessId}");

    /// <summary>Where the packages are.</summary>
    public string Packages => _folder.Full("artifacts/packages");

    /// <summary>A new folder outside of the repository, for one test.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(_folder.Full(name)).FullName;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        foreach (var project in new[] { "samples/Kpu.Outreach.Cli", "src/Kpu.Outreach", "src/Kpu.Outreach.Channels", "src/Kpu.Outreach.Sqlite", "src/Kpu.Outreach.PostgreSql", "src/Kpu.Outreach.Quartz", "src/Kpu.Outreach.Testing", "src/Kpu.Outreach.Templates" })
            await PackAsync(project, _folder.Full("artifacts"), Packages);

        File.WriteAllText(_folder.Full("nuget.config"), await SettingsAsync());
    }

    /// <summary>Packs a project as a release would, without a warning.</summary>
    public static async Task PackAsync(string project, string artifacts, string packages)
    {
        var packed = await DotnetAsync(RepositoryRoot.PathOf(project), "pack", "-c", "Release", "--artifacts-path", artifacts, "-o", packages, $"-p:Version={Version}", "-p:ContinuousIntegrationBuild=true");
        Assert.DoesNotContain("warning", packed.Output, StringComparison.Ordinal);
    }

    /// <summary>Runs the .NET command to its good end.</summary>
    public static async Task<ProcessResult> DotnetAsync(string folder, params string[] arguments) => await RunAsync(folder, "dotnet", arguments);

    /// <summary>The command, installed from its package as an operator would.</summary>
    public Task<string> ToolAsync() => _tool.Value;

    /// <summary>Runs a program to its good end.</summary>
    public static async Task<ProcessResult> RunAsync(string folder, string program, params string[] arguments)
    {
        await using var running = ProcessRunner.Start(program, arguments, folder, Variables, Deadline);
        var result = await running.WaitAsync();
        Assert.True(result.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {result}");
        return result;
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private async Task<string> InstallAsync()
    {
        var folder = NewFolder("alat");
        await DotnetAsync(folder, "tool", "install", "Kpu.Outreach.Cli", "--version", Version, "--tool-path", folder);
        return Path.Combine(folder, OperatingSystem.IsWindows() ? "outreach.exe" : "outreach");
    }

    /// <summary>Settings that stand beside the machine's own and name no address: ours come from the folder, all others from the source the machine calls nuget.org.</summary>
    private async Task<string> SettingsAsync()
    {
        var cache = (await DotnetAsync(_folder.Path, "nuget", "locals", "global-packages", "--list")).Output.Split("global-packages:")[1].Trim();
        return new XElement(
            "configuration",
            new XElement("config", Add("globalPackagesFolder", _folder.Full("restored"))),
            new XElement("fallbackPackageFolders", Directory.Exists(cache) ? Add("machine", cache) : null),
            new XElement("packageSources", Add("packed", Packages)),
            new XElement(
                "packageSourceMapping",
                new XElement("packageSource", new XAttribute("key", "packed"), new XElement("package", new XAttribute("pattern", "Kpu.Outreach*"))),
                new XElement("packageSource", new XAttribute("key", "nuget.org"), new XElement("package", new XAttribute("pattern", "*"))))).ToString();
    }

    private static XElement Add(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));
}
