using Kpu.Outreach.TestSupport;
using Xunit.Abstractions;

namespace Scenarios.Tests.CrashBench;

/// <summary>Short runs of the crash bench: against a platform with each of the four guarantees, a kill, an outage or a pause loses nothing and doubles nothing. The long runs are commands of their own.</summary>
public sealed class CrashBenchTests(ITestOutputHelper log)
{
    private const string Server = "/usr/lib/postgresql/15/bin/postgres";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(6);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Kpu.Outreach.CrashBench.dll");

    [Fact]
    public Task Kills_at_boundaries_between_steps_break_no_law() => HoldsAsync("boundaries", "--every", "6");

    [Fact]
    public Task Kills_at_seeded_steps_and_moments_break_no_law() => HoldsAsync("run", "--kills", "10", "--seed", "1", "--accounts", "2");

    [SkippableFact]
    public Task Kills_at_boundaries_break_no_law_on_a_server() => HoldsOnServerAsync("boundaries", "--ledger", "postgres", "--every", "16");

    [SkippableFact]
    public async Task Kills_of_three_workers_and_of_their_server_and_cuts_between_all_of_them_break_no_law()
    {
        var said = await HoldsOnServerAsync("run", "--ledger", "postgres", "--workers", "3", "--lanes", "1", "--kills", "12", "--seed", "1", "--accounts", "2", "--kill-server", "--cut");
        Assert.Contains("the server was killed 1 times", said, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Workers_live_through_an_outage_of_their_server_under_load()
    {
        var said = await HoldsOnServerAsync("outage", "--seconds", "5", "--workers", "2", "--accounts", "2", "--portions", "6");
        Assert.Contains("2 of 2 workers lived through it", said, StringComparison.Ordinal);
    }

    /// <summary>Also that something came late, and was refused, is asked for by the program itself.</summary>
    [SkippableFact]
    public Task A_worker_that_stood_still_past_its_leases_is_refused_and_breaks_no_law() => HoldsOnServerAsync("pause", "--ledger", "postgres", "--workers", "2");

    [Fact]
    public Task The_one_worker_of_a_file_that_stood_still_past_its_leases_breaks_no_law() => HoldsAsync("pause", "--ledger", "sqlite", "--workers", "2", "--pause-seconds", "3");

    private Task<string> HoldsOnServerAsync(params string[] arguments)
    {
        Needs.That(File.Exists(Server), "PostgreSQL 15 is not installed.");
        return HoldsAsync(arguments);
    }

    private async Task<string> HoldsAsync(params string[] arguments)
    {
        var result = await ProcessRunner.RunAsync("dotnet", [.. new[] { "exec", Program }, .. arguments], Deadline);
        log.WriteLine(result.Output);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("Every law holds.", result.Output, StringComparison.Ordinal);
        return result.Output;
    }
}
