using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Campaigns;

/// <summary>An account of an office on a channel: a website, a page on a social network, a feed, a station's programme.</summary>
/// <remarks>Immutable. Credentials are references, never values.</remarks>
public sealed record Account
{
    /// <summary>The key, unique in the workspace.</summary>
    public required string Key { get; init; }

    /// <summary>The channel it lives on.</summary>
    public required ChannelKey Channel { get; init; }

    /// <summary>The office it belongs to. Default: KPU RI.</summary>
    public OfficeCode Office { get; init; } = OfficeCode.National;

    /// <summary>The name shown to readers, such as <c>@kpukotablitar</c>; null for the office's.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The channel's settings, by name; which ones exist says the channel's descriptor. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>A reference such as <c>env:NAME</c>, <c>file:PATH</c>, <c>config:KEY</c> or <c>vault:KEY</c>; null when the channel needs none.</summary>
    public string? Credential { get; init; }

    /// <summary>Hashtags, without the <c>#</c>, added to what this account posts. Default: none.</summary>
    public IReadOnlyList<string> Hashtags { get; init; } = [];

    /// <summary>The language it speaks, BCP 47; null for each material's own.</summary>
    public string? Language { get; init; }

    /// <summary>The id of the partner that owns it, such as the local communication agency; null for the office's own.</summary>
    public string? Partner { get; init; }

    /// <summary>The id of the station it is heard on; null when it is none.</summary>
    public string? Station { get; init; }
}

/// <summary>What a workspace says of one of its offices beside the official data.</summary>
/// <remarks>Immutable.</remarks>
public sealed record OfficeProfile
{
    /// <summary>The office.</summary>
    public required OfficeCode Code { get; init; }

    /// <summary>The postal address; null when unsaid.</summary>
    public string? Address { get; init; }

    /// <summary>Hashtags, without the <c>#</c>, added to every post of the office. Default: none.</summary>
    public IReadOnlyList<string> Hashtags { get; init; } = [];

    /// <summary>The accounts the office names in its texts, such as <c>Instagram: @kpu_musirawas</c>. Default: none.</summary>
    public IReadOnlyList<string> AccountBlock { get; init; } = [];
}

/// <summary>A partner (mitra), such as the local communication agency.</summary>
/// <remarks>Immutable.</remarks>
public sealed record Partner
{
    /// <summary>The id, unique in the workspace.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The kind, such as <c>communicationAgency</c>, <c>university</c>, <c>school</c>.</summary>
    public string Kind { get; init; } = "other";

    /// <summary>The agreement (MoU) it rests on; null when unsaid.</summary>
    public string? Agreement { get; init; }
}

/// <summary>A radio station.</summary>
/// <remarks>Immutable.</remarks>
public sealed record Station
{
    /// <summary>The id, unique in the workspace.</summary>
    public required string Id { get; init; }

    /// <summary>The name on air.</summary>
    public required string Name { get; init; }

    /// <summary>The kind: <c>localPublic</c> (LPPL), <c>nationalPublic</c> (RRI), <c>community</c>, <c>private</c>.</summary>
    public string Kind { get; init; } = "localPublic";

    /// <summary>The id of the partner that owns it; null when none is named.</summary>
    public string? Partner { get; init; }

    /// <summary>The frequency or address, as said on air.</summary>
    public string? Frequency { get; init; }

    /// <summary>The reading rate in syllables a second. Default: 5.5.</summary>
    public double SyllablesPerSecond { get; init; } = 5.5;
}
