using Kpu.Outreach.Channels.PartnerFeeds;
using Kpu.Outreach.Channels.Radio;
using Kpu.Outreach.Channels.Social;
using Kpu.Outreach.Channels.Website;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Hosting;

/// <summary>The channels that need no account and no network: everything they publish is a folder of files.</summary>
public static class EmbeddedChannels
{
    /// <summary>Makes the adapters: <c>static-site</c>, <c>feed</c>, <c>timeline</c> and <c>radio-script</c>.</summary>
    /// <returns>New adapters; they are thread-safe and need no disposal.</returns>
    public static IReadOnlyList<IChannelAdapter> Create() => [new StaticSiteChannel(), new FeedChannel(), new TimelineChannel(), new RadioScriptChannel()];
}
