using Kpu.Outreach.Media;

namespace Kpu.Outreach.Campaigns;

/// <summary>Something to be told (materi): a title and a body in Markdown that cites facts, with variants for languages and channels, media and what is needed to reach everybody.</summary>
/// <remarks>Immutable. Only id, title and body are required.</remarks>
public sealed record Material
{
    /// <summary>An empty material for object initialisers.</summary>
    public Material()
    {
    }

    /// <summary>Makes a material of its three required members.</summary>
    /// <param name="id">The id, unique in the workspace: lower-case letters, digits and hyphens.</param>
    /// <param name="title">The title.</param>
    /// <param name="body">The body in Markdown; facts are cited as <c>{fact:ID}</c>.</param>
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public Material(string id, string title, string body) => (Id, Title, Body) = (id, title, body);

    /// <summary>The id, unique in the workspace: lower-case letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>The body in Markdown; facts are cited as <c>{fact:ID}</c>.</summary>
    public required string Body { get; init; }

    /// <summary>A sentence or two for lists, feeds and link previews; plain text, may cite facts. Null: taken from the body.</summary>
    public string? Summary { get; init; }

    /// <summary>What it does for its reader. Default: electoral information.</summary>
    public ContentKind Kind { get; init; } = ContentKind.ElectoralInformation;

    /// <summary>Its form. Default: article.</summary>
    public MaterialForm Form { get; init; } = MaterialForm.Article;

    /// <summary>The language of the body, BCP 47. Default: <c>id</c>.</summary>
    public string Language { get; init; } = "id";

    /// <summary>Variants by channel, placement or language. Default: none.</summary>
    public IReadOnlyList<MaterialVariant> Variants { get; init; } = [];

    /// <summary>Pictures, film and sound, in order. Default: none.</summary>
    public IReadOnlyList<MaterialMedia> Media { get; init; } = [];

    /// <summary>Hashtags without the <c>#</c>. Default: none.</summary>
    public IReadOnlyList<string> Hashtags { get; init; } = [];

    /// <summary>Where its statements come from, for the reader. Default: none.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The stages it explains. Default: those of its campaign.</summary>
    public IReadOnlyList<StageKey> Stages { get; init; } = [];

    /// <summary>The segments it speaks to. Default: those of its campaign.</summary>
    public IReadOnlyList<Segment> Segments { get; init; } = [];

    /// <summary>The learning goals of an educational material. Default: none.</summary>
    public IReadOnlyList<string> LearningGoals { get; init; } = [];
}

/// <summary>Another wording of a material: for a channel, a placement, a language, or several of these.</summary>
/// <remarks>Immutable. In a stored material it is a section whose heading starts with <c>@</c>: <c>## @instagram</c>, <c>## @jv</c>, <c>## @x @jv</c>.</remarks>
public sealed record MaterialVariant
{
    /// <summary>The name as written, such as <c>@instagram</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The channel or platform it is for; null for all.</summary>
    public string? Channel { get; init; }

    /// <summary>The language, BCP 47; null for the material's own.</summary>
    public string? Language { get; init; }

    /// <summary>The name of the variant or of the material's own body (<c>@</c>) this one starts from: its text stands in front. Null: it stands alone.</summary>
    public string? BasedOn { get; init; }

    /// <summary>The title; null for the material's own.</summary>
    public string? Title { get; init; }

    /// <summary>The text in Markdown.</summary>
    public required string Body { get; init; }
}

/// <summary>A picture, film or sound of a material with what makes it reach everybody.</summary>
/// <remarks>Immutable.</remarks>
public sealed record MaterialMedia
{
    /// <summary>The file.</summary>
    public required MediaRef File { get; init; }

    /// <summary>What a picture shows, for those who cannot see it. Missing: a finding.</summary>
    public string? AltText { get; init; }

    /// <summary>The captions file (WebVTT) of a film; null when there is none.</summary>
    public MediaRef? Captions { get; init; }

    /// <summary>What is said in a film or sound; null when there is none.</summary>
    public string? Transcript { get; init; }

    /// <summary>Who made it and under which terms; null when unsaid.</summary>
    public string? Credit { get; init; }
}
