using System.Text;
using System.Text.Json;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Website;

/// <summary>Describes an article to search engines in the words of schema.org.</summary>
internal static class StructuredData
{
    internal static Html Article(Site site, ArticleView view, SnapshotItem item, Rendition rendition, IReadOnlyList<MediaView> media)
    {
        using var buffer = new MemoryStream();
        // The default encoder writes no character that could end the script element.
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("@context", "https://schema.org");
            json.WriteString("@type", rendition.LabelsOf("kind").Contains("activityNews", StringComparer.OrdinalIgnoreCase) ? "NewsArticle" : "Article");
            json.WriteString("headline", SafeText.Line(view.Title));
            if (view.Summary.Length > 0) json.WriteString("description", SafeText.Line(view.Summary));
            json.WriteString("inLanguage", view.Language);
            json.WriteString("datePublished", Moments.Stamp(item.PublishedAt, site.Zone));
            json.WriteString("dateModified", Moments.Stamp(item.UpdatedAt ?? item.PublishedAt, site.Zone));
            if (site.Address(view.Slug + "/") is { } address) json.WriteString("mainEntityOfPage", address);
            Images(json, site, media);
            if (view.Stages.Count > 0) json.WriteString("articleSection", SafeText.Line(view.Stages[0].Title));
            if (rendition.Hashtags.Count > 0) json.WriteString("keywords", SafeText.Line(string.Join(", ", rendition.Hashtags)));
            Organisation(json, site, "author");
            Organisation(json, site, "publisher");
            json.WriteEndObject();
        }

        return Html.Trusted($"<script type=\"application/ld+json\">{Encoding.UTF8.GetString(buffer.ToArray())}</script>\n");
    }

    private static void Images(Utf8JsonWriter json, Site site, IReadOnlyList<MediaView> media)
    {
        var addresses = media.Where(m => m.IsImage).Select(m => site.Address(m.Path)).OfType<string>().ToList();
        if (addresses.Count == 0) return;
        json.WriteStartArray("image");
        foreach (var address in addresses) json.WriteStringValue(address);
        json.WriteEndArray();
    }

    private static void Organisation(Utf8JsonWriter json, Site site, string name)
    {
        json.WriteStartObject(name);
        json.WriteString("@type", "GovernmentOrganization");
        json.WriteString("name", site.Office.Title);
        if (site.BaseUrl is not null) json.WriteString("url", site.BaseUrl.AbsoluteUri);
        json.WriteEndObject();
    }
}
