using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Benchmarks;

/// <summary>A number of deliveries that are due together.</summary>
/// <param name="Id">The id of the activity.</param>
/// <param name="Count">How many there are.</param>
/// <param name="When">When they are due; null for at once.</param>
internal sealed record Wave(string Id, int Count, DateTimeOffset? When = null);

/// <summary>The model of a campaign with just so many deliveries, on one channel that every office has accounts of. The plan approves it.</summary>
internal static class Workload
{
    public const int AllOffices = 553;
    public const int MostAccounts = 8 * AllOffices;

    public const string Campaign = "serentak";

    public static readonly ChannelKey Channel = new("papan");

    /// <summary>Deliveries to all offices: so few materials and so many accounts that (nearly) each account gets each material.</summary>
    /// <param name="deliveries">How many.</param>
    /// <param name="approval">Who approves; null for the plan.</param>
    public static OutreachModel Of(int deliveries, ApprovalPolicy? approval = null)
    {
        var materials = (deliveries + MostAccounts - 1) / MostAccounts;
        var model = Of(AllOffices, deliveries / materials, new Wave("sekarang", deliveries));
        return model with { Campaigns = [model.Campaigns[0] with { Approval = approval ?? ApprovalPolicy.Default }] };
    }

    /// <param name="offices">How many offices, the national one only when it is all of them.</param>
    /// <param name="accounts">How many accounts the offices have together.</param>
    /// <param name="waves">What is due when.</param>
    public static OutreachModel Of(int offices, int accounts, params IReadOnlyList<Wave> waves)
    {
        IReadOnlyList<Office> chosen = [.. OfficeDirectory.Default.All.Skip(offices < AllOffices ? 1 : 0).Take(offices)];
        List<Account> all = [.. Enumerable.Range(0, accounts).Select(i => AccountOf(chosen[i % offices], (i / offices) + 1))];
        var (materials, activities) = (new List<Material>(), new List<Activity>());
        foreach (var wave in waves)
        {
            var rest = wave.Count % accounts;
            if (wave.Count >= accounts) Add(wave, wave.Id, wave.Count / accounts, ["*"]);
            if (rest > 0) Add(wave, wave.Id + "-sisa", 1, [.. all.Take(rest).Select(a => a.Key)]);
        }

        return new OutreachModel
        {
            Offices = [.. chosen.Select(o => new OfficeProfile { Code = o.Code })],
            Accounts = all,
            Materials = materials,
            Campaigns = [new Campaigns.Campaign { Id = Campaign, Title = "Serentak", Offices = [.. chosen.Select(o => o.Code)], Activities = activities }],
        };

        void Add(Wave wave, string id, int count, IReadOnlyList<string> accountsOf)
        {
            List<Material> told = [.. Enumerable.Range(1, count).Select(n => new Material($"{id}-{n}", $"Materi {id} {n}", TextOf(n)))];
            materials.AddRange(told);
            activities.Add(new Activity
            {
                Id = id, Method = OutreachMethod.SocialMedia, Materials = [.. told.Select(m => m.Id)], Accounts = accountsOf,
                Zone = IndonesianZone.Wib, When = wave.When is { } when ? TimeZoneInfo.ConvertTime(when, IndonesianZone.Wib.TimeZone).DateTime : null,
            });
        }
    }

    /// <summary>The text of a material.</summary>
    public static string TextOf(int number) => $"Pastikan nama Anda terdaftar, lalu datanglah ke TPS. Pesan ke-{number}.";

    private static Account AccountOf(Office office, int number) => new() { Key = $"{office.Code}-papan-{number}", Channel = Channel, Office = office.Code };
}
