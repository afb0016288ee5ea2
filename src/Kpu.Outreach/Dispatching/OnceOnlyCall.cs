using System.Runtime.ExceptionServices;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Polly;
using Polly.CircuitBreaker;
using Outcome = Kpu.Outreach.Publishing.Outcome;

namespace Kpu.Outreach.Dispatching;

/// <summary>A call that may publish, inside a pipeline of the host, which may hold anything: the call is made once, and how it ended is what counts, whatever the pipeline makes of it.</summary>
internal sealed class OnceOnlyCall
{
    private readonly Func<CancellationToken, ValueTask<Outcome>> _call;
    private int _begun;
    private Outcome? _answer;
    private ExceptionDispatchInfo? _fault;

    private OnceOnlyCall(Func<CancellationToken, ValueTask<Outcome>> call) => _call = call;

    /// <returns>How the call ended; null when the pipeline did not let it begin, so that nothing was sent.</returns>
    public static async ValueTask<Outcome?> RunAsync(ResiliencePipeline<Outcome> pipeline, ChannelKey channel, Func<CancellationToken, ValueTask<Outcome>> call, CancellationToken cancellationToken)
    {
        var once = new OnceOnlyCall(call);
        ExceptionDispatchInfo? thrown = null;
        try
        {
            await pipeline.ExecuteAsync(static (state, ct) => state.BeginAsync(ct), once, cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException) when (Volatile.Read(ref once._begun) == 0)
        {
            // It says for how long.
            throw;
        }
#pragma warning disable CA1031 // Whatever the pipeline throws: the one call is what counts.
        catch (Exception e)
#pragma warning restore CA1031
        {
            thrown = ExceptionDispatchInfo.Capture(e);
        }

        var begun = Volatile.Read(ref once._begun);
        if (begun == 0) return null;
        var repeats = Problem.Error(DispatchingProblems.PipelineRepeats, Place.Unknown, channel.Value);
        if (Volatile.Read(ref once._answer) is { } answer) return begun == 1 || answer is Outcome.Done ? answer : answer with { Problem = repeats };
        if (begun == 1) (thrown ?? Volatile.Read(ref once._fault))?.Throw();
        return new Outcome.Unknown { Problem = repeats };
    }

    private async ValueTask<Outcome> BeginAsync(CancellationToken cancellationToken)
    {
        // Retries do not handle this as they come: they give up at once.
        if (Interlocked.Increment(ref _begun) > 1) throw new OperationCanceledException("A pipeline of the host repeats calls; calls that may publish are never repeated by one.");
        try
        {
            var answer = await _call(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _answer, answer);
            return answer;
        }
        catch (Exception e)
        {
            Volatile.Write(ref _fault, ExceptionDispatchInfo.Capture(e));
            throw;
        }
    }
}
