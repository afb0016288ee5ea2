using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>Tells whoever listens of turns, calls and moves. When nobody does, a turn and a call go on as if this were not here. Thread-safe.</summary>
internal static class Telemetry
{
    private const string Channel = "outreach.channel";
    private const string Operation = "outreach.operation";
    private const string Ending = "outreach.outcome";

    /// <summary>Seconds: a call, or a turn.</summary>
    private static readonly InstrumentAdvice<double> Short = new() { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300] };

    /// <summary>Seconds: from what nobody notices to a day.</summary>
    private static readonly InstrumentAdvice<double> Long = new() { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 21600, 86400] };

    private static readonly ActivitySource Source = new(OutreachTelemetry.Name);
    private static readonly Meter Meter = new(OutreachTelemetry.Name);
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("outreach.calls", "{call}", "Calls to channels that ended.");
    private static readonly Histogram<double> CallDuration = Meter.CreateHistogram("outreach.call.duration", "s", "How long a call to a channel took.", null, Short);
    private static readonly Histogram<double> Lateness = Meter.CreateHistogram("outreach.lateness", "s", "How long after its intended moment the first call of a delivery began.", null, Long);
    private static readonly Histogram<double> TurnDuration = Meter.CreateHistogram("outreach.turn.duration", "s", "How long a turn of the engine took.", null, Short);
    private static readonly Counter<long> Claimed = Meter.CreateCounter<long>("outreach.claimed", "{delivery}", "Deliveries that were claimed, for an act or a look.");
    private static readonly Counter<long> GivenBack = Meter.CreateCounter<long>("outreach.given_back", "{delivery}", "Claims that were given back before their call began.");
    private static readonly Counter<long> Lapses = Meter.CreateCounter<long>("outreach.lapsed", "{delivery}", "Leases that ended and were taken up.");
    private static readonly Counter<long> Doubts = Meter.CreateCounter<long>("outreach.uncertain", "{delivery}", "Deliveries that became uncertain.");

    /// <summary>Whether anybody wants to hear of calls.</summary>
    public static bool HearsCalls => Source.HasListeners() || Calls.Enabled || CallDuration.Enabled || Lateness.Enabled;

    /// <summary>Whether anybody wants to hear of turns.</summary>
    public static bool HearsTurns => Source.HasListeners() || TurnDuration.Enabled || Claimed.Enabled || GivenBack.Enabled;

    /// <summary>Makes a call and tells of it.</summary>
    /// <param name="claims">What the call is for.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="make">Makes the call.</param>
    public static async Task<IReadOnlyList<ClaimResult>> CallAsync(IReadOnlyList<Claim> claims, TimeProvider clock, Func<IReadOnlyList<Claim>, Task<IReadOnlyList<ClaimResult>>> make)
    {
        var first = claims[0];
        var channel = first.Publication.Channel.Value;
        var operation = first.IsLook ? "look" : first.Delivery.Operation.ToString().ToLowerInvariant();
        using var span = Source.StartActivity("call", ActivityKind.Client);
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag(Channel, channel).SetTag(Operation, operation).SetTag("outreach.publication", first.Publication.Id).SetTag("outreach.delivery", first.Delivery.Id);
            if (claims.Count > 1) span.SetTag("outreach.deliveries", claims.Count);
            if (first.Delivery.Parts > 1) span.SetTag("outreach.part", first.Delivery.Part);
        }

        if (Lateness.Enabled)
        {
            foreach (var claim in claims)
                if (claim is { IsLook: false, Delivery: { Attempts: 0, Part: 0 } delivery }) Lateness.Record(Math.Max(0, (clock.GetUtcNow() - delivery.Intended).TotalSeconds), new KeyValuePair<string, object?>(Channel, channel));
        }

        var began = clock.GetTimestamp();
        var results = await make(claims).ConfigureAwait(false);
        var ending = results is [var one, ..] ? WordOf(one) : "none";
        var tags = new TagList { { Channel, channel }, { Operation, operation }, { Ending, ending } };
        CallDuration.Record(clock.GetElapsedTime(began).TotalSeconds, tags);
        Calls.Add(1, tags);
        if (span is null) return results;
        span.SetTag(Ending, ending);
        if (results is [{ Outcome: Outcome.Failed or Outcome.Rejected or Outcome.Unknown } bad, ..]) span.SetTag("error.type", bad.Outcome.Problem?.Code ?? ending).SetStatus(ActivityStatusCode.Error);
        return results;
    }

    /// <summary>Takes a turn and tells of it.</summary>
    /// <param name="recorded">What the turn records.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="take">Takes the turn.</param>
    public static async Task<TurnResult> TurnAsync(IReadOnlyList<ClaimResult> recorded, TimeProvider clock, Func<Task<TurnResult>> take)
    {
        using var span = Source.StartActivity("turn");
        var began = clock.GetTimestamp();
        var result = await take().ConfigureAwait(false);
        TurnDuration.Record(clock.GetElapsedTime(began).TotalSeconds);

        // Only after the commit: a turn that failed claimed nothing and gave nothing back.
        foreach (var claim in result.Calls.SelectMany(c => c)) Count(Claimed, claim.Publication.Channel);
        foreach (var back in recorded)
            if (back is { Outcome: null, Observation: null }) Count(GivenBack, back.Claim.Publication.Channel);
        span?.SetTag("outreach.recorded", recorded.Count).SetTag("outreach.calls", result.Calls.Count);
        return result;
    }

    /// <summary>A lease ended and was taken up.</summary>
    public static void Lapsed(ChannelKey channel) => Count(Lapses, channel);

    /// <summary>A delivery became uncertain.</summary>
    public static void Uncertain(ChannelKey channel) => Count(Doubts, channel);

    private static void Count(Counter<long> counter, ChannelKey channel)
    {
        if (counter.Enabled) counter.Add(1, new KeyValuePair<string, object?>(Channel, channel.Value));
    }

    private static string WordOf(ClaimResult result) => result.Outcome?.Word ?? (result.Observation is { } seen ? OutcomeRules.Word(seen.State) : "none");
}
