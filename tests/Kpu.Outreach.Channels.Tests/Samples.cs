using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Tests;

/// <summary>Small live sets that the tests of several channels share.</summary>
internal static class Samples
{
    internal const string Body = """
        Pastikan nama Anda terdaftar sebelum **14 Februari 2024**.

        # Langkah

        1. Buka [laman pemeriksaan](https://cekdptonline.kpu.go.id).
        2. Masukkan NIK.

        ## Bila belum terdaftar

        | Tempat | Waktu |
        |---|---|
        | Kantor PPS | 08.00-16.00 WIB |

        Lapor ke PPS setempat, ya.
        """;

    internal static DateTimeOffset At(int day, int hour) => IndonesianZone.Wib.At(new DateTime(2023, 11, day, hour, 0, 0, DateTimeKind.Unspecified));

    /// <summary>Three articles, one of them revised, and a fourth that was taken back.</summary>
    internal static LiveSet Articles(string channel, string account, string placement, params (string Name, string Value)[] settings)
    {
        var set = new LiveSet { Account = LiveSet.AccountOf(channel, account, settings) };
        set.Put(LiveSet.KeyOf("cek-dpt", account, placement), At(1, 9), LiveSet.Text("cek-dpt", "Cek nama Anda di daftar pemilih", Body, TextMarkup.Markdown, LiveSet.Picture));
        set.Put(LiveSet.KeyOf("film-dpt", account, placement), At(2, 9), LiveSet.Text("film-dpt", "Film: memeriksa nama", "Tonton caranya.", TextMarkup.Markdown, LiveSet.Film));
        set.Put(LiveSet.KeyOf("ditarik", account, placement), At(2, 10), LiveSet.Text("ditarik", "Jadwal yang keliru", "Isi yang keliru."));
        set.Put(LiveSet.KeyOf("tanpa-gambar", account, placement), At(3, 9), LiveSet.Text("tanpa-gambar", "Pemilih & \"pemula\" <2024>", "Salam."));
        set.Put(LiveSet.KeyOf("cek-dpt", account, placement), At(4, 10), LiveSet.Text("cek-dpt", "Cek nama Anda di daftar pemilih tetap", Body, TextMarkup.Markdown, LiveSet.Picture));
        set.Withdraw(LiveSet.KeyOf("ditarik", account, placement));
        return set;
    }

    /// <summary>Posts as a platform's placement carries them.</summary>
    internal static LiveSet Posts(string platform, string account = "sosial", params RenditionMedia[] media)
    {
        var set = new LiveSet { Account = LiveSet.AccountOf("timeline", account, ("platform", platform)) with { DisplayName = "@kpukotablitar" } };
        set.Put(LiveSet.KeyOf("cek-dpt", account, platform), At(1, 9), LiveSet.Text("cek-dpt", "Cek nama", "Sudah cek namamu?\nBuka cekdptonline.kpu.go.id\n\n#CekDPT #Pemilu2024", TextMarkup.Plain, media));
        set.Put(LiveSet.KeyOf("salam", account, platform), At(2, 9), LiveSet.Text("salam", "Salam", "Salam pemilih pemula!", TextMarkup.Plain, media));
        set.Put(LiveSet.KeyOf("keliru", account, platform), At(3, 9), LiveSet.Text("keliru", "Jadwal keliru", "Jadwal.", TextMarkup.Plain, media));
        set.Put(LiveSet.KeyOf("salam", account, platform), At(4, 9), LiveSet.Text("salam", "Salam", "Salam pemilih pemula dan pemilih lansia!", TextMarkup.Plain, media));
        set.Withdraw(LiveSet.KeyOf("keliru", account, platform));
        return set;
    }
}
