using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Polly;
using Outcome = Kpu.Outreach.Publishing.Outcome;

namespace Kpu.Outreach.Dispatching;

/// <summary>A call inside a pipeline of the host, which may hold anything: whatever that is, the call is made once. Not thread-safe but for beginning.</summary>
internal sealed class OnceOnlyCall
{
    private readonly Func<CancellationToken, ValueTask<Outcome>> _call;
    private int _begun;
    private Outcome? _first;

    private OnceOnlyCall(Func<CancellationToken, ValueTask<Outcome>> call) => _call = call;

    private bool WasRepeated => Volatile.Read(ref _begun) > 1;

    /// <summary>Makes the call. Where the pipeline wanted it again, the answer of the one call counts; one that gave none is unknown.</summary>
    public static async ValueTask<Outcome> RunAsync(ResiliencePipeline<Outcome> pipeline, ChannelKey channel, Func<CancellationToken, ValueTask<Outcome>> call, CancellationToken cancellationToken)
    {
        var once = new OnceOnlyCall(call);
        try
        {
            var outcome = await pipeline.ExecuteAsync(static (state, ct) => state.BeginAsync(ct), once, cancellationToken).ConfigureAwait(false);
            return once.WasRepeated ? once.Refusal(channel) : outcome;
        }
#pragma warning disable CA1031 // Whatever the pipeline made of the refusal, the one call is what counts.
        catch (Exception) when (once.WasRepeated)
#pragma warning restore CA1031
        {
            return once.Refusal(channel);
        }
    }

    private async ValueTask<Outcome> BeginAsync(CancellationToken cancellationToken)
    {
        // Not handled by retries as they come: they give up at once.
        if (Interlocked.Increment(ref _begun) > 1) throw new OperationCanceledException("A pipeline of the host repeats calls; calls that may publish are never repeated by one.");
        var outcome = await _call(cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _first, outcome);
        return outcome;
    }

    private Outcome Refusal(ChannelKey channel)
    {
        var problem = Problem.Error(DispatchingProblems.PipelineRepeats, Place.Unknown, channel.Value);
        return Volatile.Read(ref _first) switch
        {
            null => new Outcome.Unknown { Problem = problem },
            Outcome.Done done => done,
            { } answered => answered with { Problem = problem },
        };
    }
}
