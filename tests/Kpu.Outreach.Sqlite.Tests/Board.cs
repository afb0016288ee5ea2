using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Sqlite.Tests;

/// <summary>A channel that shows everything.</summary>
internal sealed class Board : ChannelAdapter, IPublisher
{
    public override ChannelDescriptor Descriptor { get; } = new()
    {
        Key = new ChannelKey("papan"),
        DisplayName = "Papan",
        LongestCall = TimeSpan.FromSeconds(5),
        Placements = [new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile { Maximum = 500 }, Operations = Operations.Publish, Guarantee = EffectGuarantee.None }],
    };

    public ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Outcome>(new Outcome.Done(new Receipt("papan/" + request.Publication.Material)));
}
