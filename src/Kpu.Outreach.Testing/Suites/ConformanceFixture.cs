using Kpu.Outreach.Testing.Reports;
using Xunit;

namespace Kpu.Outreach.Testing.Suites;

/// <summary>What an author fills in, for an adapter or for a ledger. A class fixture of xunit.</summary>
/// <remarks>
/// Members are called from several tests at once and keep nothing of a single one. Cleaning up is done in <see cref="CleanUpAsync"/> alone: the interface is implemented here for good, and a class that
/// implements it anew is refused by every suite.
/// </remarks>
public abstract class ConformanceFixture : IAsyncLifetime
{
    private readonly KitReport _report;

    private protected ConformanceFixture() => _report = KitReport.Of(GetType());

    internal KitReport Report => _report;

    /// <summary>A text that must not even stand in what is told of a failure.</summary>
    internal virtual string? Hidden => null;

    /// <summary>How long something may take that takes no time where nothing is wrong; what takes longer hangs. Default: 30 s.</summary>
    protected internal virtual TimeSpan Deadline => TimeSpan.FromSeconds(30);

    /// <summary>Why a test, or a whole suite by its name, does not fit. Such a test is told as skipped, with the reason, in the run and in the report. Default: null, every test fits.</summary>
    /// <param name="test">The name of the test or of the suite.</param>
    /// <returns>The reason, in a sentence; null when it fits.</returns>
    protected internal virtual string? WhySkipped(string test) => null;

    /// <summary>What this machine lacks, such as a server that the adapter or ledger needs: then every test is told as skipped, with the reason. Default: null, nothing. Where tests must not be skipped, as in CI, it stays null.</summary>
    protected internal virtual string? Missing => null;

    /// <summary>Cleans up after all tests of a class. Called for certain, once.</summary>
    /// <returns>When it is clean.</returns>
    protected virtual ValueTask CleanUpAsync() => ValueTask.CompletedTask;

    /// <summary>Begins.</summary>
    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    /// <summary>Cleans up and writes the report.</summary>
    async Task IAsyncLifetime.DisposeAsync()
    {
        try
        {
            await CleanUpAsync().ConfigureAwait(false);
        }
        finally
        {
            _report.Write();
        }
    }
}
