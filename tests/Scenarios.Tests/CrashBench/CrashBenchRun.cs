using System.Globalization;
using System.Text.RegularExpressions;
using Kpu.Outreach.TestSupport;
using Xunit.Abstractions;

namespace Scenarios.Tests.CrashBench;

/// <summary>One run of the crash bench as a process of its own.</summary>
internal static partial class CrashBenchRun
{
    /// <summary>More than this many steps has even the small work of one account.</summary>
    private const int BoundariesAtLeast = 60;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(8);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Kpu.Outreach.CrashBench.dll");

    /// <summary>Runs it; every law must hold. What it said is kept in the folder of <c>OUTREACH_REPORTS</c>, where that is set.</summary>
    public static async Task<string> HoldsAsync(ITestOutputHelper log, params string[] arguments)
    {
        var result = await ProcessRunner.RunAsync("dotnet", [.. new[] { "exec", Program }, .. arguments], Deadline);
        log.WriteLine(result.Output);
        if (Environment.GetEnvironmentVariable("OUTREACH_REPORTS") is { Length: > 0 } reports)
        {
            var name = string.Join('_', arguments.Select(a => a.TrimStart('-')));
            await File.WriteAllTextAsync(Path.Combine(reports, $"CrashBench_{name}.txt"), $"CrashBench {string.Join(' ', arguments)}\n{result.Output}\n");
        }

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("Every law holds.", result.Output, StringComparison.Ordinal);
        return result.Output;
    }

    /// <summary>The whole schedule: one kill at every boundary.</summary>
    public static async Task EveryBoundaryHoldsAsync(ITestOutputHelper log, string ledger)
    {
        var said = await HoldsAsync(log, "boundaries", "--ledger", ledger);
        var visited = int.Parse(Visited().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(visited >= BoundariesAtLeast, said);
    }

    [GeneratedRegex("(?m)^([0-9]+) boundaries visited")]
    private static partial Regex Visited();
}
