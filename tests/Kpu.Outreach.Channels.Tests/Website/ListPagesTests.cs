using Kpu.Outreach.Channels.Website;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Channels.Tests.Website;

public sealed class ListPagesTests
{
    [Fact]
    public async Task More_than_fifty_articles_go_to_a_second_page_and_an_empty_site_says_so()
    {
        using var root = new TemporaryFolder();
        var set = new LiveSet { Account = LiveSet.AccountOf("static-site", "laman", ("folder", "laman")) };
        await new StaticSiteChannel().PublishAsync(set.Request(root.Path), CancellationToken.None);
        Assert.Contains("Belum ada informasi.", root.Read("laman/index.html"), StringComparison.Ordinal);
        Assert.False(File.Exists(root.Full("laman/sitemap.xml")));

        for (var i = 0; i < 51; i++) set.Put(LiveSet.KeyOf($"m{i:00}", "laman"), Samples.At(1, 0).AddHours(i), LiveSet.Text($"m{i:00}", $"Judul {i}", "Isi."));
        await new StaticSiteChannel().PublishAsync(set.Request(root.Path), CancellationToken.None);
        Assert.Contains("href=\"halaman/2/index.html\"", root.Read("laman/index.html"), StringComparison.Ordinal);
        Assert.DoesNotContain(">Judul 0<", root.Read("laman/index.html"), StringComparison.Ordinal);
        Assert.Contains("href=\"../../m00-", root.Read("laman/halaman/2/index.html"), StringComparison.Ordinal);

        set.Withdraw(LiveSet.KeyOf("m00", "laman"));
        await new StaticSiteChannel().PublishAsync(set.Request(root.Path), CancellationToken.None);
        Assert.False(Directory.Exists(root.Full("laman/halaman")));
    }

    [Fact]
    public async Task A_revised_title_keeps_the_address()
    {
        using var root = new TemporaryFolder();
        var set = StaticSiteChannelTests.Site();
        var key = LiveSet.KeyOf("cek-dpt", "laman");
        var before = (await new StaticSiteChannel().PublishAsync(set.Request(root.Path), CancellationToken.None)).Receipts![key];
        set.Put(key, Samples.At(7, 9), LiveSet.Text("cek-dpt", "Judul lain", "Isi."));
        var after = (await new StaticSiteChannel().PublishAsync(set.Request(root.Path), CancellationToken.None)).Receipts![key];
        Assert.Equal(before, after);
    }
}
