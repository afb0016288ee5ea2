using System.Xml;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;

namespace Kpu.Outreach.Channels.Website;

/// <summary>Writes the list of pages for search engines.</summary>
internal static class Sitemap
{
    internal static byte[] Write(Site site, IReadOnlyList<LiveItem<ArticleView>> newestFirst)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, XmlLayout.Settings()))
        {
            const string space = "http://www.sitemaps.org/schemas/sitemap/0.9";
            xml.WriteStartElement("urlset", space);
            var newest = newestFirst.Select(i => i.UpdatedAt ?? i.PublishedAt).DefaultIfEmpty().Max();
            Page("", newest == default ? null : newest);
            // The protocol takes 50,000 addresses a file.
            foreach (var item in newestFirst.Take(49_999)) Page(item.View.Slug + "/", item.UpdatedAt ?? item.PublishedAt);
            xml.WriteEndElement();

            void Page(string path, DateTimeOffset? changed)
            {
                xml.WriteStartElement("url", space);
                xml.WriteElementString("loc", space, site.Address(path));
                if (changed is { } at) xml.WriteElementString("lastmod", space, Moments.Stamp(at, site.Zone));
                xml.WriteEndElement();
            }
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
