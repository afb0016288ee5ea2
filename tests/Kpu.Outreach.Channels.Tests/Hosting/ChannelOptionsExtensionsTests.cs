using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Tests.Hosting;

public sealed class ChannelOptionsExtensionsTests
{
    [Fact]
    public void Accounts_bring_their_channels_once_and_a_channel_of_ones_own_stays()
    {
        var own = new Own();
        var options = new OutreachOptions().AddChannel(own).AddBuiltInChannels();
        var channels = options.Channels.ToHashSet();
        options.AddStaticSite("laman", "public").AddFeed("umpan", "umpan", "https://contoh.id/").AddRadioScript("radio", "radio", "Radio Mahardhika").AddTimeline("ig", "Instagram", displayName: "@kpu");
        Assert.Equal(5, options.Channels.Count);
        Assert.True(channels.SetEquals(options.Channels));
        Assert.Contains(own, options.Channels);
        Assert.Equal(["laman static-site", "umpan feed", "radio radio-script", "ig timeline"], options.Accounts.Select(a => $"{a.Key} {a.Channel}"));
        Assert.Equal("instagram", options.Accounts[3].Settings["platform"]);
        Assert.False(options.Accounts[0].Settings.ContainsKey("baseUrl"));
    }

    [Fact]
    public void Wrong_words_are_refused_at_once()
    {
        Assert.Throws<ArgumentException>(() => new OutreachOptions().AddTimeline("a", "friendster"));
        Assert.Throws<ArgumentException>(() => new OutreachOptions().AddStaticSite("a", " "));
    }

    [Fact]
    public async Task Every_embedded_channel_keeps_the_contract()
    {
        foreach (var adapter in new OutreachOptions().AddBuiltInChannels().Channels.Where(c => !c.Descriptor.UsesNetwork))
        {
            var descriptor = adapter.Descriptor;
            Assert.False(descriptor.UsesNetwork);
            Assert.NotNull(adapter.GetRole<ISnapshotPublisher>());
            Assert.Null(adapter.GetRole<IPublisher>());
            Assert.All(descriptor.Placements, p => Assert.Equal(EffectGuarantee.RepeatSafe, p.Guarantee));
            var account = new Account { Key = "a", Channel = descriptor.Key, Settings = new Dictionary<string, string> { ["folder"] = "f", ["platform"] = "x" } };
            var probe = await adapter.GetRole<IAccountProber>()!.ProbeAsync(account, CancellationToken.None);
            Assert.Single(new EffectiveChannel(account, adapter, probe.Profile).Placements);
            Assert.All(descriptor.Settings, s => Assert.EndsWith(".", s.Description, StringComparison.Ordinal));
        }
    }

    private sealed class Own : ChannelAdapter
    {
        public override ChannelDescriptor Descriptor { get; } = new() { Key = new ChannelKey("feed"), DisplayName = "Own", LongestCall = TimeSpan.FromSeconds(1), Placements = [] };
    }
}
