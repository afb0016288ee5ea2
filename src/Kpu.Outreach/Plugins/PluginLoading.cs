using Kpu.Outreach.Campaigns;

namespace Kpu.Outreach.Plugins;

/// <summary>How plug-ins are loaded.</summary>
/// <remarks>Immutable.</remarks>
public sealed record PluginLoading
{
    /// <summary>How long a plug-in may take to start by default: 10 seconds.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(10);

    /// <summary>What channels may ask for in their constructors. Better a small container of its own, with <c>IHttpClientFactory</c> and logging, than the whole of the host's. Default: nothing.</summary>
    public IServiceProvider? Services { get; init; }

    /// <summary>How long one plug-in may take to start; then it is left behind on a thread of its own. Default: <see cref="DefaultDeadline"/>.</summary>
    public TimeSpan Deadline { get; init; } = DefaultDeadline;

    /// <summary>The clock by which the deadline is measured. Default: the machine's.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>The keys of the channels the host has: a plug-in never takes their place. Default: none.</summary>
    public IReadOnlyCollection<ChannelKey> Taken { get; init; } = [];
}
