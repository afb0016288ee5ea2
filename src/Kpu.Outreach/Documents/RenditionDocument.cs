using System.Globalization;
using Kpu.Outreach.Json;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Documents;

/// <summary>A rendition as it is stored in a ledger. Thread-safe.</summary>
public static class RenditionDocument
{
    /// <summary>The version of the stored form: 1. A newer one is refused.</summary>
    public const int Version = 1;

    /// <summary>Writes a rendition.</summary>
    /// <param name="rendition">The rendition.</param>
    /// <returns>JSON on one line; the same rendition gives the same text.</returns>
    public static string Write(Rendition rendition)
    {
        ArgumentNullException.ThrowIfNull(rendition);
        using var json = new JsonDocumentWriter();
        return json.Object(w => w
            .Member("version", Version)
            .Member("language", rendition.Language)
            .Member("title", rendition.Title)
            .Member("summary", rendition.Summary)
            .List("parts", rendition.Parts, WritePart)
            .List("hashtags", rendition.Hashtags)
            .List("labels", rendition.Labels, (l, label) => l.Object(o => o.Member("kind", label.Kind).Member("value", label.Value).Member("title", label.Title)))
            .List("sources", rendition.Sources)
            .Member("inputs", i => i
                .Member("material", rendition.Inputs.Material)
                .Member("variant", rendition.Inputs.Variant)
                .List("facts", rendition.Inputs.Facts, (f, fact) => f.Object(o => o.Member("id", fact.Id).Member("version", fact.Version)))
                .Member("profile", rendition.Inputs.ProfileVersion)
                .Member("localDate", rendition.Inputs.LocalDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))).ToString();
    }

    /// <summary>Reads a rendition.</summary>
    /// <param name="text">What <see cref="Write"/> wrote.</param>
    /// <returns>The rendition.</returns>
    /// <exception cref="FormatException">The text is damaged or of a newer version.</exception>
    public static Rendition Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var problems = new ProblemCollector();
        var root = JsonDocumentReader.Read(text, "rendition", problems) ?? throw new FormatException("A stored rendition is damaged: " + problems.Problems.FirstOrDefault());
        if (Number(root, "version") is var version && version != Version) throw new FormatException($"A stored rendition has version {version}; this library knows {Version}.");
        var inputs = Find(root, "inputs") ?? throw new FormatException("A stored rendition lacks its inputs.");
        return new Rendition
        {
            Language = Text(root, "language") ?? "id",
            Title = Text(root, "title") ?? "",
            Summary = Text(root, "summary") ?? "",
            Parts = [.. Items(root, "parts").Select(ReadPart)],
            Hashtags = Texts(root, "hashtags"),
            Labels = [.. Items(root, "labels").Select(l => new RenditionLabel(Text(l, "kind") ?? "", Text(l, "value") ?? "", Text(l, "title") ?? ""))],
            Sources = Texts(root, "sources"),
            Inputs = new RenditionInputs
            {
                Material = Text(inputs, "material") ?? "",
                Variant = Text(inputs, "variant"),
                Facts = [.. Items(inputs, "facts").Select(f => new FactVersion(Text(f, "id") ?? "", (int)(Number(f, "version") ?? 0)))],
                ProfileVersion = Text(inputs, "profile") ?? "",
                LocalDate = Text(inputs, "localDate") is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            },
        };
    }

    private static void WritePart(JsonDocumentWriter json, RenditionPart part) => json.Object(o => o
        .Member("text", part.Text)
        .Member("markup", part.Markup == TextMarkup.Markdown ? "markdown" : null)
        .List("media", part.Media, (m, media) => m.Object(x =>
        {
            x.Member("file", f => WriteFile(f, media.File)).Member("alt", media.AltText);
            if (media.Captions is { } captions) x.Member("captions", f => WriteFile(f, captions));
            x.Member("transcript", media.Transcript).Member("credit", media.Credit);
        }))
        .List("links", part.Links));

    private static RenditionPart ReadPart(DataNode part) => new()
    {
        Text = Text(part, "text") ?? "",
        Markup = Text(part, "markup") == "markdown" ? TextMarkup.Markdown : TextMarkup.Plain,
        Media = [.. Items(part, "media").Select(media => new RenditionMedia
        {
            File = ReadFile(Find(media, "file")) ?? throw new FormatException("A stored rendition lacks a media file."),
            AltText = Text(media, "alt"),
            Captions = ReadFile(Find(media, "captions")),
            Transcript = Text(media, "transcript"),
            Credit = Text(media, "credit"),
        })],
        Links = Texts(part, "links"),
    };

    private static void WriteFile(JsonDocumentWriter json, MediaRef media) => json
        .Member("path", media.Path)
        .Member("hash", media.Hash.Hex)
        .Member("length", media.Length)
        .Member("type", media.ContentType)
        .Member("width", media.Width)
        .Member("height", media.Height)
        .Member("milliseconds", media.Duration is { } d ? (long)d.TotalMilliseconds : null);

    private static MediaRef? ReadFile(DataNode? node) => node is null ? null : new MediaRef
    {
        Path = Text(node, "path") ?? "",
        Hash = Text(node, "hash") is { } hash ? ContentHash.Parse(hash) : default,
        Length = Number(node, "length") ?? 0,
        ContentType = Text(node, "type") ?? "application/octet-stream",
        Width = (int?)Number(node, "width"),
        Height = (int?)Number(node, "height"),
        Duration = Number(node, "milliseconds") is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
    };

    private static DataNode? Find(DataNode node, string name) => node.Members.TryGetValue(name, out var value) ? value : null;

    private static string? Text(DataNode node, string name) => Find(node, name)?.Text;

    private static long? Number(DataNode node, string name) => long.TryParse(Text(node, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static IReadOnlyList<DataNode> Items(DataNode node, string name) => Find(node, name)?.Items ?? [];

    private static IReadOnlyList<string> Texts(DataNode node, string name) => [.. Items(node, name).Select(n => n.Text)];
}
