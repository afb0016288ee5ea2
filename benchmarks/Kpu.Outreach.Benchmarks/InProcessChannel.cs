using System.Diagnostics;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Benchmarks;

/// <summary>A channel inside this process that answers after a pause and notes when each call started.</summary>
/// <param name="pause">How long a call takes; zero for an answer at once.</param>
/// <param name="expected">After how many calls <see cref="Done"/> is complete.</param>
internal sealed class InProcessChannel(TimeSpan pause, int expected) : ChannelAdapter, IPublisher
{
    private readonly DateTimeOffset[] _starts = new DateTimeOffset[expected];
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;
    private int _ended;

    /// <summary>Complete when all calls have ended, with the time stamp of that moment.</summary>
    public Task<long> Done => _done.Task;

    /// <summary>When the calls started, in order.</summary>
    public IReadOnlyList<DateTimeOffset> Starts => [.. _starts.Order()];

    public override ChannelDescriptor Descriptor { get; } = new()
    {
        Key = Workload.Channel,
        DisplayName = "Papan",
        LongestCall = TimeSpan.FromSeconds(30),
        SerialPerAccount = false,
        Placements = [new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile { Maximum = 500 }, Operations = Operations.Publish, Guarantee = EffectGuarantee.None }],
    };

    public async ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        var clock = request.Context.Clock;
        _starts[Interlocked.Increment(ref _started) - 1] = clock.GetUtcNow();
        if (pause > TimeSpan.Zero) await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(false);
        if (Interlocked.Increment(ref _ended) == expected) _done.TrySetResult(Stopwatch.GetTimestamp());
        return new Outcome.Done(new Receipt(request.EffectKey));
    }
}
