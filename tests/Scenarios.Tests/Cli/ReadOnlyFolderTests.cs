using System.Runtime.Versioning;
using Kpu.Outreach.TestSupport;

namespace Scenarios.Tests.Cli;

/// <summary>A ledger in a folder that an ordinary user may only read.</summary>
[SupportedOSPlatform("linux")]
public sealed class ReadOnlyFolderTests
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    [SkippableFact]
    public async Task It_is_said_and_nothing_is_published_or_lost()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The rights of another user need Linux.");
        using var workspace = await Outreach.InitAsync();
        await Outreach.SucceedAsync("publish", workspace.Root);
        var (ledger, folder) = (workspace.PathOf(".outreach/ledger.db"), workspace.PathOf(".outreach"));
        var before = await File.ReadAllBytesAsync(ledger);
        var writable = File.GetUnixFileMode(folder);
        File.SetUnixFileMode(folder, ReadOnly);
        try
        {
            var result = await AsOrdinaryUserAsync("publish", workspace.Root);

            Assert.NotEqual(0, result.ExitCode);
            Assert.Contains("ledger-read-only", result.Error, StringComparison.Ordinal);
            Assert.Contains(ledger, result.Error, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"(?m)^\s+at [A-Z]\w+\.|Unhandled exception", result.Output + result.Error);
            Assert.Equal(before, await File.ReadAllBytesAsync(ledger));
        }
        finally
        {
            File.SetUnixFileMode(folder, writable);
        }

        await Outreach.SucceedAsync("ledger", "verify", workspace.Root);
    }

    /// <summary>Root may write everywhere: it runs the command as nobody, where that user can get at the program.</summary>
    private static async Task<ProcessResult> AsOrdinaryUserAsync(params string[] arguments)
    {
        if (!Environment.IsPrivilegedProcess) return await Outreach.RunAsync(arguments);
        string[] asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        var setpriv = Needs.Program("setpriv");
        var (exit, _) = await Needs.RunAsync(setpriv, [.. asNobody, "cat", Outreach.Program]);
        Skip.If(exit != 0, "An ordinary user may not read the program.");
        await using var running = ProcessRunner.Start(
            setpriv, [.. asNobody, "dotnet", "exec", Outreach.Program, .. arguments], environment: new Dictionary<string, string> { ["HOME"] = Path.GetTempPath(), ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" });
        return await running.WaitAsync();
    }
}
