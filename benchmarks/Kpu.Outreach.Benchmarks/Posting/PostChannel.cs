using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Benchmarks.Posting;

/// <summary>A channel that posts over HTTP to the server, which takes a key once.</summary>
internal sealed class PostChannel(IHttpClientFactory clients, Poster poster) : ChannelAdapter, IPublisher
{
    public override ChannelDescriptor Descriptor { get; } = new()
    {
        Key = Workload.Channel,
        DisplayName = "Papan",
        LongestCall = TimeSpan.FromSeconds(30),
        SerialPerAccount = false,
        UsesNetwork = true,
        Placements =
        [
            new PlacementDescriptor
            {
                Key = PlacementKey.Post,
                Text = new TextProfile { Maximum = 500 },
                Operations = Operations.Publish,
                // The server never forgets a key.
                Guarantee = new EffectGuarantee { RepeatSafeFor = TimeSpan.MaxValue },
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
