using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Radio;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Channels.Tests.Radio;

public sealed class RadioScriptChannelTests : IDisposable
{
    private const string Text = """
        Salam pemilih! Pada Rabu, 14 Februari 2024, kita memilih.

        Sudahkah Anda terdaftar? Periksa di Jl. Merdeka No. 3, atau tanyakan kepada PPS.
        """;

    private readonly TemporaryFolder _root = new();
    private readonly RadioScriptChannel _channel = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Scripts_and_rundown_are_as_verified()
    {
        var set = new LiveSet { Account = LiveSet.AccountOf("radio-script", "radio", ("folder", "radio"), ("station", "Radio Mahardhika")) };
        set.Put(LiveSet.KeyOf("cek-dpt", "radio", "spot"), Samples.At(1, 9), LiveSet.Text("cek-dpt", "=Cek nama, \"segera\"", Text, TextMarkup.Plain));
        set.Put(LiveSet.KeyOf("salam", "radio", "spot"), Samples.At(1, 16), LiveSet.Text("salam", "Salam pemilih", "Salam pemilih.", TextMarkup.Plain));
        set.Put(LiveSet.KeyOf("keliru", "radio", "spot"), Samples.At(2, 9), LiveSet.Text("keliru", "Jadwal keliru", "Jadwal.", TextMarkup.Plain));
        set.Put(LiveSet.KeyOf("tenang", "radio", "spot"), Samples.At(3, 7), LiveSet.Text("tenang", "Masa tenang", "Masa tenang.", TextMarkup.Plain));
        set.Withdraw(LiveSet.KeyOf("keliru", "radio", "spot"));
        var result = await _channel.PublishAsync(set.Request(_root.Path), CancellationToken.None);
        Assert.IsType<Outcome.Done>(result.Outcome);
        var name = FileNames.Of(LiveSet.KeyOf("cek-dpt", "radio", "spot"));
        await Verifier.Verify(_root.Read($"radio/naskah/{name}.txt"), "txt", "script");
        await Verifier.Verify(_root.Read($"radio/naskah/{name}.html"), "html", "script");
        await Verifier.Verify(_root.Read("radio/rundown.html"), "html", "rundown");
        await Verifier.Verify(_root.Read("radio/rundown.csv"), "csv", "rundown");
    }

    [Theory]
    [InlineData("Datang, lalu pilih.", "Datang / lalu pilih //")]
    [InlineData("Buka kpu.go.id. Lihat nama.", "Buka kpu.go.id //|Lihat nama //")]
    [InlineData("Pukul 07.00 sampai 13.00 WIB.", "Pukul 07.00 sampai 13.00 WIB //")]
    [InlineData("Sudah? Bagus!", "Sudah? //|Bagus! //")]
    [InlineData("- satu\n- dua", "satu //|dua //")]
    [InlineData("Harga 3,5 persen; cukup.", "Harga 3,5 persen / cukup //")]
    [InlineData("Bapak H. Ahmad hadir.", "Bapak H. Ahmad hadir //")]
    [InlineData(" \n \n", "")]
    public void Sentences_stand_in_lines_with_their_pauses(string text, string lines) => Assert.Equal(lines, string.Join('|', ScriptText.Lines(text)));

    [Fact]
    public async Task A_slow_station_gets_fewer_seconds()
    {
        var slow = await _channel.ProbeAsync(LiveSet.AccountOf("radio-script", "radio", ("folder", "radio"), ("syllablesPerSecond", "4.4")), CancellationToken.None);
        Assert.Equal(72, slow.Profile!.TextMaximum);
        var usual = await _channel.ProbeAsync(LiveSet.AccountOf("radio-script", "radio", ("folder", "radio")), CancellationToken.None);
        Assert.Null(usual.Profile!.TextMaximum);
        var wrong = await _channel.ProbeAsync(LiveSet.AccountOf("radio-script", "radio", ("folder", "radio"), ("syllablesPerSecond", "cepat")), CancellationToken.None);
        Assert.Equal(FolderProblems.SettingInvalid, Assert.Single(wrong.Problems).Code);
    }
}
