using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Radio;

/// <summary>The scripts a station reads out, with its rundown. Writing them is the effect; what was aired is another matter.</summary>
[OutreachChannel]
internal sealed class RadioScriptChannel(FileStepObserver? observer = null) : FolderChannel<RadioSettings, ScriptView>(observer)
{
    internal static readonly ChannelKey Key = new("radio-script");

    private const int LongestSpot = 90;

    private static readonly Lazy<string> Style = new(() => Resources.Text("naskah.css"));

    public override ChannelDescriptor Descriptor { get; } = new()
    {
        Key = Key,
        DisplayName = "Naskah radio",
        LongestCall = TimeSpan.FromSeconds(30),
        Settings =
        [
            new SettingDescriptor(FolderSetting, "Folder naskah, relatif terhadap folder keluaran.", Required: true),
            new SettingDescriptor("station", "Nama stasiun. Bila kosong: nama akun, lalu nama kantor."),
            new SettingDescriptor("program", "Nama program siaran.", Default: "Info Pemilu"),
            new SettingDescriptor("syllablesPerSecond", "Kecepatan baca dalam suku kata per detik, 2 sampai 10.", Default: "5.5"),
        ],
        Placements =
        [
            new PlacementDescriptor
            {
                Key = PlacementKey.Spot,
                Text = new TextProfile { Measure = TextMeasure.SpeechSeconds, Maximum = LongestSpot, TitleMaximum = null, MaximumHashtags = 0 },
                Operations = Operations.Publish | Operations.Revise | Operations.Retract,
                Guarantee = EffectGuarantee.RepeatSafe,
                VariantNames = ["radio-script", "radio"],
            },
        ],
    };

    protected override int Format => 1;

    protected override JsonTypeInfo<ScriptView> ViewType => RadioJson.Default.ScriptView;

    protected override RadioSettings ReadSettings(ChannelSettings settings) =>
        new(settings.Folder(FolderSetting), settings.Text("station"), settings.Text("program") ?? "", settings.Number("syllablesPerSecond", 2, 10));

    protected override string FolderOf(RadioSettings settings) => settings.Folder;

    // Without a station of the workspace planning counts at the usual rate; a slower station gets fewer of those seconds. Pauses do not slow down, so the bound is on the safe side.
    protected override AccountProfile Profile(Account account, RadioSettings settings) => new()
    {
        TextMaximum = account.Station is null && settings.Rate < TextLength.DefaultSyllablesPerSecond ? (int)(LongestSpot * settings.Rate / TextLength.DefaultSyllablesPerSecond) : null,
        Version = string.Create(CultureInfo.InvariantCulture, $"radio-script-{settings.Rate}-1"),
    };

    protected override async ValueTask<ScriptView> WriteItemAsync(FolderSession<RadioSettings> session, SnapshotItem item, Rendition rendition, CancellationToken cancellationToken)
    {
        var settings = session.Settings;
        var text = string.Join("\n\n", rendition.Parts.Select(p => p.Text));
        var lines = ScriptText.Lines(text);
        var seconds = ScriptText.Seconds(text, settings.Rate);
        var heading = ScriptPage.Heading(settings, Station(session), rendition.Title, seconds, item, session.Zone);
        var name = FileNames.Of(item.Key);
        await session.WriteAsync($"naskah/{name}.html", ScriptPage.Html(heading, rendition, lines), cancellationToken).ConfigureAwait(false);
        await session.WriteAsync($"naskah/{name}.txt", ScriptPage.Plain(heading, rendition, lines), cancellationToken).ConfigureAwait(false);
        return new ScriptView($"naskah/{name}.html", rendition.Title, seconds);
    }

    protected override async ValueTask WriteListsAsync(FolderSession<RadioSettings> session, IReadOnlyList<LiveItem<ScriptView>> items, IReadOnlyList<SnapshotItem> withdrawn, CancellationToken cancellationToken)
    {
        await session.WriteAsync("naskah.css", Style.Value, cancellationToken).ConfigureAwait(false);
        await session.WriteAsync("rundown.csv", Rundown.Csv(session.Zone, items), cancellationToken).ConfigureAwait(false);
        await session.WriteAsync("rundown.html", Rundown.Page(Station(session), session.Settings.Program, session.Zone, items, withdrawn), cancellationToken).ConfigureAwait(false);
    }

    protected override Receipt ReceiptOf(RadioSettings settings, PublicationKey key) => new($"naskah/{FileNames.Of(key)}.html");

    protected override Receipt WholeOf(RadioSettings settings) => new("rundown.html");

    private static string Station(FolderSession<RadioSettings> session) => session.Settings.Station ?? session.DisplayName;
}
