using System.Text.Json.Serialization;
using Kpu.Outreach.Channels.Files;

namespace Kpu.Outreach.Channels.Social;

/// <summary>The settings of a timeline.</summary>
internal sealed record TimelineSettings(string Folder, SocialPlatform Platform, Uri? BaseUrl);

/// <summary>A post as it stands on a timeline.</summary>
internal sealed record PostView
{
    public required string Id { get; init; }

    public string? Title { get; init; }

    public required string Language { get; init; }

    public required IReadOnlyList<PostPart> Parts { get; init; }
}

/// <summary>One post of a thread; most threads have one.</summary>
internal sealed record PostPart(string Text, int Length, IReadOnlyList<MediaView> Media);

/// <summary>What programs read of a timeline.</summary>
internal sealed record PostsDocument
{
    public int Version { get; init; } = 1;

    public required string Platform { get; init; }

    public required string Account { get; init; }

    public int? Limit { get; init; }

    public required string Measure { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<PostEntry> Posts { get; init; }

    public required IReadOnlyList<WithdrawnEntry> Withdrawn { get; init; }

    internal byte[] ToBytes() => ManifestJson.Write(this, SocialJson.Default.PostsDocument);
}

/// <summary>A post that stands there.</summary>
internal sealed record PostEntry(string Key, string Id, DateTimeOffset PublishedAt, DateTimeOffset? UpdatedAt, string? Title, string Language, IReadOnlyList<PostPart> Parts);

/// <summary>A post that was taken back.</summary>
internal sealed record WithdrawnEntry(string Key, string Id, DateTimeOffset PublishedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PostView))]
[JsonSerializable(typeof(PostsDocument))]
internal sealed partial class SocialJson : JsonSerializerContext;
