using System.Globalization;
using System.Xml;
using Kpu.Outreach.Channels.Formats;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>Writes RSS 2.0 with the full content beside the summary.</summary>
internal static class RssWriter
{
    private const string Atom = "http://www.w3.org/2005/Atom";
    private const string Content = "http://purl.org/rss/1.0/modules/content/";
    private const string Dublin = "http://purl.org/dc/elements/1.1/";

    internal static byte[] Write(FeedDocument feed)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, XmlLayout.Settings()))
        {
            xml.WriteStartElement("rss");
            xml.WriteAttributeString("version", "2.0");
            xml.WriteAttributeString("xmlns", "atom", null, Atom);
            xml.WriteAttributeString("xmlns", "content", null, Content);
            xml.WriteAttributeString("xmlns", "dc", null, Dublin);
            xml.WriteStartElement("channel");
            xml.WriteElementString("title", SafeText.Line(feed.Title));
            xml.WriteElementString("link", feed.SiteUrl.AbsoluteUri);
            xml.WriteElementString("description", SafeText.Line(feed.Description));
            xml.WriteElementString("language", feed.Language);
            if (feed.Updated is { } updated) xml.WriteElementString("lastBuildDate", Moments.Rfc822(updated, feed.Zone));
            if (feed.Address("feed.rss") is { } self)
            {
                xml.WriteStartElement("atom", "link", Atom);
                xml.WriteAttributeString("href", self);
                xml.WriteAttributeString("rel", "self");
                xml.WriteAttributeString("type", "application/rss+xml");
                xml.WriteEndElement();
            }

            foreach (var entry in feed.Entries) Item(xml, feed, entry.View, entry.PublishedAt);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void Item(XmlWriter xml, FeedDocument feed, EntryView entry, DateTimeOffset publishedAt)
    {
        xml.WriteStartElement("item");
        if (entry.Language != feed.Language) xml.WriteAttributeString("xml", "lang", null, entry.Language);
        xml.WriteElementString("title", SafeText.Line(entry.Title));
        xml.WriteStartElement("guid");
        xml.WriteAttributeString("isPermaLink", "false");
        xml.WriteString(entry.Id);
        xml.WriteEndElement();
        xml.WriteElementString("pubDate", Moments.Rfc822(publishedAt, feed.Zone));
        xml.WriteElementString("dc", "creator", Dublin, SafeText.Line(feed.Author));
        foreach (var tag in entry.Tags) xml.WriteElementString("category", SafeText.Line(tag));
        // RSS readers take the description for markup, so the text is escaped twice.
        xml.WriteElementString("description", Html.Of($"<p>{SafeText.Line(entry.Summary)}</p>").ToString());
        xml.WriteElementString("content", "encoded", Content, entry.Content);
        if (entry.Media is [var first, ..] && feed.Address(first.Path) is { } address)
        {
            // One enclosure an item: readers disagree about more.
            xml.WriteStartElement("enclosure");
            xml.WriteAttributeString("url", address);
            xml.WriteAttributeString("length", first.Length.ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("type", first.ContentType);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }
}
