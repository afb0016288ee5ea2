using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>Writes the full content of an entry: the text, its pictures where they have an address, its sources.</summary>
internal static class EntryContent
{
    internal static Html Write(Rendition rendition, IReadOnlyList<MediaView> media, Uri? baseUrl)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        string? Address(MediaView m) => baseUrl is null ? null : new Uri(baseUrl, m.Path).AbsoluteUri;

        var body = Html.Join(
            rendition.Parts.Select(p => p.Markup == TextMarkup.Plain
                ? Html.Each(p.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries), t => Html.Of($"<p>{t}</p>\n"))
                : MarkdownHtml.Render(p.Text, name =>
                {
                    if (media.FirstOrDefault(m => m.IsImage && m.Source == name) is not { } found || Address(found) is not { } address) return null;
                    used.Add(found.Path);
                    return new TextImage(address, found.Alt, found.Width, found.Height);
                })),
            "\n");
        var pictures = media.Where(m => m.IsImage && !used.Contains(m.Path) && baseUrl is not null);
        return Html.Of($"""
            {body}
            {Html.Each(pictures, m => Html.Of($"<p><img src=\"{Address(m)}\" alt=\"{SafeText.Line(m.Alt)}\"></p>\n"))}{Html.When(rendition.Sources.Count > 0, () => Html.Of($"<p>Sumber: {SafeText.Line(string.Join("; ", rendition.Sources))}</p>\n"))}
            """);
    }
}
