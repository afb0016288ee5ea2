using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>A platform in memory whose answers a test writes down beforehand. It counts what became public, whatever it answered.</summary>
internal class ScriptedChannel(EffectGuarantee guarantee, Operations operations = Operations.Publish | Operations.Revise | Operations.Retract, int parts = 1)
    : ChannelAdapter, IPublisher, IReviser, IRetractor, IAnnotator
{
    public static readonly ChannelKey Key = new("scripted");

    private readonly object _gate = new();
    private ChannelDescriptor? _descriptor;

    /// <summary>Under which key it appears, for tests that must tell theirs from those of others.</summary>
    public ChannelKey As { get; init; } = Key;

    /// <summary>What counts as a likely duplicate.</summary>
    public DuplicateRule? Duplicates { get; init; } = DuplicateRule.Default;

    /// <summary>Whether an account publishes in the order of the intended moments.</summary>
    public bool KeepsOrder { get; init; }

    /// <summary>What to do at each call, in order; when it is used up, calls succeed.</summary>
    public Queue<Func<PublishRequest, Outcome>> Script { get; } = new();

    /// <summary>Every public effect, in order.</summary>
    public List<string> Effects { get; } = [];

    /// <summary>When each call began.</summary>
    public List<DateTimeOffset> Calls { get; } = [];

    public override ChannelDescriptor Descriptor => _descriptor ??= new()
    {
        Key = As,
        DisplayName = "Scripted",
        LongestCall = TimeSpan.FromSeconds(5),
        KeepsOrder = KeepsOrder,
        Placements =
        [
            new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile { Maximum = 100, MaximumParts = parts }, Operations = operations, Guarantee = guarantee, Duplicates = Duplicates },
        ],
    };

    public ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken) => Answer("publish", request);

    public ValueTask<Outcome> ReviseAsync(PublishRequest request, CancellationToken cancellationToken) => Answer("revise", request);

    public ValueTask<Outcome> RetractAsync(PublishRequest request, CancellationToken cancellationToken) => Answer("retract", request);

    public ValueTask<Outcome> AnnotateAsync(PublishRequest request, CancellationToken cancellationToken) => Answer("annotate", request);

    public Outcome Show(PublishRequest request, Outcome? answer = null)
    {
        lock (_gate) Effects.Add($"{request.Operation.ToString().ToLowerInvariant()} {request.Publication.Account} {request.Part} {request.Rendition.Parts[request.Part].Text}");
        return answer ?? new Outcome.Done(new Receipt("ref-" + request.EffectKey));
    }

    private ValueTask<Outcome> Answer(string verb, PublishRequest request)
    {
        Func<PublishRequest, Outcome>? step;
        lock (_gate)
        {
            Calls.Add(request.Context.Clock.GetUtcNow());
            step = Script.TryDequeue(out var next) ? next : null;
        }

        return ValueTask.FromResult(step is null ? Show(request) : step(request));
    }
}

/// <summary>The same platform with a way to look what stands there.</summary>
internal sealed class SearchableChannel(EffectGuarantee guarantee, int parts = 1) : ScriptedChannel(guarantee, parts: parts), IStatusReader
{
    public Queue<ObservedState> Seen { get; } = new();

    public int Looks => LookedAt.Count;

    /// <summary>When each look was made.</summary>
    public List<DateTimeOffset> LookedAt { get; } = [];

    public ValueTask<Observation> LookAsync(PublishRequest request, string? handle, CancellationToken cancellationToken)
    {
        LookedAt.Add(request.Context.Clock.GetUtcNow());
        var state = Seen.TryDequeue(out var next) ? next : ObservedState.CannotTell;
        return ValueTask.FromResult(new Observation(state, Receipt: state == ObservedState.Live ? new Receipt("found") : null));
    }
}
