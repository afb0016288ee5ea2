using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.CrashBench;

/// <summary>What is published: a campaign a portion, on so many accounts a guarantee, so many materials each.</summary>
/// <param name="Accounts">The accounts of each guarantee.</param>
/// <param name="Materials">The materials of each portion.</param>
internal sealed record Workload(int Accounts, int Materials)
{
    private static readonly OfficeCode Office = OfficeCode.Parse("35.72");

    public static ChannelKey ChannelOf(string guarantee) => new("crash-" + guarantee);

    /// <summary>The deliveries of each guarantee in a portion.</summary>
    public int PerPortion => Accounts * Materials;

    public IReadOnlyList<Account> AllAccounts =>
        [.. Guarantees.All.SelectMany(g => Enumerable.Range(1, Accounts).Select(i => new Account { Key = FormattableString.Invariant($"{g}-{i}"), Channel = ChannelOf(g), Office = Office }))];

    public static string CampaignOf(int portion) => FormattableString.Invariant($"bagian-{portion}");

    public OutreachModel Portion(int portion)
    {
        IReadOnlyList<Material> materials =
        [
            .. Enumerable.Range(1, Materials).Select(i => new Material(
                FormattableString.Invariant($"materi-{portion}-{i}"),
                FormattableString.Invariant($"Materi {i} bagian {portion}"),
                FormattableString.Invariant($"Pastikan nama Anda terdaftar di daftar pemilih. Pesan {i} bagian {portion}."))),
        ];
        return new OutreachModel
        {
            Offices = [new OfficeProfile { Code = Office }],
            Accounts = AllAccounts,
            Materials = materials,
            Campaigns =
            [
                new Campaign
                {
                    Id = CampaignOf(portion),
                    Title = FormattableString.Invariant($"Bagian {portion}"),
                    Offices = [Office],
                    Activities = [new Activity { Id = "unggah", Method = OutreachMethod.SocialMedia, Materials = [.. materials.Select(m => m.Id)], Accounts = ["*"] }],
                },
            ],
        };
    }
}
