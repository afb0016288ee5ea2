using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Tests.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace Kpu.Outreach.Tests.Hosting;

/// <summary>Channels are made from their classes, with what the host has, and no list of them exists.</summary>
public sealed class AddingChannelsTests : IDisposable
{
    private readonly PluginBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_channel_is_made_once_with_what_the_host_has()
    {
        var options = new OutreachOptions { Services = new ServiceCollection().AddSingleton(new Sign("halo")).BuildServiceProvider() };
        var channel = Assert.IsType<Board>(Assert.Single(options.AddChannel<Board>().Channels));
        Assert.Equal("halo", channel.Descriptor.DisplayName);
        Assert.Same(channel, Assert.Single(options.AddChannel<Board>().Channels));
        var own = new Board(new Sign("sendiri"));
        Assert.Same(own, Assert.Single(options.AddChannel(own).Channels));
    }

    [Fact]
    public void A_service_that_is_not_there_is_named()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => new OutreachOptions().AddChannel<Board>());
        Assert.Contains("asks for Sign", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_container_makes_channels_too()
    {
        var services = new ServiceCollection().AddSingleton(new Sign("dari wadah")).AddOutreachChannel<Board>().AddOutreachChannel<Board>()
            .AddOutreach(o => o.UseMemoryLedger().AddAccount(new Account { Key = "papan", Channel = new ChannelKey("board") }));
        await using var provider = services.BuildServiceProvider();
        Assert.Single(provider.GetServices<IChannelAdapter>());
        var run = await provider.GetRequiredService<OutreachClient>().PublishAsync(new Material("a", "Judul", "Isi."), to: "papan", approvedBy: "Humas");
        Assert.Equal(1, run.Published);
    }

    [Fact]
    public void An_assembly_is_asked_for_its_contract_and_its_marked_channels()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => new OutreachOptions().AddChannelsFrom(typeof(AddingChannelsTests).Assembly));
        Assert.Contains("OutreachContract", refused.Message, StringComparison.Ordinal);

        var source = PluginBench.Source("papan", more: "public sealed class TidakDitandai : DelegatingChannelAdapter { public TidakDitandai() : base(new Papan()) { } }");
        var assembly = System.Reflection.Assembly.Load(File.ReadAllBytes(_bench.Compile("papan", "PapanLangsung", source)));
        Assert.Equal(["papan"], new OutreachOptions().AddChannelsFrom(assembly).Channels.Select(c => c.Descriptor.Key.Value));

        var newer = System.Reflection.Assembly.Load(File.ReadAllBytes(_bench.Compile("baru", "PapanBaru", PluginBench.Source("papan", contract: "9"))));
        Assert.Contains("version 9", Assert.Throws<InvalidOperationException>(() => new OutreachOptions().AddChannelsFrom(newer)).Message, StringComparison.Ordinal);
    }

    private sealed record Sign(string Text);

    private sealed class Board(Sign sign) : ChannelAdapter, IPublisher
    {
        public override ChannelDescriptor Descriptor { get; } = new()
        {
            Key = new ChannelKey("board"),
            DisplayName = sign.Text,
            LongestCall = TimeSpan.FromSeconds(1),
            Placements = [new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile(), Operations = Operations.Publish, Guarantee = EffectGuarantee.RepeatSafe }],
        };

        public ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken) => ValueTask.FromResult<Outcome>(new Outcome.Done(new Receipt("1")));
    }
}
