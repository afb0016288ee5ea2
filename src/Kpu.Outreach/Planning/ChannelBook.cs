using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Planning;

/// <summary>The accounts with their channels, narrowed: all that planner, renderer and engine see of them.</summary>
/// <param name="Channels">The effective channels by account key.</param>
/// <param name="Problems">What stood in the way of the others; the place is the account, see <see cref="Account.Key"/> in the arguments.</param>
/// <remarks>Immutable.</remarks>
public sealed record ChannelBook(IReadOnlyDictionary<string, EffectiveChannel> Channels, IReadOnlyList<Problem> Problems)
{
    /// <summary>The setting that tells a stand-in which channel it plays.</summary>
    public const string PlatformSetting = "platform";

    /// <summary>Finds each account's channel and asks what the account may do.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="adapters">The adapters there are.</param>
    /// <param name="rehearse">Whether accounts of channels that use the network, or are not there, are played by the channel that stands in for them.</param>
    /// <param name="places">Finds where accounts were written; null when nobody knows.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>The book.</returns>
    public static async Task<ChannelBook> OpenAsync(
        IEnumerable<Account> accounts, IReadOnlyCollection<IChannelAdapter> adapters, bool rehearse, IPlaceFinder? places, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        ArgumentNullException.ThrowIfNull(adapters);
        var byKey = adapters.ToDictionary(a => a.Descriptor.Key);
        var channels = new Dictionary<string, EffectiveChannel>(StringComparer.Ordinal);
        var problems = new List<Problem>();
        foreach (var written in accounts)
        {
            Place At(string? member = null) => places?.Find(written, member) ?? Place.Unknown;
            var (account, adapter) = Cast(written, byKey, rehearse);
            if (adapter is null)
            {
                problems.Add(Problem.Error(PlanningProblems.ChannelUnknown, At("channel"), written.Key, written.Channel.Value) with { Mend = NearestName.Of(written.Channel.Value, byKey.Keys.Select(k => k.Value)) });
                continue;
            }

            foreach (var setting in adapter.Descriptor.Settings.Where(s => s.Required && s.Default is null && !account.Settings.ContainsKey(s.Name)))
                problems.Add(Problem.Error(PlanningProblems.SettingMissing, At("settings"), written.Key, setting.Name, setting.Description));
            // The settings of the channel that is played are not known to its stand-in.
            if (ReferenceEquals(account, written))
                foreach (var name in account.Settings.Keys.Where(n => adapter.Descriptor.Settings.All(s => s.Name != n)))
                    problems.Add(Problem.Warning(PlanningProblems.SettingUnknown, At("settings"), written.Key, name) with { Mend = NearestName.Of(name, adapter.Descriptor.Settings.Select(s => s.Name)) });
            var probe = adapter.GetRole<IAccountProber>() is { } prober ? await prober.ProbeAsync(account, cancellationToken).ConfigureAwait(false) : new ProbeResult(new AccountProfile(), []);
            problems.AddRange(probe.Problems.Select(p => p.Place == Place.Unknown ? p with { Place = At("settings") } : p));
            if (probe.Profile is not null) channels[written.Key] = new EffectiveChannel(account, adapter, probe.Profile);
        }

        return new ChannelBook(channels, problems);
    }

    private static (Account Account, IChannelAdapter? Adapter) Cast(Account written, Dictionary<ChannelKey, IChannelAdapter> adapters, bool rehearse)
    {
        var own = adapters.GetValueOrDefault(written.Channel);
        if (!rehearse || own is { Descriptor.UsesNetwork: false }) return (written, own);
        if (adapters.Values.FirstOrDefault(a => a.Descriptor.StandsInFor.Contains(written.Channel)) is not { } standIn) return (written, null);
        var settings = new Dictionary<string, string>(written.Settings.Where(s => s.Key == "folder"), StringComparer.Ordinal) { [PlatformSetting] = written.Channel.Value };
        return (written with { Settings = settings, Credential = null }, standIn);
    }
}

/// <summary>The codes of problems found while accounts are matched with channels.</summary>
public static class PlanningProblems
{
    /// <summary>No adapter serves the channel.</summary>
    public const string ChannelUnknown = "channel-unknown";

    /// <summary>A setting the channel needs is missing.</summary>
    public const string SettingMissing = "setting-missing";

    /// <summary>A setting the channel does not know.</summary>
    public const string SettingUnknown = "setting-unknown";
}
