using Xunit.Abstractions;

namespace Scenarios.Tests.CrashBench;

/// <summary>Against a platform with each of the four guarantees, a kill or a pause of the one worker of a file loses nothing and doubles nothing. The long runs are commands of their own.</summary>
public sealed class SqliteCrashTests(ITestOutputHelper log)
{
    [Fact]
    public Task A_kill_at_every_boundary_between_steps_breaks_no_law() => CrashBenchRun.EveryBoundaryHoldsAsync(log, "sqlite");

    [Fact]
    public Task Kills_at_seeded_steps_and_moments_break_no_law() => CrashBenchRun.HoldsAsync(log, "run", "--kills", "10", "--seed", "1", "--accounts", "2");

    [Fact]
    public Task The_one_worker_of_a_file_that_stood_still_past_its_leases_breaks_no_law() => CrashBenchRun.HoldsAsync(log, "pause", "--ledger", "sqlite", "--workers", "2", "--pause-seconds", "3");
}
