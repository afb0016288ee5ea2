using System.Diagnostics;

namespace Kpu.Outreach.Benchmarks;

/// <summary>How long each call of a run took. Thread-safe.</summary>
internal sealed class CallTimes(int capacity)
{
    private readonly TimeSpan[] _times = new TimeSpan[capacity];
    private int _count;

    public void Add(TimeSpan time)
    {
        var place = Interlocked.Increment(ref _count) - 1;
        if (place < _times.Length) _times[place] = time;
    }

    /// <summary>The time that so large a part of the calls did not exceed.</summary>
    public TimeSpan Percentile(double part)
    {
        var sorted = _times[..Math.Min(_count, _times.Length)];
        Array.Sort(sorted);
        return Of(sorted, part);
    }

    /// <summary>The value that so large a part of the sorted values does not exceed.</summary>
    public static TimeSpan Of(IReadOnlyList<TimeSpan> sorted, double part) => sorted.Count == 0 ? TimeSpan.Zero : sorted[(int)Math.Ceiling(part * sorted.Count) - 1];
}

/// <summary>Measures a run of this process: time, processor, garbage, calls.</summary>
internal sealed class Meter
{
    private readonly int _count;
    private readonly long _bytes;
    private readonly TimeSpan _processor;
    private readonly long _began;

    private Meter(int count)
    {
        _count = count;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _bytes = GC.GetTotalAllocatedBytes(precise: true);
        _processor = Machine.ProcessorTime;
        _began = Stopwatch.GetTimestamp();
    }

    public static Meter Start(int count) => new(count);

    public Measured Stop(CallTimes times)
    {
        var seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        var processor = Machine.ProcessorTime - _processor;
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - _bytes;
        return new Measured(_count / seconds, processor.TotalMicroseconds / _count, (double)bytes / _count, times.Percentile(0.5), times.Percentile(0.99));
    }
}

/// <summary>What was measured of a run.</summary>
/// <param name="Rate">Deliveries a second.</param>
/// <param name="Microseconds">Processor time of this process a delivery.</param>
/// <param name="Bytes">Bytes allocated a delivery.</param>
/// <param name="Half">The time of a call that half of them did not exceed.</param>
/// <param name="Nearly">The time of a call that 99 of 100 did not exceed.</param>
internal sealed record Measured(double Rate, double Microseconds, double Bytes, TimeSpan Half, TimeSpan Nearly)
{
    /// <summary>How long the work was put into the store before the run; null where there is none.</summary>
    public TimeSpan? Enqueuing { get; init; }
}
