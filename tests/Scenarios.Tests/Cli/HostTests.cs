using System.Runtime.InteropServices;
using Kpu.Outreach.TestSupport;

namespace Scenarios.Tests.Cli;

/// <summary>The service of the samples follows a workspace, tells what it does, and ends when it is told to.</summary>
public sealed class HostTests
{
    [SkippableFact]
    public async Task It_publishes_what_the_workspace_says_and_tells_its_calls()
    {
        Needs.That(!OperatingSystem.IsWindows(), "Signals need a POSIX system.");
        using var folder = new TemporaryFolder();
        var workspace = folder.Full("kpu-saya");
        Assert.Equal(0, (await Outreach.RunAsync("init", workspace, "--office", "35.72")).ExitCode);
        await using var host = ProcessRunner.Start("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Kpu.Outreach.Host.dll"), "--workspace", workspace]);
        await host.LineAsync(l => l.Contains("Activity.DisplayName:", StringComparison.Ordinal) && l.Contains("call", StringComparison.Ordinal));
        await host.LineAsync(l => l.Contains("was taken up: 1 added", StringComparison.Ordinal));
        host.Signal(PosixSignal.SIGTERM);
        var ended = await host.WaitAsync();
        Assert.True(ended.ExitCode == 0, ended.ToString());

        // What is counted is told at the latest at the end.
        Assert.Contains("outreach.calls", ended.Output, StringComparison.Ordinal);
        Assert.Contains("outreach.channel: static-site", ended.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(workspace, "laman", "index.html")));
    }
}
