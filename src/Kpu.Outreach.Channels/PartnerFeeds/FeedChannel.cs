using System.Text.Json.Serialization.Metadata;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>What partners subscribe to: the newest entries as RSS, Atom and JSON Feed files.</summary>
[OutreachChannel]
internal sealed class FeedChannel(FileStepObserver? observer = null) : FolderChannel<FeedSettings, EntryView>(observer)
{
    internal static readonly ChannelKey Key = new("feed");

    public override ChannelDescriptor Descriptor { get; } = new()
    {
        Key = Key,
        DisplayName = "Umpan untuk mitra",
        LongestCall = TimeSpan.FromSeconds(30),
        Settings =
        [
            new SettingDescriptor(FolderSetting, "Folder umpan, relatif terhadap folder keluaran.", Required: true),
            new SettingDescriptor("baseUrl", "Alamat publik folder umpan. Tanpa alamat ini umpan tidak memuat lampiran media."),
            new SettingDescriptor("siteUrl", "Alamat laman kantor. Bila kosong: alamat resmi kantor."),
            new SettingDescriptor("title", "Nama umpan. Bila kosong: nama akun, lalu nama kantor."),
            new SettingDescriptor("description", "Keterangan umpan.", Default: "Informasi pemilu dan pemilihan untuk mitra"),
            new SettingDescriptor("entries", "Jumlah butir terbaru yang dimuat, 1 sampai 500.", Default: "100"),
        ],
        Placements =
        [
            new PlacementDescriptor
            {
                Key = PlacementKey.Entry,
                Text = new TextProfile { Markup = TextMarkup.Markdown, TitleMaximum = null },
                Media = new MediaProfile { MaximumImages = 20, MaximumVideos = 5 },
                Operations = Operations.Publish | Operations.Revise | Operations.Retract,
                Guarantee = EffectGuarantee.RepeatSafe,
            },
        ],
    };

    protected override int Format => 1;

    protected override JsonTypeInfo<EntryView> ViewType => FeedsJson.Default.EntryView;

    protected override FeedSettings ReadSettings(ChannelSettings settings) =>
        new(settings.Folder(FolderSetting), settings.Address("baseUrl"), settings.Address("siteUrl"), settings.Text("title"), settings.Text("description"), (int)settings.Number("entries", 1, 500));

    protected override string FolderOf(FeedSettings settings) => settings.Folder;

    protected override IReadOnlyList<SnapshotItem> Select(FeedSettings settings, IReadOnlyList<SnapshotItem> items) =>
        items.Count <= settings.Entries ? items : [.. items.Skip(items.Count - settings.Entries)];

    protected override async ValueTask<EntryView> WriteItemAsync(FolderSession<FeedSettings> session, SnapshotItem item, Rendition rendition, CancellationToken cancellationToken)
    {
        var media = await session.CopyAsync(rendition.Parts.SelectMany(p => p.Media), cancellationToken).ConfigureAwait(false);
        return new EntryView
        {
            Id = FeedIds.Of(item.Key),
            Title = rendition.Title,
            Summary = rendition.Summary,
            Language = rendition.Language,
            Content = EntryContent.Write(rendition, media, session.Settings.BaseUrl).ToString(),
            Tags = [.. rendition.Labels.Where(l => l.Kind == "stage").Select(l => l.Title).Concat(rendition.Hashtags).Distinct(StringComparer.Ordinal)],
            Media = media,
        };
    }

    protected override async ValueTask WriteListsAsync(FolderSession<FeedSettings> session, IReadOnlyList<LiveItem<EntryView>> items, IReadOnlyList<SnapshotItem> withdrawn, CancellationToken cancellationToken)
    {
        var settings = session.Settings;
        var feed = new FeedDocument
        {
            Id = FeedIds.OfFeed(session.Office.Code, session.Account.Key),
            Title = settings.Title ?? session.DisplayName,
            Description = settings.Description ?? "",
            Author = session.Office.Title,
            Language = session.Account.Language ?? "id",
            Zone = session.Zone,
            BaseUrl = settings.BaseUrl,
            SiteUrl = settings.SiteUrl ?? new Uri($"https://{session.Office.Host ?? "www.kpu.go.id"}/"),
            Entries = [.. items.Reverse()],
        };
        await session.WriteAsync("feed.rss", RssWriter.Write(feed), cancellationToken).ConfigureAwait(false);
        await session.WriteAsync("feed.atom", AtomWriter.Write(feed), cancellationToken).ConfigureAwait(false);
        await session.WriteAsync("feed.json", JsonFeedWriter.Write(feed), cancellationToken).ConfigureAwait(false);
    }

    protected override Receipt ReceiptOf(FeedSettings settings, PublicationKey key) => new(FeedIds.Of(key), WholeOf(settings).Url);

    protected override Receipt WholeOf(FeedSettings settings) => new("feed.atom", settings.BaseUrl is null ? null : new Uri(settings.BaseUrl, "feed.atom"));
}
