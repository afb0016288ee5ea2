using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Benchmarks.Posting;

/// <summary>A channel that posts over HTTP to the server, which takes a key once.</summary>
internal sealed class PostChannel(IHttpClientFactory clients, Poster poster, Setup setup) : ChannelAdapter, IPublisher
{
    private static readonly LimitDescriptor PerAccount = new() { Name = "posts", Permits = 1_000, Per = TimeSpan.FromMinutes(1) };
    private static readonly LimitDescriptor Together = new() { Name = "calls", Sharer = LimitSharer.Channel, Permits = 1_000_000, Per = TimeSpan.FromMinutes(1) };

    public override ChannelDescriptor Descriptor { get; } = new()
    {
        Key = Workload.Channel,
        DisplayName = "Papan",
        LongestCall = TimeSpan.FromSeconds(30),
        SerialPerAccount = false,
        UsesNetwork = true,
        Limits = setup.HasLimits ? [PerAccount, Together] : [],
        Placements =
        [
            new PlacementDescriptor
            {
                Key = PlacementKey.Post,
                Text = new TextProfile { Maximum = 500 },
                Operations = Operations.Publish,
                // The server never forgets a key.
                Guarantee = new EffectGuarantee { RepeatSafeFor = TimeSpan.MaxValue },
                Duplicates = setup.HasGates ? DuplicateRule.Default : null,
            },
        ],
    };

    public async ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        var client = clients.CreateClient(Poster.ClientName);
        // Nothing has been sent, and whoever owns it by now carries on.
        if (!await request.Context.StillOwned(cancellationToken).ConfigureAwait(false)) return new Outcome.Failed();
        await poster.PostAsync(client, request.EffectKey, request.Rendition.Parts[request.Part].Text, cancellationToken).ConfigureAwait(false);
        return new Outcome.Done(new Receipt(request.EffectKey));
    }
}
