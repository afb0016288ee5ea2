using AngleSharp.Html.Parser;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Channels.Tests.Website;

/// <summary>Whatever a title, text or description says, no page and no feed turns it into markup that acts.</summary>
public sealed class HostileContentTests
{
    private const string Attack = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202Egnp.exe\u0000\uFFFE";

    private static readonly string Body = $"""
        # {Attack}

        <iframe src="https://jahat.example"></iframe> <b onclick="alert(1)">tebal</b>

        [klik](javascript:alert(1)) [klik](java&#10;script:alert(1)) [klik](data:text/html,x) [klik](//jahat.example) [baik](https://www.kpu.go.id "{Attack.Replace("\"", "", StringComparison.Ordinal)}")
        <javascript:alert(1)> ![pelacak](https://jahat.example/a.png) ![ada](media/poster.jpg)

        {new string('w', 400)}

        | a | <script>alert(1)</script> |
        |---|---|
        | x | y |
        """;

    [Theory]
    [InlineData("static-site", "article", TextMarkup.Markdown)]
    [InlineData("feed", "entry", TextMarkup.Markdown)]
    [InlineData("timeline", "x", TextMarkup.Plain)]
    [InlineData("timeline", "facebook", TextMarkup.Plain)]
    [InlineData("radio-script", "spot", TextMarkup.Plain)]
    public async Task Pages_hold_no_script_handler_frame_or_foreign_picture(string channel, string placement, TextMarkup markup)
    {
        using var root = new TemporaryFolder();
        var set = new LiveSet { Account = LiveSet.AccountOf(channel, "akun", ("folder", "keluar"), ("platform", placement), ("baseUrl", "https://kota-blitar.kpu.go.id"), ("title", Attack), ("program", Attack), ("station", Attack)) with { DisplayName = Attack } };
        var media = channel is "radio-script" ? [] : new[] { LiveSet.Picture with { AltText = Attack, Credit = Attack } };
        var rendition = LiveSet.Text("jahat", Attack, markup == TextMarkup.Markdown ? Body : placement == "x" ? Attack : Body, markup, media) with
        {
            Summary = Attack,
            Hashtags = [Attack],
            Sources = [Attack, "javascript:alert(1)"],
            Labels = [new RenditionLabel("stage", Attack, Attack), new RenditionLabel("kind", Attack, Attack)],
        };
        set.Put(LiveSet.KeyOf("jahat", "akun", placement), Samples.At(1, 9), rendition);
        set.Put(LiveSet.KeyOf("hilang", "akun", placement), Samples.At(1, 9), rendition);
        set.Withdraw(LiveSet.KeyOf("hilang", "akun", placement));
        var adapter = new OutreachOptions().AddBuiltInChannels().Channels.Single(a => a.Descriptor.Key == new ChannelKey(channel));
        var result = await adapter.GetRole<ISnapshotPublisher>()!.PublishAsync(set.Request(root.Path), CancellationToken.None);
        Assert.True(result.Outcome is Outcome.Done, result.Outcome.Problem?.ToString());

        var pages = 0;
        foreach (var path in root.Snapshot().Keys)
        {
            if (path.EndsWith(".html", StringComparison.Ordinal)) (pages, _) = (pages + 1, AssertHarmless(root.Read(path)));
            if (path.EndsWith(".rss", StringComparison.Ordinal) || path.EndsWith(".atom", StringComparison.Ordinal))
            {
                var feed = System.Xml.Linq.XDocument.Parse(root.Read(path));
                foreach (var content in feed.Descendants().Where(e => e.Name.LocalName is "encoded" or "content" or "description" or "summary")) AssertHarmless("<!doctype html>" + content.Value);
                pages++;
            }

            // What programs read, the manifest and the posts, keeps the text as it is.
            if (!path.EndsWith("manifest.json", StringComparison.Ordinal) && !path.EndsWith("posts.json", StringComparison.Ordinal)) Assert.DoesNotContain('\u202E', root.Read(path));
        }

        Assert.True(pages > 0);
    }

    private static bool AssertHarmless(string html)
    {
        using var page = new HtmlParser().ParseDocument(html);
        Assert.DoesNotContain(page.All, e => e.LocalName is "iframe" or "object" or "embed" or "form" or "base" or "style");
        Assert.All(page.QuerySelectorAll("script"), s => Assert.Equal("application/ld+json", s.GetAttribute("type")));
        Assert.All(page.All.SelectMany(e => e.Attributes), a => Assert.False(a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || a.Name == "style", a.Name));
        foreach (var address in page.All.SelectMany(e => new[] { e.GetAttribute("href"), e.GetAttribute("src") }).OfType<string>().Where(a => a.Contains(':', StringComparison.Ordinal)))
            Assert.Contains(address.Split(':')[0], new[] { "https", "mailto", "data" });
        Assert.All(page.QuerySelectorAll("a[href]"), a => Assert.False(a.GetAttribute("href")!.StartsWith("data:", StringComparison.Ordinal) || a.GetAttribute("href")!.StartsWith("//", StringComparison.Ordinal)));
        Assert.All(page.QuerySelectorAll("img[src],source[src]"), i => Assert.DoesNotContain("jahat", i.GetAttribute("src"), StringComparison.Ordinal));
        return true;
    }
}
