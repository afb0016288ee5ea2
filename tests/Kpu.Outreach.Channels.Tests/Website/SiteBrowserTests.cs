using Kpu.Outreach.Channels.Website;
using Kpu.Outreach.TestSupport;
using Microsoft.Playwright;

namespace Kpu.Outreach.Channels.Tests.Website;

/// <summary>Opens the pages as a visitor does.</summary>
public sealed class SiteBrowserTests
{
    [SkippableTheory]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task Pages_fit_the_screen_and_load_without_an_error(int width)
    {
        var chromium = Needs.Program("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome");
        using var root = new TemporaryFolder();
        var set = StaticSiteChannelTests.Site();
        set.Put(LiveSet.KeyOf("panjang", "laman"), Samples.At(6, 9), LiveSet.Text("panjang", new string('k', 200), new string('w', 400) + "\n\n|a|b|c|d|e|f|\n|-|-|-|-|-|-|\n|kolom panjang|kolom panjang|kolom panjang|kolom panjang|kolom panjang|kolom panjang|"));
        await new StaticSiteChannel().PublishAsync(set.Request(root.Path), CancellationToken.None);

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 720 } });
        var errors = new List<string>();
        var requests = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") errors.Add(message.Text);
        };
        page.PageError += (_, error) => errors.Add(error);
        page.Request += (_, request) => requests.Add(request.Url);

        foreach (var path in Directory.EnumerateFiles(root.Full("laman"), "*.html", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            await page.GotoAsync(new Uri(path).AbsoluteUri);
            Assert.Equal(1, await page.Locator("h1").CountAsync());
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{path} is wider than {width} px");
            Assert.Equal("id", await page.GetAttributeAsync("html", "lang"));
        }

        Assert.Empty(errors);
        Assert.All(requests, r => Assert.True(r.StartsWith("file:", StringComparison.Ordinal) || r.StartsWith("data:", StringComparison.Ordinal), r));
        await page.GotoAsync(new Uri(root.Full("laman/index.html")).AbsoluteUri);
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Langsung ke isi", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Cek nama Anda di daftar pemilih tetap" }).ClickAsync();
        Assert.Equal("Cek nama Anda di daftar pemilih tetap", await page.Locator("h1").TextContentAsync());
    }
}
