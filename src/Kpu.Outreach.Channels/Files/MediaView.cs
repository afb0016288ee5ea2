using System.Text;
using Kpu.Outreach.Media;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Files;

/// <summary>A media file as it stands in a folder.</summary>
internal sealed record MediaView
{
    /// <summary>The path inside the folder.</summary>
    public required string Path { get; init; }

    /// <summary>The path inside the workspace, by which a text may name it.</summary>
    public required string Source { get; init; }

    public required string ContentType { get; init; }

    public required long Length { get; init; }

    public required string Sha256 { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public double? Seconds { get; init; }

    public string? Alt { get; init; }

    public string? Captions { get; init; }

    public string? Transcript { get; init; }

    public string? Credit { get; init; }

    internal bool IsImage => ContentType.StartsWith("image/", StringComparison.Ordinal);

    internal bool IsVideo => ContentType.StartsWith("video/", StringComparison.Ordinal);

    internal static MediaView Of(RenditionMedia media, string path, string? captions) => new()
    {
        Path = path,
        Source = media.File.Path,
        ContentType = media.File.ContentType,
        Length = media.File.Length,
        Sha256 = media.File.Hash.Hex,
        Width = media.File.Width,
        Height = media.File.Height,
        Seconds = media.File.Duration?.TotalSeconds,
        Alt = media.AltText,
        Captions = captions,
        Transcript = media.Transcript,
        Credit = media.Credit,
    };

    /// <summary>Where a media file goes: by its content, so that two files of one name never meet.</summary>
    internal static string PathOf(MediaRef media)
    {
        var name = media.Path[(media.Path.LastIndexOf('/') + 1)..];
        var dot = name.LastIndexOf('.');
        var stem = FileNames.Slug(dot > 0 ? name[..dot] : name, 60);
        var extension = dot > 0 ? FileNames.Slug(name[(dot + 1)..], 8) : "bin";
        return $"media/{media.Hash.Hex[..8]}-{stem}.{extension}";
    }
}

/// <summary>Names of files and folders that are safe on every operating system and in every address.</summary>
internal static class FileNames
{
    /// <summary>Lower-case ASCII letters, digits and single hyphens.</summary>
    internal static string Slug(string text, int most)
    {
        var slug = new StringBuilder();
        // Normalizing throws on what is no character at all.
        var characters = string.Concat(text.EnumerateRunes().Where(r => (r.Value & 0xFFFE) != 0xFFFE));
        foreach (var c in characters.Normalize(NormalizationForm.FormD))
        {
            if (slug.Length == most) break;
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(char.ToLowerInvariant(c));
            else if (slug.Length > 0 && slug[^1] != '-' && !char.IsSurrogate(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark) slug.Append('-');
        }

        var trimmed = slug.ToString().Trim('-');
        return trimmed.Length == 0 ? "x" : trimmed;
    }

    /// <summary>The stable name of a publication: its material and the head of its key's hash; a changed title changes nothing.</summary>
    internal static string Of(PublicationKey key) => $"{Slug(key.Material, 80)}-{key.ToHash().Hex[..8]}";
}
