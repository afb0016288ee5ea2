using System.Globalization;
using System.Xml;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>Writes Atom 1.0 (RFC 4287).</summary>
internal static class AtomWriter
{
    private const string Space = "http://www.w3.org/2005/Atom";

    internal static byte[] Write(FeedDocument feed)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, XmlLayout.Settings()))
        {
            xml.WriteStartElement("feed", Space);
            xml.WriteAttributeString("xml", "lang", null, feed.Language);
            xml.WriteElementString("id", Space, feed.Id);
            xml.WriteElementString("title", Space, SafeText.Line(feed.Title));
            xml.WriteElementString("subtitle", Space, SafeText.Line(feed.Description));
            // An empty feed must have a time too; the first second of the era says that nothing happened yet.
            xml.WriteElementString("updated", Space, Moments.Stamp(feed.Updated ?? DateTimeOffset.UnixEpoch, feed.Zone));
            Link(xml, "alternate", feed.SiteUrl.AbsoluteUri, "text/html");
            if (feed.Address("feed.atom") is { } self) Link(xml, "self", self, "application/atom+xml");
            xml.WriteStartElement("author", Space);
            xml.WriteElementString("name", Space, SafeText.Line(feed.Author));
            xml.WriteEndElement();
            foreach (var entry in feed.Entries) Entry(xml, feed, entry);
            xml.WriteEndElement();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void Entry(XmlWriter xml, FeedDocument feed, LiveItem<EntryView> item)
    {
        var entry = item.View;
        xml.WriteStartElement("entry", Space);
        if (entry.Language != feed.Language) xml.WriteAttributeString("xml", "lang", null, entry.Language);
        xml.WriteElementString("id", Space, entry.Id);
        xml.WriteElementString("title", Space, SafeText.Line(entry.Title));
        xml.WriteElementString("published", Space, Moments.Stamp(item.PublishedAt, feed.Zone));
        xml.WriteElementString("updated", Space, Moments.Stamp(item.UpdatedAt ?? item.PublishedAt, feed.Zone));
        foreach (var tag in entry.Tags)
        {
            xml.WriteStartElement("category", Space);
            xml.WriteAttributeString("term", SafeText.Line(tag));
            xml.WriteEndElement();
        }

        Text(xml, "summary", Html.Of($"<p>{SafeText.Line(entry.Summary)}</p>").ToString());
        Text(xml, "content", entry.Content);
        foreach (var media in entry.Media)
            if (feed.Address(media.Path) is { } address) Link(xml, "enclosure", address, media.ContentType, media.Length);
        xml.WriteEndElement();
    }

    private static void Text(XmlWriter xml, string name, string markup)
    {
        xml.WriteStartElement(name, Space);
        xml.WriteAttributeString("type", "html");
        xml.WriteString(markup);
        xml.WriteEndElement();
    }

    private static void Link(XmlWriter xml, string relation, string address, string type, long? length = null)
    {
        xml.WriteStartElement("link", Space);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("href", address);
        if (length is { } bytes) xml.WriteAttributeString("length", bytes.ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }
}
