using Kpu.Outreach.Channels.Formats;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>Atom 1.0 (RFC 4287), archives (RFC 5005), marks of deleted entries (RFC 6721).</summary>
internal sealed class AtomForm(Feed feed, Stream output) : XmlForm(feed, output)
{
    private const string TombstoneSpace = "http://purl.org/atompub/tombstones/1.0";
    private const string Type = "application/atom+xml";

    internal override void Begin()
    {
        Xml.WriteStartElement("feed", AtomSpace);
        Xml.WriteAttributeString("xml", "lang", null, Feed.Language);
        if (Feed.IsArchive) Xml.WriteAttributeString("xmlns", "fh", null, HistorySpace);
        if (Feed.Deleted.Count > 0) Xml.WriteAttributeString("xmlns", "at", null, TombstoneSpace);
        Element("id", Feed.Id);
        Element("title", SafeText.Line(Feed.Title));
        Element("subtitle", SafeText.Line(Feed.Description));
        // An empty feed must have a time too; the first second of the era says that nothing happened yet.
        Element("updated", Moments.Stamp(Feed.Updated ?? DateTimeOffset.UnixEpoch, Feed.Zone));
        Link("", "alternate", Feed.Site, "text/html");
        PlaceLinks("", Type);
        Xml.WriteStartElement("author", AtomSpace);
        Element("name", SafeText.Line(Feed.Author));
        Xml.WriteEndElement();
        foreach (var deleted in Feed.Deleted)
        {
            Xml.WriteStartElement("at", "deleted-entry", TombstoneSpace);
            Xml.WriteAttributeString("ref", deleted.Id);
            Xml.WriteAttributeString("when", Moments.Stamp(deleted.DeletedAt, Feed.Zone));
            Xml.WriteEndElement();
        }
    }

    internal override void Write(FeedEntry entry)
    {
        Xml.WriteStartElement("entry", AtomSpace);
        if (entry.Language is { } language && language != Feed.Language) Xml.WriteAttributeString("xml", "lang", null, language);
        Element("id", entry.Id);
        Element("title", SafeText.Line(entry.Title));
        Element("published", Moments.Stamp(entry.PublishedAt, Feed.Zone));
        Element("updated", Moments.Stamp(entry.ChangedAt, Feed.Zone));
        if (entry.Link is { } link) Link("", "alternate", link, "text/html");
        foreach (var category in entry.Categories)
        {
            Xml.WriteStartElement("category", AtomSpace);
            Xml.WriteAttributeString("term", SafeText.Line(category));
            Xml.WriteEndElement();
        }

        Markup("summary", Summary(entry));
        Markup("content", SafeText.Clean(entry.ContentHtml));
        foreach (var file in entry.Enclosures) Link("", "enclosure", file.Address, file.ContentType, file.Length, file.Title);
        Xml.WriteEndElement();
    }

    private void Element(string name, string text) => Xml.WriteElementString(name, AtomSpace, text);

    private void Markup(string name, string markup)
    {
        Xml.WriteStartElement(name, AtomSpace);
        Xml.WriteAttributeString("type", "html");
        Xml.WriteString(markup);
        Xml.WriteEndElement();
    }
}
