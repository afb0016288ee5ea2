using System.Text.Json.Serialization;
using Kpu.Outreach.Channels.Files;

namespace Kpu.Outreach.Channels.Website;

/// <summary>The settings of a website.</summary>
/// <param name="Folder">The folder inside the output root.</param>
/// <param name="BaseUrl">The public address of that folder; null when it has none yet.</param>
/// <param name="Title">The name of the site; null for the account's.</param>
/// <param name="Tagline">A line below the name.</param>
internal sealed record SiteSettings(string Folder, Uri? BaseUrl, string? Title, string? Tagline);

/// <summary>What lists need of an article.</summary>
internal sealed record ArticleView
{
    public required string Slug { get; init; }

    public required string Title { get; init; }

    public string Summary { get; init; } = "";

    public required string Language { get; init; }

    public string? Kind { get; init; }

    public IReadOnlyList<StageView> Stages { get; init; } = [];

    public MediaView? Image { get; init; }

    public bool HasVideo { get; init; }
}

/// <summary>A stage an article explains.</summary>
internal sealed record StageView(string Value, string Title)
{
    internal string Folder => FileNames.Slug(Value, 60);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ArticleView))]
internal sealed partial class SiteJson : JsonSerializerContext;
