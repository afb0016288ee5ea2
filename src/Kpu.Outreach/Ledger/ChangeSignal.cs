namespace Kpu.Outreach.Ledger;

/// <summary>Tells workers of the same process that somebody committed a change: a count that only grows, and a way to wait for it. Thread-safe.</summary>
public sealed class ChangeSignal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _count;

    /// <summary>How many changes were told of.</summary>
    public long Count
    {
        get
        {
            lock (_lock) return _count;
        }
    }

    /// <summary>Tells of a change.</summary>
    public void Tell()
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            _count++;
            (waiting, _next) = (_next, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        waiting.TrySetResult();
    }

    /// <summary>Waits until more changes were told of than were seen.</summary>
    /// <param name="seen">The count that was seen.</param>
    /// <param name="atMost">How long at most.</param>
    /// <param name="clock">The clock that measures it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The count now.</returns>
    public async ValueTask<long> WaitAsync(long seen, TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        Task next;
        lock (_lock)
        {
            if (_count > seen) return _count;
            next = _next.Task;
        }

        try
        {
            await next.WaitAsync(atMost, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nothing was told of: that is an answer too.
        }

        return Count;
    }
}
