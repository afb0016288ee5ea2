using Kpu.Outreach.Campaigns;

namespace Kpu.Outreach.Tests.Campaigns;

public sealed class OfficeNameTests
{
    /// <summary>Every bare name that means several offices. A new row or short name that clashes with another shows up here.</summary>
    public static TheoryData<string, string> Ambiguous { get; } = new()
    {
        { "Bandung", "32.04 32.73" },
        { "Banjar", "32.79 63.03" },
        { "Bekasi", "32.16 32.75" },
        { "Bengkulu", "17 17.71" },
        { "Bima", "52.06 52.72" },
        { "Blitar", "35.05 35.72" },
        { "Bogor", "32.01 32.71" },
        { "Cirebon", "32.09 32.74" },
        { "Gorontalo", "75 75.01 75.71" },
        { "Jambi", "15 15.71" },
        { "Jayapura", "91.03 91.71" },
        { "Kediri", "35.06 35.71" },
        { "Kupang", "53.01 53.71" },
        { "Madiun", "35.19 35.77" },
        { "Magelang", "33.08 33.71" },
        { "Malang", "35.07 35.73" },
        { "Mojokerto", "35.16 35.76" },
        { "Mura", "16.05 62.12" },
        { "Pasuruan", "35.14 35.75" },
        { "Pekalongan", "33.26 33.75" },
        { "Probolinggo", "35.13 35.74" },
        { "Semarang", "33.22 33.74" },
        { "Serang", "36.04 36.73" },
        { "Solok", "13.02 13.72" },
        { "Sorong", "96.01 96.71" },
        { "Sukabumi", "32.02 32.72" },
        { "Tangerang", "36.03 36.71" },
        { "Tasikmalaya", "32.06 32.78" },
        { "Tegal", "33.28 33.76" },
        { "Yogyakarta", "34 34.71" },
    };

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public void A_name_of_several_offices_is_never_guessed(string name, string codes)
    {
        var match = OfficeDirectory.Default.FindByName(name);
        Assert.True(match.IsAmbiguous);
        Assert.Null(match.Office);
        Assert.Equal(codes, string.Join(' ', match.Candidates.Select(c => c.Code)));
    }

    [Fact]
    public void The_table_of_ambiguous_names_is_complete()
    {
        var bare = OfficeTable.ReadShipped().SelectMany(r => r.Aliases.Append(OfficeName.Of(r.Office.Name).Base));
        var ambiguous = bare.Where(n => OfficeDirectory.Default.FindByName(n).IsAmbiguous).Select(n => OfficeName.Of(n).Base).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Ambiguous.Select(row => OfficeName.Of((string)row[0]).Base).Order(StringComparer.Ordinal), ambiguous);
    }

    [Fact]
    public void Every_official_name_and_title_finds_its_office() => Assert.All(OfficeDirectory.Default.All, office =>
    {
        // Three provinces and the city below them share a bare name; only a title with the word Provinsi tells them apart.
        var name = office.Kind == OfficeKind.Province ? "Provinsi " + office.Name : office.Name;
        Assert.Same(office, OfficeDirectory.Default.FindByName(name).Office);
        Assert.Same(office, OfficeDirectory.Default.FindByName("KPU " + name.ToUpperInvariant()).Office);
        Assert.Same(office, OfficeDirectory.Default.FindByName(name.Replace(' ', '-')).Office);
    });

    [Fact]
    public void Every_short_name_finds_its_office() => Assert.All(OfficeTable.ReadShipped(), row =>
        Assert.All(row.Aliases, alias => Assert.Contains(row.Office.Code, OfficeDirectory.Default.FindByName(alias).Candidates.Select(c => c.Code))));

    [Theory]
    [InlineData("Gunung Kidul", "34.03")]
    [InlineData("gunungkidul", "34.03")]
    [InlineData("KPU Kab. Gunung-Kidul", "34.03")]
    [InlineData("Kota Blitar", "35.72")]
    [InlineData("kotablitar", "35.72")]
    [InlineData("Kab. Blitar", "35.05")]
    [InlineData("KAB.BLITAR", "35.05")]
    [InlineData("KPU Provinsi Jawa Timur", "35")]
    [InlineData("Jatim", "35")]
    [InlineData("KPU Jatim", "35")]
    [InlineData("Provinsi Gorontalo", "75")]
    [InlineData("Kota Gorontalo", "75.71")]
    [InlineData("KIP Aceh", "11")]
    [InlineData("KIP Kota Banda Aceh", "11.71")]
    [InlineData("DKI Jakarta", "31")]
    [InlineData("Jakarta Pusat", "31.71")]
    [InlineData("Kota Jakarta Pusat", "31.71")]
    [InlineData("D.I. Yogyakarta", "34")]
    [InlineData("Kota Yogyakarta", "34.71")]
    [InlineData("TTS", "53.02")]
    [InlineData("OKU", "16.01")]
    [InlineData("Kab. OKU Timur", "16.08")]
    [InlineData("Pangkep", "73.10")]
    [InlineData("Pangkajene dan Kepulauan", "73.10")]
    [InlineData("Pangkajene Kepulauan", "73.10")]
    [InlineData("Polman", "76.04")]
    [InlineData("Musi Rawas", "16.05")]
    [InlineData("Kep. Selayar", "73.01")]
    [InlineData("Kabupaten Pegunungan Bintang", "95.02")]
    [InlineData("Peg. Bintang", "95.02")]
    [InlineData("Kota Baru", "63.02")]
    [InlineData("Kabupaten Kotabaru", "63.02")]
    [InlineData("Kotamobagu", "71.74")]
    [InlineData("Kota Kotamobagu", "71.74")]
    [InlineData("Lima Puluh Kota", "13.07")]
    [InlineData("FakFak", "92.03")]
    [InlineData("Tolitoli", "72.04")]
    [InlineData("Riau", "14")]
    [InlineData("Papua", "91")]
    [InlineData("KPU RI", "00")]
    [InlineData("RI", "00")]
    public void Names_are_found_as_people_write_them(string name, string code)
    {
        var match = OfficeDirectory.Default.FindByName(name);
        Assert.Equal(code, match.Office?.Code.Value);
        Assert.False(match.IsAmbiguous);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("KPU")]
    [InlineData("Kota")]
    [InlineData("Kota Surabaya Raya")]
    [InlineData("Kota Nias")]
    [InlineData("Atlantis")]
    [InlineData("...")]
    public void Other_names_find_nothing(string name)
    {
        var match = OfficeDirectory.Default.FindByName(name);
        Assert.Null(match.Office);
        Assert.False(match.IsAmbiguous);
        Assert.Empty(match.Candidates);
    }

    [Fact]
    public void A_kind_with_both_words_stays_ambiguous() =>
        Assert.Equal(2, OfficeDirectory.Default.FindByName("Kabupaten/Kota Blitar").Candidates.Count);
}
