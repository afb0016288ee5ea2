using System.Net;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.CrashBench.Worker;

/// <summary>A channel of the platform: one call, one effect, with one of the four guarantees.</summary>
internal class PlatformChannel(string guarantee, PlatformClient platform) : ChannelAdapter, IPublisher
{
    protected string Guarantee => guarantee;

    protected PlatformClient Platform => platform;

    public override ChannelDescriptor Descriptor { get; } = new()
    {
        Key = Workload.ChannelOf(guarantee),
        DisplayName = guarantee,
        LongestCall = Guarantees.LongestCall,
        UsesNetwork = true,
        Placements = [new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile(), Operations = Operations.Publish, Guarantee = Guarantees.Of(guarantee) }],
    };

    public virtual async ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        if (!await request.Context.StillOwned(cancellationToken)) return new Outcome.Failed();
        var (status, retryAfter) = await platform.SendAsync(HttpMethod.Post, guarantee, request, cancellationToken);
        return status switch
        {
            HttpStatusCode.OK => Done(request),
            HttpStatusCode.TooManyRequests => Refused(request, retryAfter),

            // A server that fails says nothing about what it did before.
            _ => new Outcome.Unknown(),
        };
    }

    protected static Outcome Done(PublishRequest request) => new Outcome.Done(new Receipt(request.EffectKey));

    protected static Outcome Refused(PublishRequest request, TimeSpan retryAfter) => new Outcome.Deferred(request.Context.Clock.GetUtcNow() + retryAfter, "account:" + request.Account.Key);
}

/// <summary>A channel that can be asked whether an effect is there.</summary>
internal sealed class FindingChannel(PlatformClient platform) : PlatformChannel(Guarantees.Find, platform), IStatusReader
{
    public async ValueTask<Observation> LookAsync(PublishRequest request, string? handle, CancellationToken cancellationToken) =>
        await Platform.LookAsync(Guarantee, request, cancellationToken) is null ? new Observation(ObservedState.Absent) : new Observation(ObservedState.Live, Receipt: new Receipt(request.EffectKey));
}

/// <summary>A channel that prepares a draft under the effect's key, publishes it, and can read how it stands.</summary>
internal sealed class PreparingChannel(PlatformClient platform) : PlatformChannel(Guarantees.Prepare, platform), IStatusReader
{
    public override async ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var (prepared, retryAfter) = await Platform.SendAsync(HttpMethod.Put, Guarantee, request, cancellationToken);
            if (prepared == HttpStatusCode.Conflict) return Done(request);
            if (prepared == HttpStatusCode.TooManyRequests) return Refused(request, retryAfter);
            if (prepared != HttpStatusCode.OK) return new Outcome.Failed();
        }
        catch (HttpRequestException)
        {
            // Whatever became of the draft, nothing is public.
            return new Outcome.Failed();
        }

        if (!await request.Context.StillOwned(cancellationToken)) return new Outcome.Failed();
        var (published, later) = await Platform.SendAsync(HttpMethod.Post, Guarantee, request, cancellationToken);
        return published switch
        {
            HttpStatusCode.OK or HttpStatusCode.Conflict => Done(request),
            HttpStatusCode.TooManyRequests => Refused(request, later),
            _ => new Outcome.Unknown(),
        };
    }

    public async ValueTask<Observation> LookAsync(PublishRequest request, string? handle, CancellationToken cancellationToken) =>
        await Platform.LookAsync(Guarantee, request, cancellationToken) == "published" ? new Observation(ObservedState.Live, Receipt: new Receipt(request.EffectKey)) : new Observation(ObservedState.Absent);
}

/// <summary>A channel with a boundary on either side of every call.</summary>
internal sealed class SteppedChannel(IChannelAdapter inner, Steps steps) : DelegatingChannelAdapter(inner), IPublisher, IStatusReader
{
    public override object? GetRole(Type role) => Inner.GetRole(role) is null ? null : base.GetRole(role);

    public async ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        steps.Pass("before-call");
        var outcome = await Inner.GetRole<IPublisher>()!.PublishAsync(request, cancellationToken);
        steps.Pass("after-return");
        return outcome;
    }

    public async ValueTask<Observation> LookAsync(PublishRequest request, string? handle, CancellationToken cancellationToken)
    {
        steps.Pass("before-look");
        var seen = await Inner.GetRole<IStatusReader>()!.LookAsync(request, handle, cancellationToken);
        steps.Pass("after-look");
        return seen;
    }
}
