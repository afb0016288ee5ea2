using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Tests.Campaigns;

public sealed class OfficeDirectoryTests
{
    private static OfficeDirectory Directory => OfficeDirectory.Default;

    [Fact]
    public void Holds_every_office_once()
    {
        Assert.Equal(553, Directory.All.Count);
        Assert.Equal(1, Directory.All.Count(o => o.Kind == OfficeKind.National));
        Assert.Equal(38, Directory.All.Count(o => o.Kind == OfficeKind.Province));
        Assert.Equal(416, Directory.All.Count(o => o.Kind == OfficeKind.Regency));
        Assert.Equal(98, Directory.All.Count(o => o.Kind == OfficeKind.City));
        AssertUnique(Directory.All.Select(o => o.Code.Value));
        AssertUnique(Directory.All.Select(o => o.Name));
        AssertUnique(Directory.All.Select(o => o.Title));
        AssertUnique(Directory.All.Select(o => o.Host).OfType<string>());
        AssertUnique(Directory.All.Select(Directory.SlugOf));
        AssertUnique(Directory.All.SelectMany(o => o.FormerCodes.Append(o.Code)).Select(c => c.Value));
    }

    [Fact]
    public void The_root_is_KPU_RI()
    {
        var root = Directory.All[0];
        Assert.Equal((OfficeCode.National, "KPU RI", "KPU RI", "kpu.go.id"), (root.Code, root.Name, root.Title, root.Host));
        Assert.Same(IndonesianZone.Wib, root.Zone);
        Assert.Same(root, Directory.Find(default));
    }

    [Fact]
    public void Zones_follow_Keppres_41_of_1987()
    {
        var provinces = Directory.ChildrenOf(OfficeCode.National);
        Assert.Equal(18, provinces.Count(p => p.Zone == IndonesianZone.Wib));
        Assert.Equal(12, provinces.Count(p => p.Zone == IndonesianZone.Wita));
        Assert.Equal(8, provinces.Count(p => p.Zone == IndonesianZone.Wit));
        Assert.All(provinces, p => Assert.All(Directory.ChildrenOf(p.Code), c => Assert.Same(p.Zone, c.Zone)));
    }

    [Theory]
    [InlineData("00", 38)]
    [InlineData("35", 38)]
    [InlineData("12", 33)]
    [InlineData("34", 5)]
    [InlineData("93", 4)]
    [InlineData("94", 8)]
    [InlineData("95", 8)]
    [InlineData("96", 6)]
    [InlineData("35.72", 0)]
    [InlineData("99", 0)]
    public void Children_are_the_offices_directly_below(string code, int count)
    {
        var above = OfficeCode.Parse(code);
        var children = Directory.ChildrenOf(above);
        Assert.Equal(count, children.Count);
        Assert.All(children, c => Assert.Equal(above, c.Code.Parent));
        Assert.Equal(children.OrderBy(c => c.Code), children);
    }

    [Fact]
    public void Every_office_hangs_on_the_tree() =>
        Assert.Equal(552, Directory.All.SelectMany(o => Directory.ChildrenOf(o.Code)).Distinct().Count());

    [Theory]
    [InlineData("91.01", "93.01", "Kabupaten Merauke")]
    [InlineData("91.04", "94.01", "Kabupaten Nabire")]
    [InlineData("91.24", "95.08", "Kabupaten Nduga")]
    [InlineData("92.10", "96.05", "Kabupaten Maybrat")]
    [InlineData("92.71", "96.71", "Kota Sorong")]
    public void A_former_code_finds_the_office_of_today(string former, string current, string name)
    {
        var office = Directory.Find(OfficeCode.Parse(former));
        Assert.Equal((current, name), (office?.Code.Value, office?.Name));
        Assert.Same(office, Directory.Find(OfficeCode.Parse(current)));
    }

    [Fact]
    public void Twenty_six_offices_have_a_former_code() => Assert.Equal(26, Directory.All.Sum(o => o.FormerCodes.Count));

    [Fact]
    public void An_unknown_code_finds_nothing() => Assert.Null(Directory.Find(OfficeCode.Parse("99.99")));

    [Theory]
    [InlineData("00", "kpu-ri")]
    [InlineData("11", "prov-aceh")]
    [InlineData("12", "prov-sumut")]
    [InlineData("31", "prov-jakarta")]
    [InlineData("12.04", "kab-nias")]
    [InlineData("12.71", "kota-medan")]
    [InlineData("31.71", "kota-jakarta-pusat")]
    [InlineData("31.01", "kab-kepulauan-seribu")]
    [InlineData("73.10", "kab-pangkajene-kepulauan")]
    public void Slugs_are_short_and_plain(string code, string slug) =>
        Assert.Equal(slug, Directory.SlugOf(Directory.Find(OfficeCode.Parse(code))!));

    [Fact]
    public void Every_slug_is_plain_and_leads_back()
    {
        Assert.All(Directory.All, o => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)+$", Directory.SlugOf(o)));
        Assert.All(Directory.All, o => Assert.Same(o, Directory.FindByName(Directory.SlugOf(o)).Office));
    }

    [Theory]
    [InlineData("kota-blitar.kpu.go.id", "35.72")]
    [InlineData("KAB-PANGKEP.kpu.go.id", "73.10")]
    [InlineData("kpu.go.id", "00")]
    [InlineData("example.go.id", null)]
    [InlineData("", null)]
    public void A_host_finds_its_office(string host, string? code) => Assert.Equal(code, Directory.FindByHost(host)?.Code.Value);

    [Theory]
    [InlineData(HostEvidence.Seen, 41)]
    [InlineData(HostEvidence.Listed, 23)]
    [InlineData(HostEvidence.Inferred, 483)]
    [InlineData(HostEvidence.None, 6)]
    public void Every_host_says_how_well_it_is_known(HostEvidence evidence, int count)
    {
        var offices = Directory.All.Where(o => o.HostEvidence == evidence).ToList();
        Assert.Equal(count, offices.Count);
        Assert.All(offices, o => Assert.Equal(evidence == HostEvidence.None, o.Host is null));
    }

    [Theory]
    [InlineData("35.72", HostEvidence.Seen)]
    [InlineData("73.10", HostEvidence.Seen)]
    [InlineData("31.74", HostEvidence.Seen)]
    [InlineData("95.01", HostEvidence.Listed)]
    [InlineData("12.71", HostEvidence.Listed)]
    [InlineData("12", HostEvidence.Inferred)]
    [InlineData("31.71", HostEvidence.Inferred)]
    [InlineData("11.71", HostEvidence.None)]
    public void Evidence_of_single_hosts(string code, HostEvidence evidence) =>
        Assert.Equal(evidence, Directory.Find(OfficeCode.Parse(code))!.HostEvidence);

    [Fact]
    public void In_Aceh_the_office_is_called_KIP()
    {
        Assert.Equal("KIP Aceh", Directory.Find(OfficeCode.Parse("11"))!.Title);
        Assert.Equal("KIP Kota Banda Aceh", Directory.Find(OfficeCode.Parse("11.71"))!.Title);
        Assert.Equal("KPU Kota Blitar", Directory.Find(OfficeCode.Parse("35.72"))!.Title);
    }

    [Fact]
    public async Task Many_readers_share_one_directory()
    {
        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => OfficeDirectory.Default)));
        Assert.All(found, d => Assert.Same(found[0], d));
    }

    private static void AssertUnique(IEnumerable<string> values)
    {
        var all = values.ToList();
        Assert.NotEmpty(all);
        Assert.Empty(all.GroupBy(v => v, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key));
    }
}
