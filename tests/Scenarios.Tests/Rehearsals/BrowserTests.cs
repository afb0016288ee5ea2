using Kpu.Outreach.TestSupport;
using Microsoft.Playwright;

namespace Scenarios.Tests.Rehearsals;

/// <summary>What the rehearsal of Kota Blitar leaves is opened as a voter opens it, on a phone and on a desk.</summary>
public sealed class BrowserTests
{
    [SkippableFact]
    public async Task Every_page_opens_without_an_error_and_asks_nobody_outside()
    {
        var chromium = Needs.Program("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome");
        using var rehearsal = new Rehearsal("kota-blitar");
        var run = await rehearsal.PublishAsync();
        Assert.True(run.ExitCode == 0, run.ToString());

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        var (errors, outside) = (new List<string>(), new List<string>());
        foreach (var width in new[] { 390, 1280 })
        {
            var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 844 } });
            page.PageError += (_, error) => errors.Add(error);
            page.Console += (_, message) =>
            {
                if (message.Type == "error") errors.Add(message.Text);
            };
            page.Request += (_, request) =>
            {
                if (!request.Url.StartsWith("file:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) outside.Add(request.Url);
            };
            foreach (var file in Directory.EnumerateFiles(rehearsal.Output, "*.html", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                await page.GotoAsync(new Uri(file).AbsoluteUri);
                Assert.True(await page.Locator("h1").CountAsync() == 1, $"{file} has not just one heading of level 1");
                Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{file} is wider than {width} px");
            }

            await page.GotoAsync(new Uri(Path.Combine(rehearsal.Output, "laman", "index.html")).AbsoluteUri);
            var article = page.Locator("main h2 a, main h3 a").First;
            var title = (await article.TextContentAsync())!.Trim();
            await article.ClickAsync();
            Assert.Equal(title, (await page.Locator("h1").TextContentAsync())!.Trim());
            foreach (var share in new[] { "facebook.com", "wa.me" }) Assert.True(await page.Locator($"a[href*='{share}']").CountAsync() > 0, $"no link to share by {share}");
        }

        Assert.Empty(errors);
        Assert.Empty(outside);
    }
}
