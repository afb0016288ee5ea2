using System.Globalization;
using Kpu.Outreach.Primitives;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kpu.Outreach.Hosting;

/// <summary>Publishes what is due for as long as the host runs; at its end what is on its way is awaited and recorded.</summary>
internal sealed partial class OutreachWorker(OutreachClient client, FollowedWorkspace? followed = null, ILogger<OutreachWorker>? logger = null) : BackgroundService
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    private readonly ILogger _logger = logger ?? (ILogger)NullLogger.Instance;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        client.LedgerAwaited = problem => Awaiting(ProblemText.Sentence(problem, English));
        var report = followed is null
            ? await client.WorkAsync(stoppingToken).ConfigureAwait(false)
            : await client.WorkAsync(followed.Folder, followed.Options with { Told = Tell }, stoppingToken).ConfigureAwait(false);
        foreach (var problem in report.Problems) NotWorking(ProblemText.Sentence(problem, English));
    }

    private void Tell(WorkspaceNews news)
    {
        if (news.Enqueued is { } done) TakenUp(followed!.Folder, done.Added, done.Replaced, done.Retimed, done.Revised, done.Cancelled);
        foreach (var problem in news.Problems) Broken(followed!.Folder, problem.Place, problem.Code, ProblemText.Sentence(problem, English));
        followed!.Options.Told?.Invoke(news);
    }

    [LoggerMessage(1, LogLevel.Error, "Nothing is published: {Sentence}")]
    private partial void NotWorking(string sentence);

    [LoggerMessage(4, LogLevel.Warning, "Nothing is published until the ledger is back: {Sentence}")]
    private partial void Awaiting(string sentence);

    [LoggerMessage(2, LogLevel.Information, "Workspace {Folder} was taken up: {Added} added, {Replaced} replaced, {Retimed} re-timed, {Revised} revised, {Cancelled} cancelled.")]
    private partial void TakenUp(string folder, int added, int replaced, int retimed, int revised, int cancelled);

    [LoggerMessage(3, LogLevel.Warning, "The last edit of workspace {Folder} is broken and was not taken up: {Place}: [{Code}] {Sentence}")]
    private partial void Broken(string folder, Place place, string code, string sentence);
}

/// <summary>One part of a client's set-up.</summary>
internal sealed record OutreachConfiguration(Action<OutreachOptions> Configure);

/// <summary>The workspace that the worker follows.</summary>
internal sealed record FollowedWorkspace(string Folder, FollowOptions Options);
