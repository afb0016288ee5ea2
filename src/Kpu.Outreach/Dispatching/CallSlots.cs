using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Dispatching;

/// <summary>A call that was claimed: waiting for a free slot, on its way, or over.</summary>
internal sealed class Call(IReadOnlyList<Claim> claims, bool isUrgent)
{
    private int _state;

    public IReadOnlyList<Claim> Claims { get; } = claims;

    /// <summary>Whether a crash before its beginning would leave it to a person: it goes first.</summary>
    public bool IsUrgent { get; } = isUrgent;

    /// <summary>How long it has waited for its slot.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Begins it, unless it was given back.</summary>
    public bool TryBegin(DateTimeOffset now)
    {
        Waited = now - Claims[0].Lease.From;
        return Interlocked.CompareExchange(ref _state, 1, 0) == 0;
    }

    /// <summary>Gives it back, unless it has begun.</summary>
    public bool TryGiveBack() => Interlocked.CompareExchange(ref _state, 2, 0) == 0;

    public bool HasBegun => Volatile.Read(ref _state) == 1;
}

/// <summary>Makes claimed calls, so many at once, and collects how they ended. Thread-safe; disposal waits for the calls on their way.</summary>
internal sealed class CallSlots : IAsyncDisposable
{
    private readonly AttemptRunner _runner;
    private readonly CancellationToken _abandon;
    private readonly Queue<Call> _urgent = new();
    private readonly Queue<Call> _waiting = new();
    private readonly HashSet<Call> _open = [];
    private readonly List<ClaimResult> _finished = [];
    private readonly SemaphoreSlim _available = new(0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private readonly List<Task> _slots = [];
    private readonly TimeProvider _clock;
    private readonly int _most;
    private Exception? _fault;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TimeSpan _longestWait;

    public CallSlots(AttemptRunner runner, int most, TimeProvider clock, CancellationToken abandon) => (_runner, _most, _clock, _abandon) = (runner, most, clock, abandon);

    /// <summary>How many calls are waiting or on their way.</summary>
    public int Open
    {
        get
        {
            lock (_lock) return _open.Count;
        }
    }

    /// <summary>How many of them go first.</summary>
    public int OpenUrgent
    {
        get
        {
            lock (_lock) return _open.Count(c => c.IsUrgent);
        }
    }

    public void Add(IEnumerable<Call> calls)
    {
        var added = 0;
        lock (_lock)
        {
            foreach (var call in calls)
            {
                (call.IsUrgent ? _urgent : _waiting).Enqueue(call);
                _open.Add(call);
                added++;
            }

            // As many slots as calls ever needed at once.
            while (_slots.Count < Math.Min(_most, _open.Count)) _slots.Add(Task.Run(ServeAsync, CancellationToken.None));
        }

        if (added > 0) _available.Release(added);
    }

    /// <summary>The longest that a call had waited for its slot, of those that finished since it was asked last.</summary>
    public TimeSpan LongestWait()
    {
        lock (_lock)
        {
            var longest = _longestWait;
            _longestWait = default;
            return longest;
        }
    }

    /// <summary>What has finished since it was asked last, by delivery, so that the same events give the same turn.</summary>
    public IReadOnlyList<ClaimResult> Collect()
    {
        lock (_lock)
        {
            if (_fault is { } fault) throw new InvalidOperationException("A call ended the engine.", fault);
            if (_finished.Count == 0) return [];
            List<ClaimResult> results = [.. _finished.OrderBy(r => r.Claim.Delivery.Id)];
            _finished.Clear();
            if (_news.Task.IsCompleted) _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return results;
        }
    }

    /// <summary>Completes when something has finished that was not collected.</summary>
    public Task News
    {
        get
        {
            lock (_lock) return _news.Task;
        }
    }

    /// <summary>Completes when no call is waiting or on its way.</summary>
    public async Task AllAsync()
    {
        while (Open > 0)
        {
            Task news;
            lock (_lock)
            {
                if (_open.Count == 0) return;
                if (_news.Task.IsCompleted) _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
                news = _news.Task;
            }

            await news.ConfigureAwait(false);
        }
    }

    /// <summary>Gives back calls that have not begun.</summary>
    /// <param name="which">Which of them.</param>
    public void GiveBack(Func<Call, bool> which)
    {
        lock (_lock)
        {
            foreach (var call in _open.Where(which).ToList())
                if (call.TryGiveBack()) Finish(call, [.. call.Claims.Select(c => new ClaimResult(c))]);
        }
    }

    /// <summary>The acts on their way whose lease is half over.</summary>
    public IReadOnlyList<Claim> ToRenew(DateTimeOffset now)
    {
        lock (_lock) return [.. _open.Where(c => c.HasBegun).SelectMany(c => c.Claims).Where(c => !c.IsLook && c.Lease.IsHalfOver(now))];
    }

    public async ValueTask DisposeAsync()
    {
        GiveBack(_ => true);
        await _closing.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_slots).ConfigureAwait(false);
        _available.Dispose();
        _closing.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                await _available.WaitAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Call? call;
            lock (_lock)
            {
                if (!_urgent.TryDequeue(out call) && !_waiting.TryDequeue(out call)) continue;
            }

            if (!call.TryBegin(_clock.GetUtcNow())) continue;
            try
            {
                var results = await _runner.RunAsync(call.Claims, _abandon).ConfigureAwait(false);
                lock (_lock) Finish(call, results);
            }
#pragma warning disable CA1031 // The runner turns what an adapter throws into an outcome; anything else is a fault of ours, told to the loop.
            catch (Exception e)
#pragma warning restore CA1031
            {
                lock (_lock)
                {
                    _fault ??= e;
                    Finish(call, []);
                }
            }
        }
    }

    private void Finish(Call call, IReadOnlyList<ClaimResult> results)
    {
        if (call.Waited > _longestWait) _longestWait = call.Waited;
        _open.Remove(call);
        _finished.AddRange(results);
        _news.TrySetResult();
    }
}
