namespace Kpu.Outreach.TestSupport;

/// <summary>A clock that a test moves by hand, and by which it learns what is waited for. Thread-safe.</summary>
/// <param name="start">The moment it shows at first.</param>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];
    private readonly List<(TimeSpan Length, TaskCompletionSource Asked)> _asked = [];
    private DateTimeOffset _now = start;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Waiting(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Waits, under a deadline, until somebody waits for so long on this clock.</summary>
    /// <param name="length">How long.</param>
    /// <returns>When somebody does.</returns>
    public Task AskedAsync(TimeSpan length)
    {
        lock (_lock)
        {
            if (_waiting.Exists(w => w.Length == length)) return Task.CompletedTask;
            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked.Add((length, asked));
            return asked.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    /// <summary>Lets time pass.</summary>
    /// <param name="span">How much.</param>
    public void Advance(TimeSpan span)
    {
        List<Waiting> due;
        lock (_lock)
        {
            _now += span;
            due = [.. _waiting.Where(w => w.Due <= _now)];
            _waiting.RemoveAll(w => w.Due <= _now);
        }

        foreach (var timer in due) timer.Fire();
    }

    private sealed class Waiting(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Length { get; private set; }

        public DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._waiting.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                (Length, Due) = (dueTime, clock._now + dueTime);
                clock._waiting.Add(this);
                foreach (var (_, asked) in clock._asked.Where(a => a.Length == dueTime)) asked.TrySetResult();
                clock._asked.RemoveAll(a => a.Length == dueTime);
            }

            return true;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._lock) clock._waiting.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
