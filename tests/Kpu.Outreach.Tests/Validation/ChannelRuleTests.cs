using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Validation;

namespace Kpu.Outreach.Tests.Validation;

public sealed class ChannelRuleTests
{
    private sealed class ShortChannel : ChannelAdapter
    {
        public override ChannelDescriptor Descriptor { get; } = new()
        {
            Key = new ChannelKey("pendek"),
            DisplayName = "Pendek",
            LongestCall = TimeSpan.FromSeconds(1),
            Placements = [new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile { Maximum = 40 }, Operations = Operations.Publish, Guarantee = EffectGuarantee.None }],
        };
    }

    private static IReadOnlyList<Problem> Problems(Material material, int accounts = 1)
    {
        var all = Enumerable.Range(1, accounts).Select(i => new Account { Key = $"akun-{i}", Channel = new ChannelKey("pendek") }).ToList();
        var model = new OutreachModel
        {
            Offices = [new OfficeProfile { Code = OfficeCode.National }],
            Accounts = all,
            Materials = [material],
            Campaigns = [new Campaign { Id = "k", Title = "K", Offices = [OfficeCode.National], Activities = [new Activity { Id = "a", Method = OutreachMethod.SocialMedia, Materials = [material.Id], Accounts = ["*"] }] }],
        };
        var adapter = new ShortChannel();
        return CampaignValidator.Validate(model, null, new ValidationContext { Now = DateTimeOffset.UnixEpoch, Channels = [.. all.Select(a => new EffectiveChannel(a, adapter))] }).Problems;
    }

    private static Material Long => new("materi", "Judul", "Teks ini jauh lebih panjang daripada empat puluh huruf yang muat.");

    [Fact]
    public void A_text_that_fits_in_no_variant_is_told_once_for_all_accounts_alike()
    {
        var problem = Assert.Single(Problems(Long, accounts: 5));
        Assert.Equal(("text-too-long", Severity.Error, "materi.body"), (problem.Code, problem.Severity, problem.Place.ToString()));
    }

    [Fact]
    public void A_variant_that_fits_is_enough() =>
        Assert.Empty(Problems(Long with { Variants = [new MaterialVariant { Name = "@pendek", Channel = "pendek", Body = "Singkat." }] }));

    [Fact]
    public void A_variant_that_does_not_fit_is_where_the_problem_stands() =>
        Assert.Equal("@pendek.body", Assert.Single(Problems(Long with { Variants = [new MaterialVariant { Name = "@pendek", Channel = "pendek", Body = Long.Body }] })).Place.ToString());
}
