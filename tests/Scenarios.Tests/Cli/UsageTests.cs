namespace Scenarios.Tests.Cli;

/// <summary>Wrong usage: exit code 2, a sentence, nothing on standard output.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("Sebutkan perintahnya")]
    [InlineData("\"publishh\" tidak dikenal", "publishh", "ws")]
    [InlineData("WS belum diisi", "publish")]
    [InlineData("\"--nope\" tidak dikenal", "publish", "ws", "--nope")]
    [InlineData("bukan lama waktu", "publish", "ws", "--for", "soon")]
    [InlineData("bukan saat dengan selisih waktu", "publish", "ws", "--rehearse", "2024-02-30T08:00+07:00")]
    [InlineData("bukan saat dengan selisih waktu", "plan", "ws", "--rehearse", "2024-02-01T08:00")]
    [InlineData("bukan letak ledger", "status", "ws", "--ledger", "mysql:x")]
    [InlineData("postgres:env:NAMA", "status", "ws", "--ledger", "postgres:Host=x;Password=rahasia")]
    [InlineData("memerlukan satu nilai", "status", "ws", "--ledger")]
    [InlineData("Bahasa \"jv\" tidak ada", "status", "ws", "--lang", "jv")]
    [InlineData("--lang needs one value", "status", "ws", "--lang", "id", "--lang=en")]
    [InlineData("--by belum diisi", "approve", "ws", "1")]
    [InlineData("--by belum diisi", "hold", "ws")]
    [InlineData("--by belum diisi", "release", "ws", "1")]
    [InlineData("--by belum diisi", "retract", "ws", "1")]
    [InlineData("--by belum diisi", "correct", "ws", "hari")]
    [InlineData("--by belum diisi", "ledger", "accept", "ws")]
    [InlineData("Sebutkan perintahnya", "ledger")]
    [InlineData("\"backups\" tidak dikenal", "ledger", "backups", "ws")]
    [InlineData("FILE belum diisi", "ledger", "restore", "ws")]
    [InlineData("--by belum diisi", "resolve", "ws", "1", "--not-published")]
    [InlineData("--by tidak boleh kosong", "approve", "ws", "1", "--by", " ")]
    [InlineData("Pilih satu", "resolve", "ws", "1", "--by", "Humas")]
    [InlineData("Pilih satu", "resolve", "ws", "1", "--by", "Humas", "--published", "x", "--not-published")]
    [InlineData("Pilih paling banyak satu", "hold", "ws", "--by", "Humas", "--office", "35", "--channel", "feed")]
    [InlineData("bukan nomor", "release", "ws", "satu", "--by", "Humas")]
    public async Task Wrong_usage_is_2(string sentence, params string[] arguments)
    {
        var result = await Outreach.RunAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_speaks_both_languages()
    {
        Assert.Contains("Cara pakai: outreach publish WS", (await Outreach.SucceedAsync("publish", "--help")).Output, StringComparison.Ordinal);
        Assert.Contains("Usage: outreach publish WS", (await Outreach.SucceedAsync("publish", "--help", "--lang", "en")).Output, StringComparison.Ordinal);
        Assert.Contains("outreach ledger verify WS [", (await Outreach.SucceedAsync("ledger", "verify", "--help")).Output, StringComparison.Ordinal);
        Assert.Contains("ledger backup|restore|verify|accept", (await Outreach.SucceedAsync("--help")).Output, StringComparison.Ordinal);
        Assert.Contains("retract WS PUBLICATION", (await Outreach.SucceedAsync("--help")).Output, StringComparison.Ordinal);
    }
}
