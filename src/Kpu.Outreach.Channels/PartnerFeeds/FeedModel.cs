using System.Text.Json.Serialization;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>The settings of a feed.</summary>
internal sealed record FeedSettings(string Folder, Uri? BaseUrl, Uri? SiteUrl, string? Title, string? Description, int Entries);

/// <summary>An entry as the three formats need it.</summary>
internal sealed record EntryView
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public string Summary { get; init; } = "";

    public required string Language { get; init; }

    /// <summary>The full content as cleaned markup.</summary>
    public required string Content { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<MediaView> Media { get; init; } = [];
}

/// <summary>A whole feed, newest entry first.</summary>
internal sealed record FeedDocument
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    public required string Author { get; init; }

    public required string Language { get; init; }

    public required IndonesianZone Zone { get; init; }

    /// <summary>The address of the folder; null when the feed has none yet.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The website the feed belongs to.</summary>
    public required Uri SiteUrl { get; init; }

    public required IReadOnlyList<LiveItem<EntryView>> Entries { get; init; }

    /// <summary>The time of the newest change: never the clock, so that the same set gives the same bytes.</summary>
    internal DateTimeOffset? Updated => Entries.Count == 0 ? null : Entries.Max(e => e.UpdatedAt ?? e.PublishedAt);

    internal string? Address(string path) => BaseUrl is null ? null : new Uri(BaseUrl, path).AbsoluteUri;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EntryView))]
internal sealed partial class FeedsJson : JsonSerializerContext;
