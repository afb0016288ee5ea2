using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Documents;
using Kpu.Outreach.Ledger;

namespace Kpu.Outreach;

/// <content>A worker that follows a workspace: an edit is noticed, and taken up when it has no errors.</content>
public sealed partial class OutreachClient
{
    private volatile WorkspaceNews? _workspace;

    /// <summary>What became of the last edit of the workspace that <see cref="WorkAsync(string, FollowOptions, CancellationToken)"/> follows; null when none is followed, or none was edited yet.</summary>
    public WorkspaceNews? Workspace => _workspace;

    /// <summary>
    /// Works until it is stopped, and follows a workspace meanwhile: a changed folder that stands still is read, validated, planned and enqueued. An edit with errors is told and not taken up;
    /// the last good plan, facts and calendars stay until it is mended. Several workers on one ledger may follow the same folder.
    /// </summary>
    /// <param name="folder">The workspace.</param>
    /// <param name="following">How; null for the defaults.</param>
    /// <param name="stop">Stops claiming; what is on its way is awaited and recorded.</param>
    /// <returns>What was done and what waits.</returns>
    /// <exception cref="InvalidOperationException">The client rehearses: a rehearsal plays one state of a workspace.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A pause of <paramref name="following"/> is not longer than zero.</exception>
    public async Task<RunReport> WorkAsync(string folder, FollowOptions? following, CancellationToken stop)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (_options.Rehearsal is not null) throw new InvalidOperationException("A rehearsal plays one state of a workspace and follows none.");
        var how = following ?? new FollowOptions();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(how.Poll, TimeSpan.Zero, nameof(following));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(how.Settle, TimeSpan.Zero, nameof(following));

        // Whichever ends first ends the other: nobody works for a workspace that is no longer followed.
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var work = WorkAsync(both.Token);
        var follow = FollowAsync(folder, how, both.Token);
        await Task.WhenAny(work, follow).ConfigureAwait(false);
        await both.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(work, follow).ConfigureAwait(false);
        return await work.ConfigureAwait(false);
    }

    private async Task FollowAsync(string folder, FollowOptions how, CancellationToken stop)
    {
        try
        {
            var (reading, taken) = how.Since is { } since ? (since, true) : await TakeUpAsync(folder, how, stop).ConfigureAwait(false);
            while (true)
            {
                await Task.Delay(how.Poll, _clock, stop).ConfigureAwait(false);
                if (taken && reading.Stamps.Stand()) continue;
                await SettleAsync(reading, how, stop).ConfigureAwait(false);
                (reading, taken) = await TakeUpAsync(folder, how, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The worker ends, and with it the following.
        }
    }

    private async Task SettleAsync(WorkspaceReading reading, FollowOptions how, CancellationToken stop)
    {
        for (var before = reading.Stamps.Now(); ;)
        {
            await Task.Delay(how.Settle, _clock, stop).ConfigureAwait(false);
            var now = reading.Stamps.Now();
            if (now == before) return;
            before = now;
        }
    }

    /// <returns>What was read, and whether all is done with it; not when it was edited meanwhile or the ledger fell over.</returns>
    private async Task<(WorkspaceReading Reading, bool Taken)> TakeUpAsync(string folder, FollowOptions how, CancellationToken stop)
    {
        var reading = await WorkspaceReader.ReadAsync(folder, stop).ConfigureAwait(false);
        if (!reading.Stamps.Stand()) return (reading, false);
        try
        {
            // Accounts of a broken edit are not known to anybody: the last good ones go on.
            var review = await ReviewAsync(reading.Model, reading.Places, reading.Problems, reading.IsPartial, stop).ConfigureAwait(false);
            if (!review.IsValid)
            {
                Tell(new WorkspaceNews(Now, review.Errors, null), how);
                return (reading, true);
            }

            Know(review.Book);
            var enqueued = await EnqueueAsync(Plan(review, how.Campaign), stop).ConfigureAwait(false);
            Tell(new WorkspaceNews(Now, [], enqueued), how);
            return (reading, true);
        }
        catch (LedgerException e) when (e.IsTransient)
        {
            return (reading, false);
        }
    }

    private void Tell(WorkspaceNews news, FollowOptions how)
    {
        _workspace = news;
        how.Told?.Invoke(news);
    }
}
