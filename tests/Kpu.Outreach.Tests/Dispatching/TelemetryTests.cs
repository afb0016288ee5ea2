using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;
using Activity = System.Diagnostics.Activity;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>What the engine tells whoever listens: numbers, keys and codes, never texts, persons or secrets. Each test has a channel of its own, by which it knows what is its.</summary>
public sealed class TelemetryTests
{
    private static readonly EffectGuarantee Searchable = new() { FoundBy = EffectProof.Search, AbsentAfter = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task Every_call_is_counted_by_channel_operation_and_outcome_and_timed()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None) { As = new ChannelKey("telemetry-calls") };
        channel.Script.Enqueue(_ => new Outcome.Failed());
        using var heard = new Heard(channel.As);
        await using var office = new SmallOffice(channel);

        await office.PublishAsync();

        Assert.Equal(["publish failed 1", "publish done 1"], heard.Of("outreach.calls").Select(m => $"{m.Tags["outreach.operation"]} {m.Tags["outreach.outcome"]} {m.Value}"));
        Assert.Equal(2, heard.Of("outreach.call.duration").Count);
        Assert.Equal(2, heard.Of("outreach.claimed").Sum(m => m.Value));
        Assert.NotEmpty(heard.OfNoChannel("outreach.turn.duration"));
    }

    [Fact]
    public async Task Lateness_is_told_once_for_a_delivery_and_counts_from_its_moment()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None) { As = new ChannelKey("telemetry-late") };
        channel.Script.Enqueue(_ => new Outcome.Failed());
        using var heard = new Heard(channel.As);
        await using var office = new SmallOffice(channel);
        await office.EnqueueAsync();
        office.Clock.JumpTo(SmallOffice.Morning.AddHours(1).AddMinutes(2));

        await office.Client.RunAsync();

        Assert.Equal(120, Assert.Single(heard.Of("outreach.lateness")).Value);
    }

    [Fact]
    public async Task What_becomes_uncertain_is_counted_once_and_looks_are_calls_too()
    {
        var channel = new SearchableChannel(Searchable) { As = new ChannelKey("telemetry-doubt") };
        channel.Script.Enqueue(r => channel.Show(r, new Outcome.Unknown()));
        channel.Seen.Enqueue(ObservedState.CannotTell);
        channel.Seen.Enqueue(ObservedState.Live);
        using var heard = new Heard(channel.As);
        await using var office = new SmallOffice(channel);

        await office.PublishAsync();

        Assert.Equal(1, heard.Of("outreach.uncertain").Sum(m => m.Value));
        Assert.Equal(["publish unknown", "look cannotTell", "look live"], heard.Of("outreach.calls").Select(m => $"{m.Tags["outreach.operation"]} {m.Tags["outreach.outcome"]}"));
    }

    [Fact]
    public async Task What_a_lost_worker_left_is_counted_as_lapsed()
    {
        var channel = new SearchableChannel(Searchable) { As = new ChannelKey("telemetry-lapse") };
        channel.Seen.Enqueue(ObservedState.Live);
        using var heard = new Heard(channel.As);
        await using var office = new SmallOffice(channel);
        await office.EnqueueAsync();
        var ledger = await office.SharedLedger();
        await using (var session = await ledger.OpenAsync(LedgerAccess.Work, CancellationToken.None))
        {
            var row = Assert.Single(await session.Deliveries.InAsync([], 0, 10, CancellationToken.None));
            await session.Deliveries.UpdateAsync([row with { State = DeliveryState.InFlight, WaitsFor = null, Due = null, Fence = 1, StartedAt = SmallOffice.Morning, LeaseUntil = SmallOffice.Morning }], CancellationToken.None);
            await session.CommitAsync(CancellationToken.None);
        }

        await office.Client.RunAsync();

        Assert.Equal(1, heard.Of("outreach.lapsed").Sum(m => m.Value));
    }

    [Fact]
    public async Task A_call_is_a_span_with_numbers_and_codes_and_nothing_that_was_said()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None) { As = new ChannelKey("telemetry-span") };
        channel.Script.Enqueue(_ => new Outcome.Rejected { Problem = Problem.Error(DispatchingProblems.CallTimedOut, Place.Unknown, "rahasia") });
        using var heard = new Heard(channel.As);
        await using var office = new SmallOffice(channel);
        office.Body("Kalimat yang tidak boleh sampai ke sana.");

        await office.PublishAsync();

        var span = Assert.Single(heard.Spans, s => (s.GetTagItem("outreach.channel") as string) == channel.As.Value);
        Assert.Equal(("call", ActivityKind.Client, ActivityStatusCode.Error), (span.DisplayName, span.Kind, span.Status));
        Assert.Equal(
            ["error.type=" + DispatchingProblems.CallTimedOut, "outreach.channel=telemetry-span", "outreach.delivery=1", "outreach.operation=publish", "outreach.outcome=rejected", "outreach.publication=1"],
            span.TagObjects.Select(t => $"{t.Key}={t.Value}").Order(StringComparer.Ordinal));
        Assert.Empty(span.Events);
        Assert.Contains(heard.Spans, s => s.DisplayName == "turn");
    }

    [Fact]
    public async Task The_page_for_whoever_runs_it_names_every_instrument()
    {
        await using (var office = new SmallOffice(new ScriptedChannel(EffectGuarantee.None))) await office.PublishAsync();
        var names = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == OutreachTelemetry.Name) names.Add(instrument.Name);
        };
        listener.Start();

        var page = await File.ReadAllTextAsync(RepositoryRoot.PathOf("docs/operations.md"));

        Assert.Equal(8, names.Count);
        Assert.All(names, n => Assert.Contains($"| `{n}` |", page, StringComparison.Ordinal));
    }

    private sealed record Measured(double Value, IReadOnlyDictionary<string, object?> Tags);

    /// <summary>Everything that was told while it listened.</summary>
    private sealed class Heard : IDisposable
    {
        private readonly string _channel;
        private readonly ConcurrentQueue<(string Name, Measured Measured)> _measured = new();
        private readonly ConcurrentQueue<Activity> _spans = new();
        private readonly MeterListener _meters = new();
        private readonly ActivityListener _activities;

        public Heard(ChannelKey channel)
        {
            _channel = channel.Value;
            _meters.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == OutreachTelemetry.Name) listener.EnableMeasurementEvents(instrument);
            };
            _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _meters.Start();
            _activities = new ActivityListener
            {
                ShouldListenTo = source => source.Name == OutreachTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = _spans.Enqueue,
            };
            ActivitySource.AddActivityListener(_activities);
        }

        public IEnumerable<Activity> Spans => _spans;

        public IReadOnlyList<Measured> Of(string name) => [.. _measured.Where(m => m.Name == name && (m.Measured.Tags.GetValueOrDefault("outreach.channel") as string) == _channel).Select(m => m.Measured)];

        public IReadOnlyList<Measured> OfNoChannel(string name) => [.. _measured.Where(m => m.Name == name).Select(m => m.Measured)];

        public void Dispose()
        {
            _activities.Dispose();
            _meters.Dispose();
        }

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _measured.Enqueue((instrument.Name, new Measured(value, tags.ToArray().ToDictionary(t => t.Key, t => t.Value))));
    }
}
