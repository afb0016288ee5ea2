using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Publishing;

/// <summary>A material as it will stand on a channel: rendered once, stored, shown, approved by its hash and sent. It holds no ids of the ledger, no clock and no secrets.</summary>
/// <remarks>Immutable; two renditions are the same when their hashes are equal.</remarks>
public sealed record Rendition
{
    private ContentHash? _hash;
    private ContentHash? _wording;

    /// <summary>The language, BCP 47.</summary>
    public required string Language { get; init; }

    /// <summary>The title, in plain text; empty where the placement has none.</summary>
    public required string Title { get; init; }

    /// <summary>A sentence or two for lists and link previews, in plain text.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The parts, one public effect each; at least one.</summary>
    public required IReadOnlyList<RenditionPart> Parts { get; init; }

    /// <summary>The hashtags, without the <c>#</c>; where a part carries them in its text they stand there too.</summary>
    public IReadOnlyList<string> Hashtags { get; init; } = [];

    /// <summary>Words to sort by, such as <c>stage</c>, <c>segment</c>, <c>region</c>, <c>kind</c>; several words of a kind are several entries.</summary>
    public IReadOnlyList<RenditionLabel> Labels { get; init; } = [];

    /// <summary>Where its statements come from, for the reader.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>What it was made of.</summary>
    public required RenditionInputs Inputs { get; init; }

    /// <summary>The hash over everything above; approvals are bound to it.</summary>
    public ContentHash Hash => _hash ??= ComputeHash();

    /// <summary>A hash over what it says: the same for texts that differ in case, spaces, punctuation, hashtags and the numbering of posts only; without a word, over its media.</summary>
    public ContentHash Wording => _wording ??= Publishing.Wording.Of(this);

    /// <summary>The words of a kind.</summary>
    /// <param name="kind">The kind, such as <c>stage</c>.</param>
    /// <returns>The words, in order.</returns>
    public IEnumerable<string> LabelsOf(string kind) => Labels.Where(l => l.Kind == kind).Select(l => l.Value);

    /// <inheritdoc/>
    public bool Equals(Rendition? other) => other is not null && Hash == other.Hash;

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode();

    private ContentHash ComputeHash()
    {
        using var h = new ContentHasher();
        h.Add(Language).Add(Title).Add(Summary).Add(Parts.Count);
        foreach (var part in Parts)
        {
            h.Add(part.Text).Add((long)part.Markup).Add(part.Media.Count);
            foreach (var m in part.Media)
                h.Add(m.File.Hash.Hex).Add(m.File.Path).Add(m.AltText).Add(m.Captions?.Hash.Hex).Add(m.Transcript).Add(m.Credit);
            h.Add(part.Links);
        }
        h.Add(Hashtags).Add(Labels.Count);
        foreach (var label in Labels) h.Add(label.Kind).Add(label.Value).Add(label.Title);
        h.Add(Sources);
        h.Add(Inputs.Material).Add(Inputs.Variant).Add(Inputs.ProfileVersion).Add(Inputs.LocalDate?.DayNumber ?? -1).Add(Inputs.Facts.Count);
        foreach (var fact in Inputs.Facts) h.Add(fact.Id).Add(fact.Version);
        return h.Finish();
    }
}

/// <summary>One public effect of a rendition: a post, an article, a message.</summary>
/// <remarks>Immutable.</remarks>
public sealed record RenditionPart
{
    /// <summary>The text as it will stand, in the markup of the placement.</summary>
    public required string Text { get; init; }

    /// <summary>The markup of <see cref="Text"/>. Default: plain text.</summary>
    public TextMarkup Markup { get; init; }

    /// <summary>The media, in order. Default: none.</summary>
    public IReadOnlyList<RenditionMedia> Media { get; init; } = [];

    /// <summary>The web addresses in the text, as they stand there. Default: none.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];
}

/// <summary>A media file of a part, with what makes it reach everybody.</summary>
/// <remarks>Immutable.</remarks>
public sealed record RenditionMedia
{
    /// <summary>The file.</summary>
    public required MediaRef File { get; init; }

    /// <summary>What a picture shows; null when nobody wrote it.</summary>
    public string? AltText { get; init; }

    /// <summary>The captions of a film; null when there are none.</summary>
    public MediaRef? Captions { get; init; }

    /// <summary>What is said; null when there is no transcript.</summary>
    public string? Transcript { get; init; }

    /// <summary>Who made it; null when unsaid.</summary>
    public string? Credit { get; init; }
}

/// <summary>A word to sort by.</summary>
/// <param name="Kind">What it says: <c>stage</c>, <c>segment</c>, <c>region</c>, <c>kind</c>.</param>
/// <param name="Value">The stored word.</param>
/// <param name="Title">The word for people.</param>
public sealed record RenditionLabel(string Kind, string Value, string Title);

/// <summary>What a rendition was made of: when one of these changes, a new rendition is made and approved anew.</summary>
/// <remarks>Immutable.</remarks>
public sealed record RenditionInputs
{
    /// <summary>The material's id.</summary>
    public required string Material { get; init; }

    /// <summary>The variant that was used, such as <c>@instagram</c>; null for the body.</summary>
    public string? Variant { get; init; }

    /// <summary>The facts it carries with their versions, ordered by id.</summary>
    public IReadOnlyList<FactVersion> Facts { get; init; } = [];

    /// <summary>The version of the account's profile.</summary>
    public string ProfileVersion { get; init; } = "";

    /// <summary>The local date, where the text depends on it; else null.</summary>
    public DateOnly? LocalDate { get; init; }
}

/// <summary>A fact at a version.</summary>
/// <param name="Id">The fact's id.</param>
/// <param name="Version">The version, from 1.</param>
public sealed record FactVersion(string Id, int Version);
