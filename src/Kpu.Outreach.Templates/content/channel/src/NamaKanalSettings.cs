using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Nama_Proyek;

/// <summary>The settings of an account.</summary>
/// <param name="Api">Where the platform's interface is, with a slash at the end.</param>
/// <param name="Board">The board on which notices stand.</param>
internal sealed record NamaKanalSettings(Uri Api, string Board)
{
    public const string BaseUrl = "baseUrl";
    public const string BoardName = "board";

    public static IReadOnlyList<SettingDescriptor> Descriptors { get; } =
    [
        new SettingDescriptor(BaseUrl, "Alamat antarmuka papan, misalnya https://papan.example/.", Required: true),
        new SettingDescriptor(BoardName, "Nama papan tempat pengumuman dipasang.", Required: true),
    ];

    /// <summary>Reads the settings; null and a problem when they cannot be used.</summary>
    public static (NamaKanalSettings? Settings, Problem? Problem) Read(Account account)
    {
        var address = account.Settings.GetValueOrDefault(BaseUrl);
        if (!Uri.TryCreate(address?.TrimEnd('/') + "/", UriKind.Absolute, out var api) || api.Scheme is not ("https" or "http")) return (null, Wrong(BaseUrl));
        return account.Settings.GetValueOrDefault(BoardName) is { Length: > 0 } board ? (new NamaKanalSettings(api, board), null) : (null, Wrong(BoardName));
    }

    private static Problem Wrong(string setting) => Problem.Error("kunci-kanal-setting", Place.Unknown, setting);
}
