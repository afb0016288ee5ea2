using System.Globalization;
using Kpu.Outreach.Channels.Formats;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>RSS 2.0, with the full content beside the summary.</summary>
internal sealed class RssForm(Feed feed, Stream output) : XmlForm(feed, output)
{
    private const string Content = "http://purl.org/rss/1.0/modules/content/";
    private const string Dublin = "http://purl.org/dc/elements/1.1/";

    internal override void Begin()
    {
        Xml.WriteStartElement("rss");
        Xml.WriteAttributeString("version", "2.0");
        Xml.WriteAttributeString("xmlns", "atom", null, AtomSpace);
        Xml.WriteAttributeString("xmlns", "content", null, Content);
        Xml.WriteAttributeString("xmlns", "dc", null, Dublin);
        if (Feed.IsArchive) Xml.WriteAttributeString("xmlns", "fh", null, HistorySpace);
        Xml.WriteStartElement("channel");
        Xml.WriteElementString("title", SafeText.Line(Feed.Title));
        Xml.WriteElementString("link", Feed.Site.AbsoluteUri);
        Xml.WriteElementString("description", SafeText.Line(Feed.Description));
        Xml.WriteElementString("language", Feed.Language);
        if (Feed.Updated is { } updated) Xml.WriteElementString("lastBuildDate", Moments.Rfc822(updated, Feed.Zone));
        PlaceLinks("atom", "application/rss+xml");
    }

    internal override void Write(FeedEntry entry)
    {
        Xml.WriteStartElement("item");
        if (entry.Language is { } language && language != Feed.Language) Xml.WriteAttributeString("xml", "lang", null, language);
        Xml.WriteElementString("title", SafeText.Line(entry.Title));
        if (entry.Link is { } link) Xml.WriteElementString("link", link.AbsoluteUri);
        Xml.WriteStartElement("guid");
        Xml.WriteAttributeString("isPermaLink", "false");
        Xml.WriteString(entry.Id);
        Xml.WriteEndElement();
        Xml.WriteElementString("pubDate", Moments.Rfc822(entry.PublishedAt, Feed.Zone));
        // RSS has no word of its own for a change; readers know Atom's.
        if (entry.UpdatedAt is { } updated) Xml.WriteElementString("atom", "updated", AtomSpace, Moments.Stamp(updated, Feed.Zone));
        Xml.WriteElementString("dc", "creator", Dublin, SafeText.Line(Feed.Author));
        foreach (var category in entry.Categories) Xml.WriteElementString("category", SafeText.Line(category));
        Xml.WriteElementString("description", Summary(entry));
        Xml.WriteElementString("content", "encoded", Content, SafeText.Clean(entry.ContentHtml));
        if (entry.Enclosures is [var first, ..])
        {
            Xml.WriteStartElement("enclosure");
            Xml.WriteAttributeString("url", first.Address.AbsoluteUri);
            Xml.WriteAttributeString("length", first.Length.ToString(CultureInfo.InvariantCulture));
            Xml.WriteAttributeString("type", first.ContentType);
            Xml.WriteEndElement();
        }

        Xml.WriteEndElement();
    }
}
