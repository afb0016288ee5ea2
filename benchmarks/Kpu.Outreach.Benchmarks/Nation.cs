using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Benchmarks;

/// <summary>The model of a national campaign: so many offices, eight accounts each, thirty materials for all of them.</summary>
internal static class Nation
{
    public const int AccountsPerOffice = 8;
    public const int Materials = 30;

    private static readonly string[] Platforms = ["instagram", "facebook", "x", "youtube", "tiktok", "whatsapp"];

    public static OutreachModel Of(int offices)
    {
        IReadOnlyList<Office> chosen = [.. OfficeDirectory.Default.All.Take(offices)];
        return new OutreachModel
        {
            Offices = [.. chosen.Select(o => new OfficeProfile { Code = o.Code, Hashtags = ["KPUMelayani"] })],
            Accounts = [.. chosen.SelectMany(AccountsOf)],
            Calendars = [ElectionCalendars.Find("pemilu-2024")!],
            Materials = [.. Enumerable.Range(1, Materials).Select(MaterialOf)],
            Facts = [new Fact { Id = "hari", Type = FactType.Date, Value = "2024-02-14", Source = "PKPU 3/2022", Status = FactStatus.Verified }],
            Campaigns =
            [
                new Campaign
                {
                    Id = "nasional", Title = "Kampanye nasional", Offices = [.. chosen.Select(o => o.Code)], Calendar = "pemilu-2024", Stages = [StageKey.Voting],
                    Activities = [.. Enumerable.Range(1, Materials).Select(i => new Activity
                    {
                        Id = $"unggah-{i}", Method = OutreachMethod.SocialMedia, When = new DateTime(2024, 1, 15, 9, 0, 0).AddDays(i - 1), Materials = [$"materi-{i}"], Accounts = ["*"],
                    })],
                },
            ],
        };
    }

    private static IEnumerable<Account> AccountsOf(Office office)
    {
        yield return new Account { Key = office.Code + "-laman", Channel = new ChannelKey("static-site"), Office = office.Code, Settings = Settings(("folder", office.Code + "/laman"), ("baseUrl", "https://contoh.kpu.go.id/")) };
        yield return new Account { Key = office.Code + "-umpan", Channel = new ChannelKey("feed"), Office = office.Code, Settings = Settings(("folder", office.Code + "/umpan"), ("baseUrl", "https://contoh.kpu.go.id/umpan/")) };
        foreach (var platform in Platforms)
            yield return new Account { Key = $"{office.Code}-{platform}", Channel = new ChannelKey("timeline"), Office = office.Code, Settings = Settings(("platform", platform), ("folder", $"{office.Code}/{platform}")) };
    }

    private static Material MaterialOf(int number) => new(
        $"materi-{number}",
        $"Materi ke-{number}",
        "Pemungutan suara berlangsung pada {fact:hari}. Pastikan nama Anda terdaftar di daftar pemilih, kenali calon Anda, dan datanglah ke TPS.")
    {
        Hashtags = ["Pemilu2024"],
        Media =
        [
            new MaterialMedia { File = new MediaRef { Path = $"media/{number}.jpg", Length = 90_000, ContentType = "image/jpeg", Width = 1080, Height = 1080 }, AltText = "Poster ajakan memeriksa nama di daftar pemilih" },
            new MaterialMedia { File = new MediaRef { Path = $"media/{number}.mp4", Length = 900_000, ContentType = "video/mp4", Width = 720, Height = 1280, Duration = TimeSpan.FromSeconds(20) }, Transcript = "Periksa nama Anda.", Captions = new MediaRef { Path = $"media/{number}.vtt", Length = 400, ContentType = "text/vtt" } },
        ],
    };

    private static Dictionary<string, string> Settings(params (string Name, string Value)[] settings) => settings.ToDictionary(s => s.Name, s => s.Value);
}
