using System.Text.Json.Serialization;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>The settings of a feed.</summary>
internal sealed record FeedSettings
{
    public required string Folder { get; init; }

    public Uri? BaseUrl { get; init; }

    public Uri? SiteUrl { get; init; }

    public string? Title { get; init; }

    public string? Description { get; init; }

    public required int Entries { get; init; }

    /// <summary>Whether older months stay readable; needs an address.</summary>
    public bool Archive { get; init; }

    /// <summary>The kinds of labels that have feeds of their own.</summary>
    public IReadOnlyList<FeedSection> Sections { get; init; } = [];

    public IReadOnlyList<Uri> Hubs { get; init; } = [];
}

/// <summary>A kind of labels whose words have feeds of their own, below a folder.</summary>
internal sealed record FeedSection(string Name, string Label)
{
    internal static readonly IReadOnlyList<FeedSection> All = [new("tahapan", "stage"), new("sasaran", "segment"), new("wilayah", "region")];
}

/// <summary>An entry as it is kept in the folder's manifest: everything but its times and its addresses.</summary>
internal sealed record EntryView
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public string Summary { get; init; } = "";

    public required string Language { get; init; }

    /// <summary>The full content as cleaned markup.</summary>
    public required string Content { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<RenditionLabel> Topics { get; init; } = [];

    public IReadOnlyList<MediaView> Media { get; init; } = [];

    internal static EntryView Of(PublicationKey key, Rendition rendition, IReadOnlyList<MediaView> media, Uri? baseUrl) => new()
    {
        Id = FeedIds.Of(key),
        Title = rendition.Title,
        Summary = rendition.Summary,
        Language = rendition.Language,
        Content = EntryContent.Write(rendition, media, baseUrl).ToString(),
        Tags = [.. rendition.Labels.Where(l => l.Kind == "stage").Select(l => l.Title).Concat(rendition.Hashtags).Distinct(StringComparer.Ordinal)],
        Topics = [.. rendition.Labels.Where(l => FeedSection.All.Any(s => s.Label == l.Kind))],
        Media = media,
    };

    /// <summary>The entry as feeds write it; files without an address are left out.</summary>
    internal FeedEntry ToEntry(DateTimeOffset publishedAt, DateTimeOffset? updatedAt, Uri? baseUrl) => new()
    {
        Id = Id,
        Title = Title,
        Summary = Summary,
        ContentHtml = Content,
        Language = Language,
        PublishedAt = publishedAt,
        UpdatedAt = updatedAt,
        Categories = Tags,
        Enclosures = baseUrl is null
            ? []
            : [.. Media.Select(m => new FeedEnclosure(new Uri(baseUrl, m.Path), m.ContentType, m.Length, m.Alt, m.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null))],
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EntryView))]
internal sealed partial class FeedsJson : JsonSerializerContext;
