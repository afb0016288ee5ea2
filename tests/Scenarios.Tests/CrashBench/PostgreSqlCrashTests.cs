using Kpu.Outreach.TestSupport;
using Xunit.Abstractions;

namespace Scenarios.Tests.CrashBench;

/// <summary>Against a platform with each of the four guarantees, a kill, an outage, a cut or a pause of several workers and of their server loses nothing and doubles nothing. The long runs are commands of their own.</summary>
public sealed class PostgreSqlCrashTests
{
    private const string Server = "/usr/lib/postgresql/15/bin/postgres";

    private readonly ITestOutputHelper _log;

    public PostgreSqlCrashTests(ITestOutputHelper log)
    {
        Needs.That(File.Exists(Server), "PostgreSQL 15 is not installed.");
        _log = log;
    }

    [SkippableFact]
    public Task A_kill_at_every_boundary_between_steps_breaks_no_law() => CrashBenchRun.EveryBoundaryHoldsAsync(_log, "postgres");

    [SkippableFact]
    public async Task Kills_of_three_workers_and_of_their_server_and_cuts_between_all_of_them_break_no_law()
    {
        var said = await CrashBenchRun.HoldsAsync(_log, "run", "--ledger", "postgres", "--workers", "3", "--lanes", "1", "--kills", "12", "--seed", "1", "--accounts", "2", "--kill-server", "--cut");
        Assert.Contains("the server was killed 1 times", said, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Workers_live_through_an_outage_of_their_server_under_load()
    {
        var said = await CrashBenchRun.HoldsAsync(_log, "outage", "--seconds", "5", "--workers", "2", "--accounts", "2", "--portions", "6");
        Assert.Contains("2 of 2 workers lived through it", said, StringComparison.Ordinal);
    }

    /// <summary>Also that something came late, and was refused, is asked for by the program itself.</summary>
    [SkippableFact]
    public Task A_worker_that_stood_still_past_its_leases_is_refused_and_breaks_no_law() => CrashBenchRun.HoldsAsync(_log, "pause", "--ledger", "postgres", "--workers", "2");
}
