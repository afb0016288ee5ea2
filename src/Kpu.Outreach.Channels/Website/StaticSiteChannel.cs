using System.Text.Json.Serialization.Metadata;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Website;

/// <summary>A website of plain files: article pages, start page, archive, sitemap. No script, no request to anyone else.</summary>
[OutreachChannel]
internal sealed class StaticSiteChannel(FileStepObserver? observer = null) : FolderChannel<SiteSettings, ArticleView>(observer)
{
    internal static readonly ChannelKey Key = new("static-site");

    private static readonly Lazy<string> Style = new(() => Resources.Text("site.css"));

    public override ChannelDescriptor Descriptor { get; } = new()
    {
        Key = Key,
        DisplayName = "Laman statis",
        LongestCall = TimeSpan.FromSeconds(30),
        Settings =
        [
            new SettingDescriptor(FolderSetting, "Folder laman, relatif terhadap folder keluaran.", Required: true),
            new SettingDescriptor("baseUrl", "Alamat publik laman, misalnya https://kota-blitar.kpu.go.id/. Tanpa alamat ini tidak ada peta situs, tautan berbagi, dan alamat kanonis."),
            new SettingDescriptor("title", "Nama laman. Bila kosong: nama akun, lalu nama kantor."),
            new SettingDescriptor("tagline", "Satu baris di bawah nama laman.", Default: "Informasi pemilu dan pemilihan"),
        ],
        Placements =
        [
            new PlacementDescriptor
            {
                Key = PlacementKey.Article,
                Text = new TextProfile { Markup = TextMarkup.Markdown, TitleMaximum = null },
                Media = new MediaProfile { MaximumImages = 20, MaximumVideos = 5 },
                Operations = Operations.Publish | Operations.Revise | Operations.Retract,
                Guarantee = EffectGuarantee.RepeatSafe,
            },
        ],
    };

    protected override int Format => 1;

    protected override JsonTypeInfo<ArticleView> ViewType => SiteJson.Default.ArticleView;

    protected override SiteSettings ReadSettings(ChannelSettings settings) =>
        new(settings.Folder(FolderSetting), settings.Address("baseUrl"), settings.Text("title"), settings.Text("tagline"));

    protected override string FolderOf(SiteSettings settings) => settings.Folder;

    protected override async ValueTask<ArticleView> WriteItemAsync(FolderSession<SiteSettings> session, SnapshotItem item, Rendition rendition, CancellationToken cancellationToken)
    {
        var media = await session.CopyAsync(rendition.Parts.SelectMany(p => p.Media), cancellationToken).ConfigureAwait(false);
        var view = new ArticleView
        {
            Slug = FileNames.Of(item.Key),
            Title = rendition.Title,
            Summary = rendition.Summary,
            Language = rendition.Language,
            Kind = rendition.Labels.FirstOrDefault(l => l.Kind == "kind")?.Title,
            Stages = [.. rendition.Labels.Where(l => l.Kind == "stage").Select(l => new StageView(l.Value, l.Title))],
            Image = media.FirstOrDefault(m => m.IsImage),
            HasVideo = media.Any(m => m.IsVideo),
        };
        await session.WriteAsync(view.Slug + "/index.html", ArticlePage.Write(SiteOf(session), view, item, rendition, media), cancellationToken).ConfigureAwait(false);
        return view;
    }

    protected override ValueTask WriteWithdrawnAsync(FolderSession<SiteSettings> session, SnapshotItem item, CancellationToken cancellationToken) =>
        session.WriteAsync(FileNames.Of(item.Key) + "/index.html", ArticlePage.WriteWithdrawn(SiteOf(session)), cancellationToken);

    protected override async ValueTask WriteListsAsync(FolderSession<SiteSettings> session, IReadOnlyList<LiveItem<ArticleView>> items, IReadOnlyList<SnapshotItem> withdrawn, CancellationToken cancellationToken)
    {
        var site = SiteOf(session);
        var newestFirst = items.Reverse().ToList();
        await session.WriteAsync("gaya.css", Style.Value, cancellationToken).ConfigureAwait(false);
        foreach (var (path, text) in ListPages.Archive(site, newestFirst).Concat(ListPages.Index(site, newestFirst)))
            await session.WriteAsync(path, text, cancellationToken).ConfigureAwait(false);
        if (site.BaseUrl is not null) await session.WriteAsync("sitemap.xml", Sitemap.Write(site, newestFirst), cancellationToken).ConfigureAwait(false);
    }

    protected override Receipt ReceiptOf(SiteSettings settings, PublicationKey key)
    {
        var path = FileNames.Of(key) + "/";
        return new Receipt(path + "index.html", settings.BaseUrl is null ? null : new Uri(settings.BaseUrl, path));
    }

    protected override Receipt WholeOf(SiteSettings settings) => new("index.html", settings.BaseUrl);

    private static Site SiteOf(FolderSession<SiteSettings> session) =>
        new(session.Settings.Title ?? session.DisplayName, session.Settings.Tagline, session.Office, session.Settings.BaseUrl);
}
