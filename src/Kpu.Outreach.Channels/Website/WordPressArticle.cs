using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Website;

/// <summary>An article as WordPress stores it: markup that every role may store, with the site's own copies of the pictures.</summary>
internal static class WordPressArticle
{
    public static string Html(Rendition rendition, RenditionPart part, IReadOnlyDictionary<string, WordPressMedia> uploaded)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var text = part.Markup == TextMarkup.Plain
            ? Formats.Html.Each(part.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries), p => Formats.Html.Of($"<p>{p}</p>\n"))
            : MarkdownHtml.Render(part.Text, address =>
            {
                if (part.Media.FirstOrDefault(m => m.File.Path == address || m.File.Path.EndsWith("/" + address, StringComparison.Ordinal)) is not { } media || !uploaded.TryGetValue(media.File.Hash.Hex, out var picture)) return null;
                used.Add(media.File.Hash.Hex);
                return new TextImage(picture.Address, media.AltText, media.File.Width, media.File.Height);
            });

        // The first picture stands above the article as its own; the others below, unless the text shows them.
        var rest = part.Media.Skip(1).Where(m => !used.Contains(m.File.Hash.Hex) && uploaded.ContainsKey(m.File.Hash.Hex));
        return Formats.Html.Of($"""
            {text}
            {Formats.Html.Each(rest, m => Formats.Html.Of($"<figure class=\"wp-block-image\"><img src=\"{uploaded[m.File.Hash.Hex].Address}\" alt=\"{SafeText.Line(m.AltText)}\">{Formats.Html.When(!string.IsNullOrWhiteSpace(m.Credit), () => Formats.Html.Of($"<figcaption>{SafeText.Line(m.Credit)}</figcaption>"))}</figure>\n"))}{Formats.Html.When(rendition.Sources.Count > 0, () => Formats.Html.Of($"<h2>Sumber</h2>\n<ul>{Formats.Html.Each(rendition.Sources, s => Formats.Html.Of($"<li>{TextHtml.Line(s)}</li>"))}</ul>\n"))}
            """).ToString()!.Trim();
    }
}
