using System.Text.Json.Serialization.Metadata;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Social;

/// <summary>A page for each social account that shows its posts under the platform's own limits; it stands in for the platform in a rehearsal.</summary>
[OutreachChannel]
internal sealed class TimelineChannel(FileStepObserver? observer = null) : FolderChannel<TimelineSettings, PostView>(observer)
{
    internal static readonly ChannelKey Key = new("timeline");

    private static readonly Lazy<string> Style = new(() => Resources.Text("timeline.css"));

    public override ChannelDescriptor Descriptor { get; } = new()
    {
        Key = Key,
        DisplayName = "Linimasa",
        LongestCall = TimeSpan.FromSeconds(30),
        StandsInFor = [.. SocialPlatform.All.Select(p => new ChannelKey(p.Key))],
        Settings =
        [
            new SettingDescriptor("platform", $"Platform yang diperagakan: {string.Join(", ", SocialPlatform.All.Select(p => p.Key))}.", Required: true),
            new SettingDescriptor(FolderSetting, "Folder linimasa, relatif terhadap folder keluaran. Bila kosong: linimasa/{kunci akun}."),
            new SettingDescriptor("baseUrl", "Alamat publik folder linimasa, bila ada."),
        ],
        Placements = [.. SocialPlatform.All.Select(p => p.Placement)],
    };

    protected override int Format => 1;

    protected override JsonTypeInfo<PostView> ViewType => SocialJson.Default.PostView;

    protected override TimelineSettings ReadSettings(ChannelSettings settings)
    {
        var word = settings.Text("platform");
        var platform = SocialPlatform.Find(word);
        if (word is not null && platform is null) settings.Invalid("platform", word, string.Join(", ", SocialPlatform.All.Select(p => p.Key)));
        return new TimelineSettings(settings.Folder(FolderSetting, "linimasa/" + settings.Account.Key), platform ?? SocialPlatform.All[0], settings.Address("baseUrl"));
    }

    protected override string FolderOf(TimelineSettings settings) => settings.Folder;

    protected override AccountProfile Profile(Account account, TimelineSettings settings) =>
        new() { Placements = [new PlacementKey(settings.Platform.Key)], Version = $"timeline-{settings.Platform.Key}-1" };

    protected override async ValueTask<PostView> WriteItemAsync(FolderSession<TimelineSettings> session, SnapshotItem item, Rendition rendition, CancellationToken cancellationToken)
    {
        var platform = session.Settings.Platform;
        PostLimits.Check(platform, item.Key, rendition);
        var parts = new List<PostPart>();
        foreach (var part in rendition.Parts)
        {
            var media = await session.CopyAsync(part.Media, cancellationToken).ConfigureAwait(false);
            parts.Add(new PostPart(part.Text, TextLength.Of(part.Text, platform.Text.Measure), media));
        }

        return new PostView
        {
            Id = item.Key.ToHash().Hex[..8],
            Title = platform.Text.TitleMaximum > 0 ? rendition.Title : null,
            Language = rendition.Language,
            Parts = parts,
        };
    }

    protected override async ValueTask WriteListsAsync(FolderSession<TimelineSettings> session, IReadOnlyList<LiveItem<PostView>> items, IReadOnlyList<SnapshotItem> withdrawn, CancellationToken cancellationToken)
    {
        var platform = session.Settings.Platform;
        var document = new PostsDocument
        {
            Platform = platform.Key,
            Account = session.Account.Key,
            Limit = platform.Text.Maximum,
            Measure = platform.Text.Measure.ToString(),
            Posts = [.. items.Select(i => new PostEntry(i.Key.ToString(), i.View.Id, i.PublishedAt, i.UpdatedAt, i.View.Title, i.View.Language, i.View.Parts))],
            Withdrawn = [.. withdrawn.Select(w => new WithdrawnEntry(w.Key.ToString(), w.Key.ToHash().Hex[..8], w.PublishedAt))],
        };
        await session.WriteAsync("linimasa.css", Style.Value, cancellationToken).ConfigureAwait(false);
        await session.WriteAsync("posts.json", document.ToBytes(), cancellationToken).ConfigureAwait(false);
        await session.WriteAsync("index.html", TimelinePage.Write(platform, session.DisplayName, session.Zone, items, withdrawn), cancellationToken).ConfigureAwait(false);
    }

    protected override Receipt ReceiptOf(TimelineSettings settings, PublicationKey key)
    {
        var path = "index.html#p-" + key.ToHash().Hex[..8];
        return new Receipt(path, settings.BaseUrl is null ? null : new Uri(settings.BaseUrl, path));
    }

    protected override Receipt WholeOf(TimelineSettings settings) => new("index.html", settings.BaseUrl);
}
