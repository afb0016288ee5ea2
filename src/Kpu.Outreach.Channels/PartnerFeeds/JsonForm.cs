using System.Text.Encodings.Web;
using System.Text.Json;
using Kpu.Outreach.Channels.Formats;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>JSON Feed 1.1.</summary>
internal sealed class JsonForm(Feed feed, Stream output) : FeedForm
{
    // A file that programs read: readable letters instead of escapes; never embedded in a page.
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _json = new(output, Layout);

    internal override void Begin()
    {
        _json.WriteStartObject();
        _json.WriteString("version", "https://jsonfeed.org/version/1.1");
        _json.WriteString("title", SafeText.Line(feed.Title));
        _json.WriteString("home_page_url", feed.Site.AbsoluteUri);
        if (feed.Self is { } self) _json.WriteString("feed_url", self.AbsoluteUri);
        _json.WriteString("description", SafeText.Line(feed.Description));
        _json.WriteString("language", feed.Language);
        _json.WriteStartArray("authors");
        _json.WriteStartObject();
        _json.WriteString("name", SafeText.Line(feed.Author));
        _json.WriteEndObject();
        _json.WriteEndArray();
        if (feed.Hubs.Count > 0)
        {
            _json.WriteStartArray("hubs");
            foreach (var hub in feed.Hubs)
            {
                _json.WriteStartObject();
                _json.WriteString("type", "WebSub");
                _json.WriteString("url", hub.AbsoluteUri);
                _json.WriteEndObject();
            }

            _json.WriteEndArray();
        }

        _json.WriteStartArray("items");
    }

    internal override void Write(FeedEntry entry)
    {
        _json.WriteStartObject();
        _json.WriteString("id", entry.Id);
        if (entry.Link is { } link) _json.WriteString("url", link.AbsoluteUri);
        _json.WriteString("title", SafeText.Line(entry.Title));
        _json.WriteString("summary", SafeText.Line(entry.Summary));
        _json.WriteString("content_html", SafeText.Clean(entry.ContentHtml));
        _json.WriteString("language", entry.Language ?? feed.Language);
        _json.WriteString("date_published", Moments.Stamp(entry.PublishedAt, feed.Zone));
        _json.WriteString("date_modified", Moments.Stamp(entry.ChangedAt, feed.Zone));
        if (entry.Enclosures.FirstOrDefault(e => e.ContentType.StartsWith("image/", StringComparison.Ordinal)) is { } image) _json.WriteString("image", image.Address.AbsoluteUri);
        if (entry.Categories.Count > 0)
        {
            _json.WriteStartArray("tags");
            foreach (var category in entry.Categories) _json.WriteStringValue(SafeText.Line(category));
            _json.WriteEndArray();
        }

        if (entry.Enclosures.Count > 0) Attachments(entry);
        _json.WriteEndObject();
        _json.Flush();
    }

    internal override void Flush() => _json.Flush();

    internal override void End()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
        output.WriteByte((byte)'\n');
    }

    public override void Dispose() => _json.Dispose();

    private void Attachments(FeedEntry entry)
    {
        _json.WriteStartArray("attachments");
        foreach (var file in entry.Enclosures)
        {
            _json.WriteStartObject();
            _json.WriteString("url", file.Address.AbsoluteUri);
            _json.WriteString("mime_type", file.ContentType);
            if (!string.IsNullOrWhiteSpace(file.Title)) _json.WriteString("title", SafeText.Line(file.Title));
            _json.WriteNumber("size_in_bytes", file.Length);
            if (file.Duration is { } duration) _json.WriteNumber("duration_in_seconds", duration.TotalSeconds);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }
}
