using Kpu.Outreach.Validation;

namespace Kpu.Outreach.Tests.Validation;

public sealed class LiteralFinderTests
{
    [Theory]
    [InlineData("Datang pada 14/2/2024 ya", "14/2/2024", "2024-02-14")]
    [InlineData("Datang pada 14/02/24.", "14/02/24", "2024-02-14")]
    [InlineData("Datang pada 14-02-2024.", "14-02-2024", "2024-02-14")]
    [InlineData("Datang pada 14.02.2024.", "14.02.2024", "2024-02-14")]
    [InlineData("Datang pada 2024-02-14.", "2024-02-14", "2024-02-14")]
    [InlineData("Datang Rabu, 14 Februari ke TPS", "Rabu, 14 Februari", "-02-14")]
    [InlineData("Datang hari Rabu 14 Februari 2024 ke TPS", "Rabu 14 Februari 2024", "2024-02-14")]
    [InlineData("14 Februari 2024 hari kita", "14 Februari 2024", "2024-02-14")]
    [InlineData("Tutup 14 Feb 2024.", "14 Feb 2024", "2024-02-14")]
    [InlineData("Tutup tgl. 5 Mei", "tgl. 5 Mei", "-05-05")]
    [InlineData("Ingat **14 Februari**!", "14 Februari", "-02-14")]
    [InlineData("On February 14, 2024 we vote", "February 14, 2024", "2024-02-14")]
    [InlineData("paling lambat tanggal 14 ya", "tanggal 14", null)]
    [InlineData("paling lambat tanggal empat belas ya", "tanggal empat belas", null)]
    [InlineData("Rabu (14/2) petugas datang", "Rabu (14/2)", null)]
    [InlineData("14-16 Februari", "14-16 Februari", null)]
    [InlineData("14–16 Februari 2024", "14–16 Februari 2024", null)]
    [InlineData("14 s.d. 16 Februari", "14 s.d. 16 Februari", null)]
    [InlineData("14 s/d 16 Februari", "14 s/d 16 Februari", null)]
    [InlineData("14 sampai dengan 16 Februari", "14 sampai dengan 16 Februari", null)]
    [InlineData("28 Januari hingga 3 Februari 2024", "28 Januari hingga 3 Februari 2024", null)]
    [InlineData("TPS buka pukul tujuh pagi", "pukul tujuh pagi", null)]
    [InlineData("TPS buka pukul 07.00", "pukul 07.00", "07:00")]
    [InlineData("TPS buka pukul 07.00-13.00 WIB", "pukul 07.00-13.00 WIB", "07:00")]
    [InlineData("TPS buka jam 7 pagi", "jam 7 pagi", "07:00")]
    [InlineData("TPS tutup jam 1 siang", "jam 1 siang", "13:00")]
    [InlineData("TPS buka 07.00 WIB", "07.00 WIB", "07:00")]
    [InlineData("TPS buka 07:00 ya", "07:00", "07:00")]
    [InlineData("Anggaran Rp2,5 juta saja", "Rp2,5 juta", "2500000")]
    [InlineData("Anggaran Rp 2.500.000, saja", "Rp 2.500.000", "2500000")]
    [InlineData("Anggaran Rp. 2.500.000", "Rp. 2.500.000", "2500000")]
    [InlineData("Anggaran dua juta rupiah", "dua juta rupiah", null)]
    [InlineData("Anggaran 150 ribu rupiah", "150 ribu rupiah", "150000")]
    public void A_literal_is_found_whole(string text, string expected, string? meaning)
    {
        var literal = Assert.Single(LiteralFinder.Find(text));
        Assert.Equal(expected, literal.Text);
        Assert.Equal(text.IndexOf(expected, StringComparison.Ordinal), literal.Start);
        Assert.True(meaning is null || literal.Meaning?.Value == meaning, $"{literal.Meaning?.Value} is not {meaning}");
    }

    [Theory]
    [InlineData("PKPU 3/2022, UU 7/2017 dan Pasal 449 ayat (2)")]
    [InlineData("Peraturan KPU Nomor 3 Tahun 2022; Keputusan KPU 290/PP.06-Kpt/06/KPU/IV/2021")]
    [InlineData("Putusan MK Nomor 135/PUU-XXII/2024")]
    [InlineData("Pemilu 2024 dan Pilkada 2024 untuk 204.807.222 pemilih")]
    [InlineData("#14Februari #Pemilu2024 @kpu14februari")]
    [InlineData("https://kpu.go.id/2024/02/14/berita [tautan](berita/2024-02-14.html)")]
    [InlineData("`2024-02-14` dan\n```\n14 Februari 2024 pukul 07.00\n```\n")]
    [InlineData("Telepon (0342) 801-474 atau 0812-1212-2024 atau +62 812 1414 2024")]
    [InlineData("Hubungi 0342-801-474.")]
    [InlineData("Datang pada {fact:hari} pukul {fact:jam|short}")]
    [InlineData("Pemilih berumur 17 sampai 21 tahun, 10 orang, 25 kecamatan, 75 persen")]
    [InlineData("petugas siaga 24 jam setiap hari; tiga puluh tiga kabupaten; dua juta pemilih")]
    [InlineData("Dipukul rata; jam kerja; tanggal lahir; rupiah")]
    [InlineData("TPS 14, RT 05/RW 02, Minggu kedua, 3 Desa dan 2 Maretan")]
    [InlineData("<a href=\"14-02-2024\">teks</a> <!-- 14 Februari -->")]
    public void What_only_looks_like_one_is_not_found(string text) => Assert.Empty(LiteralFinder.Find(text));

    [Fact]
    public void Several_are_found_in_order_and_not_twice() =>
        Assert.Equal(
            ["Rabu, 14 Februari 2024", "pukul 07.00 WIB", "Rp50.000"],
            LiteralFinder.Find("Rabu, 14 Februari 2024, pukul 07.00 WIB, uang saku Rp50.000.").Select(l => l.Text));

    [Theory]
    [InlineData("<!--")]
    [InlineData("<a")]
    [InlineData("a.a-")]
    [InlineData("Rabu        ")]
    [InlineData("1")]
    [InlineData("1 dan ")]
    [InlineData("dua ")]
    [InlineData("```\n")]
    [InlineData("](")]
    [InlineData("UU ")]
    public void Hostile_texts_take_linear_time(string piece)
    {
        // A quadratic pattern would take hours for a text of the largest size; the test run's own limit is the judge.
        var text = string.Concat(Enumerable.Repeat(piece, 1024 * 1024 / piece.Length));
        Assert.NotNull(LiteralFinder.Find(text));
    }
}
