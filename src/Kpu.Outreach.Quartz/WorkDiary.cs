using System.Collections.Concurrent;
using System.Globalization;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kpu.Outreach.Quartz;

/// <summary>How a work ended last in this process.</summary>
/// <param name="At">When.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
/// <param name="IsDamage">Whether it found the ledger damaged.</param>
internal sealed record WorkEnd(DateTimeOffset At, string? Failure, bool IsDamage);

/// <summary>Does works and remembers how they ended. A work that fails is said, and comes again at its time. Thread-safe.</summary>
internal sealed partial class WorkDiary(OutreachClient client, OutreachScheduleOptions options, ILogger<WorkDiary>? logger = null)
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    private readonly ILogger _logger = logger ?? (ILogger)NullLogger.Instance;
    private readonly ConcurrentDictionary<string, WorkEnd> _ends = new(StringComparer.Ordinal);

    /// <summary>How each work ended last.</summary>
    public IReadOnlyDictionary<string, WorkEnd> Ends => _ends;

    /// <param name="work">The work.</param>
    /// <param name="due">For which moment it was scheduled.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task DoAsync(string work, DateTimeOffset due, CancellationToken cancellationToken)
    {
        if (!options.Works.TryGetValue(work, out var wanted))
        {
            // A host that was set up otherwise keeps it in the schedule.
            NotWanted(work);
            return;
        }

        try
        {
            await wanted.DoAsync(client, cancellationToken).ConfigureAwait(false);
            _ends[work] = new WorkEnd(client.Now, null, false);
            Done(work, due);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (LedgerDamagedException e)
        {
            foreach (var problem in e.Problems) Damaged(problem.Place, problem.Code, ProblemText.Sentence(problem, English));
            _ends[work] = new WorkEnd(client.Now, $"{e.Problems.Count} damages, the first at {e.Problems[0].Place}: {ProblemText.Sentence(e.Problems[0], English)}", true);
        }
#pragma warning disable CA1031 // Whatever went wrong: the schedule goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // Of what others throw only the kind is told: a message may hold a secret.
            var why = e is LedgerException ledger ? ProblemText.Sentence(ledger.Problem, English) : e.GetType().Name;
            Failed(work, why);
            _ends[work] = new WorkEnd(client.Now, why, false);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Recurring work {Work} of {Due:O} is done.")]
    private partial void Done(string work, DateTimeOffset due);

    [LoggerMessage(2, LogLevel.Error, "Recurring work {Work} failed and comes again at its time: {Why}")]
    private partial void Failed(string work, string why);

    [LoggerMessage(3, LogLevel.Critical, "The ledger is damaged: {Place}: [{Code}] {Sentence}")]
    private partial void Damaged(Place place, string code, string sentence);

    [LoggerMessage(4, LogLevel.Warning, "Recurring work {Work} is in the schedule that hosts share, but this host is not set up for it.")]
    private partial void NotWanted(string work);
}
