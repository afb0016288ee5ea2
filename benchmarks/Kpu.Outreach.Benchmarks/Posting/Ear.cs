using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kpu.Outreach.Dispatching;

namespace Kpu.Outreach.Benchmarks.Posting;

/// <summary>Listens to every span and instrument of the library, as an exporter does that keeps sums.</summary>
internal sealed class Ear : IDisposable
{
    private readonly ActivityListener _spans = new()
    {
        ShouldListenTo = source => source.Name == OutreachTelemetry.Name,
        Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    private readonly MeterListener _measurements = new()
    {
        InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == OutreachTelemetry.Name) listener.EnableMeasurementEvents(instrument);
        },
    };

    private long _count;
    private double _sum;

    public Ear()
    {
        ActivitySource.AddActivityListener(_spans);
        _measurements.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _count, value));
        _measurements.SetMeasurementEventCallback<double>((_, value, _, _) => Interlocked.Exchange(ref _sum, _sum + value));
        _measurements.Start();
    }

    public void Dispose()
    {
        _measurements.Dispose();
        _spans.Dispose();
    }
}
