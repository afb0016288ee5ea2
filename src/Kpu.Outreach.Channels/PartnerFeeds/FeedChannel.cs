using System.Text.Json.Serialization.Metadata;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>What partners subscribe to: the newest entries as RSS, Atom and JSON Feed files, of everything and of each stage, segment and region.</summary>
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
            new SettingDescriptor("baseUrl", "Alamat publik folder umpan. Tanpa alamat ini umpan tidak memuat lampiran media dan tidak punya arsip."),
            new SettingDescriptor("siteUrl", "Alamat laman kantor. Bila kosong: alamat resmi kantor."),
            new SettingDescriptor("title", "Nama umpan. Bila kosong: nama akun, lalu nama kantor."),
            new SettingDescriptor("description", "Keterangan umpan.", Default: "Informasi pemilu dan pemilihan untuk mitra"),
            new SettingDescriptor("entries", "Jumlah butir yang terakhir terbit atau berubah yang dimuat, 1 sampai 500.", Default: "100"),
            new SettingDescriptor("archive", "Apakah bulan-bulan sebelumnya tetap dapat dibaca (ya atau tidak). Umpan pokok lalu memuat seluruh bulan terakhir.", Default: "tidak"),
            new SettingDescriptor("sections", "Bagian yang punya umpan sendiri, dipisah koma: tahapan, sasaran, wilayah; atau tidak.", Default: "tahapan, sasaran, wilayah"),
            new SettingDescriptor("hub", "Alamat hub WebSub yang memberi tahu pelanggan, dipisah koma."),
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

    protected override int Format => 2;

    protected override JsonTypeInfo<EntryView> ViewType => FeedsJson.Default.EntryView;

    protected override FeedSettings ReadSettings(ChannelSettings settings)
    {
        var baseUrl = settings.Address("baseUrl");
        return new FeedSettings
        {
            Folder = settings.Folder(FolderSetting),
            BaseUrl = baseUrl,
            SiteUrl = settings.Address("siteUrl"),
            Title = settings.Text("title"),
            Description = settings.Text("description"),
            Entries = (int)settings.Number("entries", 1, 500),
            Archive = settings.YesOrNo("archive") && baseUrl is not null,
            Sections = Sections(settings),
            Hubs = settings.Addresses("hub"),
        };
    }

    protected override string FolderOf(FeedSettings settings) => settings.Folder;

    protected override IReadOnlyList<SnapshotItem> Select(FeedSettings settings, IReadOnlyList<SnapshotItem> items) =>
        settings.Archive || items.Count <= settings.Entries ? items : FeedPages.Newest(items, settings.Entries, i => i.UpdatedAt ?? i.PublishedAt);

    protected override async ValueTask<EntryView> WriteItemAsync(FolderSession<FeedSettings> session, SnapshotItem item, Rendition rendition, CancellationToken cancellationToken)
    {
        var media = await session.CopyAsync(rendition.Parts.SelectMany(p => p.Media), cancellationToken).ConfigureAwait(false);
        return EntryView.Of(item.Key, rendition, media, session.Settings.BaseUrl);
    }

    protected override async ValueTask WriteListsAsync(FolderSession<FeedSettings> session, IReadOnlyList<LiveItem<EntryView>> items, IReadOnlyList<SnapshotItem> withdrawn, CancellationToken cancellationToken)
    {
        foreach (var page in FeedPages.Of(session, items, withdrawn))
        {
            using var bytes = new MemoryStream();
            FeedWriter.Write(page.Feed, page.Format, page.Entries, bytes);
            await session.WriteAsync(page.Path, bytes.ToArray(), cancellationToken).ConfigureAwait(false);
        }
    }

    protected override Receipt ReceiptOf(FeedSettings settings, PublicationKey key) => new(FeedIds.Of(key), WholeOf(settings).Url);

    protected override Receipt WholeOf(FeedSettings settings) => new("feed.atom", settings.BaseUrl is null ? null : new Uri(settings.BaseUrl, "feed.atom"));

    private static List<FeedSection> Sections(ChannelSettings settings)
    {
        var sections = new List<FeedSection>();
        foreach (var word in settings.Words("sections").Where(w => w != ChannelSettings.No))
        {
            if (FeedSection.All.FirstOrDefault(s => s.Name == word) is { } section) sections.Add(section);
            else settings.Invalid("sections", word, string.Join(", ", FeedSection.All.Select(s => s.Name)));
        }

        return sections;
    }
}
