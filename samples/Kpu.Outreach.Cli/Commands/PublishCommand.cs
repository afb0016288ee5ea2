using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Cli.Commands;

/// <summary>Publishes what is due, or goes on publishing until it is stopped.</summary>
internal static class PublishCommand
{
    public static async Task<int> RunAsync(Screen screen, Request request, StopSignals signals, bool untilStopped)
    {
        try
        {
            return await WorkAsync(screen, request, signals, untilStopped);
        }
        catch (OperationCanceledException) when (untilStopped && signals.Stop.IsCancellationRequested && !signals.WasInterrupted)
        {
            // A service that is stopped while it starts has nothing to drain: that is an orderly end too.
            return await screen.FailAsync("interrupted", screen.Texts.Interrupted, ExitCode.Done);
        }
    }

    private static async Task<int> WorkAsync(Screen screen, Request request, StopSignals signals, bool untilStopped)
    {
        var stop = signals.Stop;
        await using var desk = await Desk.OpenAsync(request, LedgerUse.Create, screen, stop);
        var (review, exitCode) = await Planned.ReviewAsync(screen, desk, stop);
        if (review is null) return exitCode;
        Planned.Check(screen, desk, request);
        if (await desk.Client.ExamineLedgerAsync(stop) is { } held) return await screen.FailAsync([held], ExitCode.PersonNeeded);
        var before = await PublishSummary.CountAsync(desk.Client, review, stop);
        var enqueued = await screen.BusyAsync(screen.Texts.Enqueuing, () => desk.Client.EnqueueAsync(desk.Client.Plan(review, request.Campaign), stop));

        // A rehearsal's clock jumps while there is something to come: it ends by itself.
        var works = untilStopped && desk.Rehearsal is null;
        if (untilStopped && !screen.IsJson) screen.Say(works ? screen.Texts.WorksUntilStopped : screen.Texts.RehearsalRunsThrough);
        var ran = works
            ? await desk.Client.WorkAsync(request.Folder, new FollowOptions { Campaign = request.Campaign, Since = desk.Reading, Told = news => Tell(screen, news) }, stop)
            : await screen.BusyAsync(screen.Texts.Publishing, () => desk.Client.RunAsync(request.For, stop));
        var report = ran with { Enqueued = enqueued };
        exitCode = ExitCode.Of(report, stopIsWanted: untilStopped && !signals.WasInterrupted);
        var summary = new PublishSummary(desk, review, report, before);
        var warnings = review.Problems.Count(p => p.Severity == Severity.Warning);
        if (screen.IsJson) await screen.DocumentAsync(json => summary.Write(json, exitCode, screen.Texts));
        else await summary.ShowAsync(screen, warnings);
        return exitCode;
    }

    /// <summary>What became of an edit: told at once, also where the one document comes at the end.</summary>
    private static void Tell(Screen screen, WorkspaceNews news)
    {
        ProblemList.Write(screen, news.Problems);
        screen.Say(news.Enqueued is { } plan ? screen.Texts.EditTaken(plan.Added, plan.Replaced, plan.Retimed, plan.Revised, plan.Cancelled) : screen.Texts.EditBroken);
    }
}
