using System.Text.Encodings.Web;
using System.Text.Json;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>Writes JSON Feed 1.1.</summary>
internal static class JsonFeedWriter
{
    // A file that programs read: readable letters instead of escapes; never embedded in a page.
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] Write(FeedDocument feed)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Layout))
        {
            json.WriteStartObject();
            json.WriteString("version", "https://jsonfeed.org/version/1.1");
            json.WriteString("title", SafeText.Line(feed.Title));
            json.WriteString("home_page_url", feed.SiteUrl.AbsoluteUri);
            if (feed.Address("feed.json") is { } self) json.WriteString("feed_url", self);
            json.WriteString("description", SafeText.Line(feed.Description));
            json.WriteString("language", feed.Language);
            json.WriteStartArray("authors");
            json.WriteStartObject();
            json.WriteString("name", SafeText.Line(feed.Author));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartArray("items");
            foreach (var item in feed.Entries) Item(json, feed, item);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void Item(Utf8JsonWriter json, FeedDocument feed, LiveItem<EntryView> item)
    {
        var entry = item.View;
        json.WriteStartObject();
        json.WriteString("id", entry.Id);
        json.WriteString("title", SafeText.Line(entry.Title));
        json.WriteString("summary", SafeText.Line(entry.Summary));
        json.WriteString("content_html", entry.Content);
        json.WriteString("language", entry.Language);
        json.WriteString("date_published", Moments.Stamp(item.PublishedAt, feed.Zone));
        json.WriteString("date_modified", Moments.Stamp(item.UpdatedAt ?? item.PublishedAt, feed.Zone));
        if (feed.BaseUrl is not null && entry.Media.FirstOrDefault(m => m.IsImage) is { } image) json.WriteString("image", feed.Address(image.Path));
        if (entry.Tags.Count > 0)
        {
            json.WriteStartArray("tags");
            foreach (var tag in entry.Tags) json.WriteStringValue(SafeText.Line(tag));
            json.WriteEndArray();
        }

        if (feed.BaseUrl is not null && entry.Media.Count > 0) Attachments(json, feed, entry);
        json.WriteEndObject();
    }

    private static void Attachments(Utf8JsonWriter json, FeedDocument feed, EntryView entry)
    {
        json.WriteStartArray("attachments");
        foreach (var media in entry.Media)
        {
            json.WriteStartObject();
            json.WriteString("url", feed.Address(media.Path));
            json.WriteString("mime_type", media.ContentType);
            if (!string.IsNullOrWhiteSpace(media.Alt)) json.WriteString("title", SafeText.Line(media.Alt));
            json.WriteNumber("size_in_bytes", media.Length);
            if (media.Seconds is { } seconds) json.WriteNumber("duration_in_seconds", seconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
