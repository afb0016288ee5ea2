using Kpu.Outreach.TestSupport;
using Xunit.Abstractions;

namespace Scenarios.Tests.CrashBench;

/// <summary>A short run of the crash bench: against a platform with each of the four guarantees, a kill loses nothing and doubles nothing. The long run is a command of its own.</summary>
public sealed class CrashBenchTests(ITestOutputHelper log)
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Kpu.Outreach.CrashBench.dll");

    [Fact]
    public Task Kills_at_boundaries_between_steps_break_no_law() => HoldsAsync("boundaries", "--every", "6");

    [Fact]
    public Task Kills_at_seeded_steps_and_moments_break_no_law() => HoldsAsync("run", "--kills", "10", "--seed", "1", "--accounts", "2");

    private async Task HoldsAsync(params string[] arguments)
    {
        var result = await ProcessRunner.RunAsync("dotnet", [.. new[] { "exec", Program }, .. arguments]);
        log.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("Every law holds.", result.Output, StringComparison.Ordinal);
    }
}
