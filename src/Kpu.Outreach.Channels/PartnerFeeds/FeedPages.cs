using System.Globalization;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>A file of a feed folder, about to be written.</summary>
internal sealed record FeedPage(string Path, FeedFormat Format, Feed Feed, IReadOnlyList<FeedEntry> Entries);

/// <summary>
/// Which files a feed folder has: the feed of everything, of each topic, and the archive. An archive holds a month of first publications, so that taking one entry back
/// touches one document; the feed of everything then holds the whole newest month beside what changed last, and together they are the whole (RFC 5005, section 4).
/// </summary>
internal static class FeedPages
{
    private static readonly (FeedFormat Format, string Name)[] Forms = [(FeedFormat.Rss, "feed.rss"), (FeedFormat.Atom, "feed.atom"), (FeedFormat.Json, "feed.json")];

    internal static IEnumerable<FeedPage> Of(FolderSession<FeedSettings> session, IReadOnlyList<LiveItem<EntryView>> items, IReadOnlyList<SnapshotItem> withdrawn)
    {
        var settings = session.Settings;
        var months = settings.Archive ? Months(session, items) : [];
        var current = months.Count == 0
            ? Newest(items, settings.Entries, ChangedAt)
            : [.. items.Where(i => MonthOf(session, i) == months[^1]).Union(Newest(items, settings.Entries, ChangedAt)).OrderBy(i => i.PublishedAt)];
        var deleted = Newest(withdrawn, settings.Entries, i => i.UpdatedAt ?? i.PublishedAt)
            .Select(w => new DeletedEntry(FeedIds.Of(w.Key), w.UpdatedAt ?? w.PublishedAt)).ToList();

        var whole = Describe(session, "", null) with { Deleted = deleted, PreviousArchive = months.Count > 1 ? Archive(settings, months[^2]) : null };
        foreach (var page in Pages(settings, whole, "", current)) yield return page;
        foreach (var section in settings.Sections)
            foreach (var topic in items.SelectMany(i => i.View.Topics).Where(t => t.Kind == section.Label).DistinctBy(t => t.Value).OrderBy(t => t.Value, StringComparer.Ordinal))
            {
                var folder = $"{section.Name}/{FileNames.Slug(topic.Value, 60)}/";
                var chosen = Newest([.. items.Where(i => i.View.Topics.Any(t => t.Kind == topic.Kind && t.Value == topic.Value))], settings.Entries, ChangedAt);
                foreach (var page in Pages(settings, Describe(session, folder, topic.Title), folder, chosen)) yield return page;
            }

        foreach (var (index, month) in months.SkipLast(1).Index())
        {
            var feed = whole with
            {
                Deleted = [],
                IsArchive = true,
                Current = new Uri(settings.BaseUrl!, "feed.atom"),
                PreviousArchive = index == 0 ? null : Archive(settings, months[index - 1]),
                NextArchive = index + 2 < months.Count ? Archive(settings, months[index + 1]) : null,
            };
            yield return Page(settings, feed, ArchivePath(month), FeedFormat.Atom, [.. items.Where(i => MonthOf(session, i) == month)]);
        }
    }

    /// <summary>The last ones by the time they changed, in the order in which they came.</summary>
    internal static IReadOnlyList<T> Newest<T>(IReadOnlyList<T> items, int most, Func<T, DateTimeOffset> changedAt)
    {
        if (items.Count <= most) return items;
        var kept = items.Index().OrderByDescending(i => changedAt(i.Item)).ThenByDescending(i => i.Index).Take(most).Select(i => i.Index).Order().ToList();
        return [.. kept.Select(i => items[i])];
    }

    private static IEnumerable<FeedPage> Pages(FeedSettings settings, Feed feed, string folder, IReadOnlyList<LiveItem<EntryView>> items) =>
        Forms.Select(f => Page(settings, feed, folder + f.Name, f.Format, items));

    private static FeedPage Page(FeedSettings settings, Feed feed, string path, FeedFormat format, IReadOnlyList<LiveItem<EntryView>> items)
    {
        DateTimeOffset? updated = items.Count == 0 ? null : items.Max(ChangedAt);
        if (feed.Deleted.Count > 0 && feed.Deleted.Max(d => d.DeletedAt) is var deleted && (updated is null || deleted > updated)) updated = deleted;
        var described = feed with
        {
            Self = settings.BaseUrl is null ? null : new Uri(settings.BaseUrl, path),
            Updated = updated,
            // Only the Atom feed has archives to lead to.
            PreviousArchive = format == FeedFormat.Atom ? feed.PreviousArchive : null,
            Deleted = format == FeedFormat.Atom ? feed.Deleted : [],
        };
        return new FeedPage(path, format, described, [.. items.Reverse().Select(i => i.View.ToEntry(i.PublishedAt, i.UpdatedAt, settings.BaseUrl))]);
    }

    private static Feed Describe(FolderSession<FeedSettings> session, string folder, string? topic)
    {
        var settings = session.Settings;
        var title = settings.Title ?? session.DisplayName;
        return new Feed
        {
            Id = FeedIds.OfFeed(session.Office.Code, session.Account.Key, folder),
            Title = topic is null ? title : $"{title}: {topic}",
            Description = settings.Description ?? "",
            Author = session.Office.Title,
            Language = session.Account.Language ?? "id",
            Zone = session.Zone,
            Site = settings.SiteUrl ?? new Uri($"https://{session.Office.Host ?? "www.kpu.go.id"}/"),
            Hubs = settings.Hubs,
        };
    }

    private static List<string> Months(FolderSession<FeedSettings> session, IReadOnlyList<LiveItem<EntryView>> items) =>
        [.. items.Select(i => MonthOf(session, i)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string MonthOf(FolderSession<FeedSettings> session, LiveItem<EntryView> item) => session.Zone.Show(item.PublishedAt).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string ArchivePath(string month) => $"arsip/{month}.atom";

    private static Uri Archive(FeedSettings settings, string month) => new(settings.BaseUrl!, ArchivePath(month));

    private static DateTimeOffset ChangedAt(LiveItem<EntryView> item) => item.UpdatedAt ?? item.PublishedAt;
}
