using Kpu.Outreach.Campaigns;

namespace Kpu.Outreach.Publishing;

/// <summary>An account with its channel's descriptor narrowed by its profile: all that planner, renderer and gates ever see.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class EffectiveChannel
{
    /// <summary>Narrows a channel to an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="adapter">The channel's adapter.</param>
    /// <param name="profile">What the account may do; null for everything the channel can.</param>
    /// <exception cref="ArgumentException">The profile leaves no placement.</exception>
    public EffectiveChannel(Account account, IChannelAdapter adapter, AccountProfile? profile = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(adapter);
        Account = account;
        Adapter = adapter;
        Profile = profile ?? new AccountProfile();
        Placements = [.. adapter.Descriptor.Placements
            .Where(p => Profile.Placements?.Contains(p.Key) ?? true)
            .Select(Narrow)];
        if (Placements.Count == 0) throw new ArgumentException($"The profile of account '{account.Key}' leaves no placement of channel '{adapter.Descriptor.Key}'.", nameof(profile));
    }

    /// <summary>The account.</summary>
    public Account Account { get; }

    /// <summary>The channel's adapter.</summary>
    public IChannelAdapter Adapter { get; }

    /// <summary>The account's profile.</summary>
    public AccountProfile Profile { get; }

    /// <summary>The channel's descriptor, not narrowed.</summary>
    public ChannelDescriptor Channel => Adapter.Descriptor;

    /// <summary>The narrowed placements, the first one being the default.</summary>
    public IReadOnlyList<PlacementDescriptor> Placements { get; }

    /// <summary>The default placement.</summary>
    public PlacementDescriptor DefaultPlacement => Placements[0];

    /// <summary>Finds a placement.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The narrowed placement, or null.</returns>
    public PlacementDescriptor? Find(PlacementKey key)
    {
        foreach (var placement in Placements)
            if (placement.Key == key) return placement;
        return null;
    }

    private PlacementDescriptor Narrow(PlacementDescriptor placement) => placement with
    {
        Operations = placement.Operations & (Profile.Operations ?? placement.Operations),
        Text = Profile.TextMaximum is { } maximum ? placement.Text with { Maximum = maximum } : placement.Text,
    };
}
