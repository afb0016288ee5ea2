using System.Globalization;
using System.Xml;
using Kpu.Outreach.Channels.Formats;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>What RSS and Atom share: the writer of XML, links in Atom's namespace, times in the feed's zone.</summary>
internal abstract class XmlForm(Feed feed, Stream output) : FeedForm
{
    protected const string AtomSpace = "http://www.w3.org/2005/Atom";
    protected const string HistorySpace = "http://purl.org/syndication/history/1.0";

    protected Feed Feed => feed;

    protected XmlWriter Xml { get; } = XmlWriter.Create(output, XmlLayout.Settings());

    internal override void Flush() => Xml.Flush();

    internal override void End()
    {
        // Closes what is open: the writer was begun with the document's element.
        Xml.WriteEndDocument();
        Xml.Flush();
        output.WriteByte((byte)'\n');
    }

    public override void Dispose() => Xml.Dispose();

    /// <summary>Writes the links that place the document among others.</summary>
    protected void PlaceLinks(string prefix, string type)
    {
        if (feed.Self is { } self) Link(prefix, "self", self, type);
        foreach (var hub in feed.Hubs) Link(prefix, "hub", hub, null);
        if (feed.Current is { } current) Link(prefix, "current", current, type);
        if (feed.PreviousArchive is { } previous) Link(prefix, "prev-archive", previous, type);
        if (feed.NextArchive is { } next) Link(prefix, "next-archive", next, type);
        if (feed.IsArchive)
        {
            Xml.WriteStartElement("fh", "archive", HistorySpace);
            Xml.WriteEndElement();
        }
    }

    protected void Link(string prefix, string relation, Uri address, string? type, long? length = null, string? title = null)
    {
        Xml.WriteStartElement(prefix, "link", AtomSpace);
        Xml.WriteAttributeString("rel", relation);
        if (type is not null) Xml.WriteAttributeString("type", type);
        Xml.WriteAttributeString("href", address.AbsoluteUri);
        if (length is { } bytes) Xml.WriteAttributeString("length", bytes.ToString(CultureInfo.InvariantCulture));
        if (!string.IsNullOrWhiteSpace(title)) Xml.WriteAttributeString("title", SafeText.Line(title));
        Xml.WriteEndElement();
    }

    /// <summary>The summary as markup: readers take it for that, so the text is escaped twice.</summary>
    protected static string Summary(FeedEntry entry) => Html.Of($"<p>{SafeText.Line(entry.Summary)}</p>").ToString();
}
