using System.Globalization;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Videotron;

/// <summary>The settings of an account.</summary>
/// <param name="Api">Where the screen's interface is, with a slash at the end.</param>
/// <param name="Seconds">How long a slide is shown each time it comes round.</param>
internal sealed record VideotronSettings(Uri Api, int Seconds)
{
    public const string BaseUrl = "baseUrl";
    public const string SlideSeconds = "seconds";
    public const int DefaultSeconds = 10;
    public const int FewestSeconds = 5;
    public const int MostSeconds = 60;

    public static IReadOnlyList<SettingDescriptor> Descriptors { get; } =
    [
        new SettingDescriptor(BaseUrl, "Alamat videotron, misalnya http://videotron.balaikota.lan:8080/.", Required: true),
        new SettingDescriptor(SlideSeconds, "Berapa detik satu tayangan tampil, 5 sampai 60.", Default: DefaultSeconds.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Reads the settings; null and a problem when they cannot be used.</summary>
    public static (VideotronSettings? Settings, Problem? Problem) Read(Account account)
    {
        var address = account.Settings.GetValueOrDefault(BaseUrl);
        if (!Uri.TryCreate(address?.TrimEnd('/') + "/", UriKind.Absolute, out var api) || api.Scheme is not ("https" or "http")) return (null, Wrong(BaseUrl));
        if (!account.Settings.TryGetValue(SlideSeconds, out var text)) return (new VideotronSettings(api, DefaultSeconds), null);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= FewestSeconds and <= MostSeconds
            ? (new VideotronSettings(api, seconds), null)
            : (null, Wrong(SlideSeconds));
    }

    private static Problem Wrong(string setting) => Problem.Error("videotron-setting", Place.Unknown, setting);
}
