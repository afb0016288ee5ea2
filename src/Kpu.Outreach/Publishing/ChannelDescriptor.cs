using Kpu.Outreach.Campaigns;

namespace Kpu.Outreach.Publishing;

/// <summary>What a channel is and can do, as data that is read before anything is sent.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ChannelDescriptor
{
    /// <summary>The contract version of this library: 1.</summary>
    public const int CurrentContract = 1;

    /// <summary>The channel's stable word.</summary>
    public required ChannelKey Key { get; init; }

    /// <summary>The name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The version of the contract the adapter was written for.</summary>
    public int ContractVersion { get; init; } = CurrentContract;

    /// <summary>The platform's API version; null for channels without a platform.</summary>
    public string? PlatformApiVersion { get; init; }

    /// <summary>The day on which the platform ends that version; null when unknown or not applicable.</summary>
    public DateOnly? PlatformSunset { get; init; }

    /// <summary>The settings an account of this channel has. Default: none.</summary>
    public IReadOnlyList<SettingDescriptor> Settings { get; init; } = [];

    /// <summary>The longest one call may take; a lease is longer.</summary>
    public required TimeSpan LongestCall { get; init; }

    /// <summary>Whether an account takes one call at a time. Default: true.</summary>
    public bool SerialPerAccount { get; init; } = true;

    /// <summary>
    /// Whether what is published on an account goes out in the order of its intended moments; it then takes one call at a time. What comes back by itself (a limit, a retry, a platform or proof that is
    /// awaited) keeps later ones back; what waits for a person does not. Channels that are set as a whole need no order. Default: false.
    /// </summary>
    public bool KeepsOrder { get; init; }

    /// <summary>Whether it speaks to a platform over the network; a rehearsal replaces such accounts. Default: false.</summary>
    public bool UsesNetwork { get; init; }

    /// <summary>The permissions an account's credential must carry. Default: none.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>The network channels this one stands in for in a rehearsal, as a timeline does; its setting <c>platform</c> gets the channel's key. Default: none.</summary>
    public IReadOnlyList<ChannelKey> StandsInFor { get; init; } = [];

    /// <summary>The limits its accounts keep to. Default: none.</summary>
    public IReadOnlyList<LimitDescriptor> Limits { get; init; } = [];

    /// <summary>The placements, the first one being the default.</summary>
    public required IReadOnlyList<PlacementDescriptor> Placements { get; init; }
}

/// <summary>A setting of an account.</summary>
/// <param name="Name">The name as stored.</param>
/// <param name="Description">What it means, for people, in Indonesian.</param>
/// <param name="Required">Whether an account must have it.</param>
/// <param name="Default">The value when it is absent; null for none.</param>
public sealed record SettingDescriptor(string Name, string Description, bool Required = false, string? Default = null);

/// <summary>What can be done with something published.</summary>
[Flags]
public enum Operations
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Publish it.</summary>
    Publish = 1,

    /// <summary>Change it where it stands.</summary>
    Revise = 2,

    /// <summary>Take it back.</summary>
    Retract = 4,

    /// <summary>Add a note beside it.</summary>
    Annotate = 8,
}

/// <summary>What a text may contain at a placement.</summary>
public enum TextMarkup
{
    /// <summary>Plain text only.</summary>
    Plain = 0,

    /// <summary>Markdown, which the adapter turns into its own form.</summary>
    Markdown = 1,
}

/// <summary>The text a placement takes.</summary>
/// <remarks>Immutable.</remarks>
public sealed record TextProfile
{
    /// <summary>How the length is counted. Default: UTF-16 units.</summary>
    public TextMeasure Measure { get; init; }

    /// <summary>The most one part may have, in the unit of <see cref="Measure"/>; null for no limit.</summary>
    public int? Maximum { get; init; }

    /// <summary>The most a title may have, in UTF-16 units; 0 where there is no title, null for no limit.</summary>
    public int? TitleMaximum { get; init; } = 0;

    /// <summary>What the text may contain. Default: plain text.</summary>
    public TextMarkup Markup { get; init; }

    /// <summary>Into how many parts (posts of a thread) a long text may be split; 1 for never. Default: 1.</summary>
    public int MaximumParts { get; init; } = 1;

    /// <summary>The most hashtags; 0 for none at all, null for no limit.</summary>
    public int? MaximumHashtags { get; init; }
}

/// <summary>The media a placement takes.</summary>
/// <remarks>Immutable. The default takes none.</remarks>
public sealed record MediaProfile
{
    /// <summary>The fewest pictures and films together. Default: 0.</summary>
    public int MinimumItems { get; init; }

    /// <summary>The most pictures. Default: 0.</summary>
    public int MaximumImages { get; init; }

    /// <summary>The most films. Default: 0.</summary>
    public int MaximumVideos { get; init; }

    /// <summary>The media types taken; empty for any picture or film.</summary>
    public IReadOnlyList<string> ContentTypes { get; init; } = [];

    /// <summary>The most bytes of a picture; null for no limit.</summary>
    public long? MaximumImageBytes { get; init; }

    /// <summary>The most bytes of a film; null for no limit.</summary>
    public long? MaximumVideoBytes { get; init; }

    /// <summary>The longest film; null for no limit.</summary>
    public TimeSpan? MaximumDuration { get; init; }

    /// <summary>Whether the channel carries alternative text. Default: true.</summary>
    public bool TakesAltText { get; init; } = true;
}

/// <summary>How it can be known whether something took effect.</summary>
public enum EffectProof
{
    /// <summary>Nothing can tell.</summary>
    None = 0,

    /// <summary>By our own key.</summary>
    Key = 1,

    /// <summary>By a handle the platform gave before the effect.</summary>
    Handle = 2,

    /// <summary>By searching the account.</summary>
    Search = 3,

    /// <summary>A person must look.</summary>
    Person = 4,
}

/// <summary>What a placement guarantees about its one public effect, as facts.</summary>
/// <remarks>Immutable. See <c>docs/engine.md</c> for what follows from each.</remarks>
public sealed record EffectGuarantee
{
    /// <summary>Repeating with the same key for ever gives one effect: files, feeds, anything that is set rather than added.</summary>
    public static EffectGuarantee RepeatSafe { get; } = new() { RepeatSafeFor = TimeSpan.MaxValue, FoundBy = EffectProof.Key, AbsentAfter = TimeSpan.Zero };

    /// <summary>Nothing is guaranteed and nothing can be looked up.</summary>
    public static EffectGuarantee None { get; } = new();

    /// <summary>For how long repeating with the same key gives one effect; zero for never. Default: zero.</summary>
    public TimeSpan RepeatSafeFor { get; init; }

    /// <summary>How an effect can be found. Default: not at all.</summary>
    public EffectProof FoundBy { get; init; }

    /// <summary>How long after an attempt began "not found" proves absence: the longest call plus the time until an effect shows. Null: never.</summary>
    public TimeSpan? AbsentAfter { get; init; }
}

/// <summary>A place on a channel where something can stand.</summary>
/// <remarks>Immutable.</remarks>
public sealed record PlacementDescriptor
{
    /// <summary>The key.</summary>
    public required PlacementKey Key { get; init; }

    /// <summary>The text it takes.</summary>
    public required TextProfile Text { get; init; }

    /// <summary>The media it takes. Default: none.</summary>
    public MediaProfile Media { get; init; } = new();

    /// <summary>What can be done there.</summary>
    public required Operations Operations { get; init; }

    /// <summary>What is known about its effect.</summary>
    public required EffectGuarantee Guarantee { get; init; }

    /// <summary>How it is prepared before its moment; null where nothing is. Default: null.</summary>
    public PreparationProfile? Preparation { get; init; }

    /// <summary>What counts as a likely duplicate, which waits for a person; null where saying the same twice does no harm. Default: <see cref="DuplicateRule.Default"/>.</summary>
    public DuplicateRule? Duplicates { get; init; } = DuplicateRule.Default;

    /// <summary>What one call costs of each limit, by the limit's name; 1 where it is not named. Default: nothing is named.</summary>
    public IReadOnlyDictionary<string, int> Costs { get; init; } = new Dictionary<string, int>();

    /// <summary>Names by which a material's variants may address this placement besides the channel's key, such as <c>instagram</c> for a timeline that stands in for it. Default: none.</summary>
    public IReadOnlyList<string> VariantNames { get; init; } = [];
}

/// <summary>What one account really may do, as probed: narrows the channel's descriptor.</summary>
/// <remarks>Immutable.</remarks>
public sealed record AccountProfile
{
    /// <summary>The placements the account has; null for all of the channel's.</summary>
    public IReadOnlyList<PlacementKey>? Placements { get; init; }

    /// <summary>A text limit smaller or larger than the channel's, for every placement; null for the channel's own.</summary>
    public int? TextMaximum { get; init; }

    /// <summary>The operations the account may use; null for all of the placement's.</summary>
    public Operations? Operations { get; init; }

    /// <summary>The version of the profile: changes when anything in it does. Default: empty.</summary>
    public string Version { get; init; } = "";
}
