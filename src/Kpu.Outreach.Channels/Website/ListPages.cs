using System.Globalization;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;

namespace Kpu.Outreach.Channels.Website;

/// <summary>Writes the pages that lead to the articles.</summary>
internal static class ListPages
{
    internal const int PageSize = 50;

    /// <summary>The start page and the pages behind it: every path with its text.</summary>
    internal static IEnumerable<(string Path, string Text)> Index(Site site, IReadOnlyList<LiveItem<ArticleView>> newestFirst)
    {
        var pages = Math.Max(1, (newestFirst.Count + PageSize - 1) / PageSize);
        for (var page = 1; page <= pages; page++)
        {
            var items = newestFirst.Skip((page - 1) * PageSize).Take(PageSize).ToList();
            var depth = page == 1 ? 0 : 2;
            var up = page == 1 ? "" : "../../";
            var title = page == 1 ? site.Title : string.Create(CultureInfo.InvariantCulture, $"Halaman {page}");
            var text = new SitePage
            {
                Site = site,
                Title = title,
                Description = $"Informasi pemilu dan pemilihan dari {site.Office.Title}.",
                Depth = depth,
                Path = page == 1 ? "" : PathOf(page)[..^"index.html".Length],
                Section = "beranda",
                Head = page == 1 ? Html.Of($"<meta property=\"og:type\" content=\"website\">\n<meta property=\"og:title\" content=\"{SafeText.Line(site.Title)}\">\n") : Html.Empty,
                Main = Html.Of($"""
                    <h1 class="judul">{(page == 1 ? "Informasi terbaru" : title)}</h1>
                    {(items.Count == 0 ? Html.Trusted("<p class=\"kosong\">Belum ada informasi.</p>") : Cards(site, items, up, featured: page == 1))}
                    {Html.When(pages > 1, () => Pager(page, pages, up))}
                    """),
            }.ToText();
            yield return (PathOf(page), text);
        }
    }

    /// <summary>The archive: one page of all stages and one for each.</summary>
    internal static IEnumerable<(string Path, string Text)> Archive(Site site, IReadOnlyList<LiveItem<ArticleView>> newestFirst)
    {
        var stages = newestFirst
            .SelectMany(i => i.View.Stages.DistinctBy(s => s.Folder).Select(s => (Stage: s, Item: i)))
            .GroupBy(p => p.Stage.Folder, StringComparer.Ordinal)
            .OrderBy(g => g.First().Stage.Title, StringComparer.Ordinal)
            .ToList();
        yield return ("tahapan/index.html", new SitePage
        {
            Site = site,
            Title = "Arsip menurut tahapan",
            Description = $"Informasi dari {site.Office.Title} menurut tahapan.",
            Depth = 1,
            Path = "tahapan/",
            Section = "tahapan",
            Main = Html.Of($"""
                <h1 class="judul">Arsip menurut tahapan</h1>
                {(stages.Count == 0
                    ? Html.Trusted("<p class=\"kosong\">Belum ada informasi tentang tahapan.</p>")
                    : Html.Of($"<ul class=\"tahapan\">{Html.Each(stages, g => Html.Of($"<li><a href=\"{g.Key}/index.html\">{SafeText.Line(g.First().Stage.Title)}</a> <span>{g.Count()} artikel</span></li>\n"))}</ul>"))}
                """),
        }.ToText());
        foreach (var stage in stages)
        {
            var title = stage.First().Stage.Title;
            yield return ($"tahapan/{stage.Key}/index.html", new SitePage
            {
                Site = site,
                Title = title,
                Description = $"Informasi dari {site.Office.Title} tentang tahapan: {title}.",
                Depth = 2,
                Path = $"tahapan/{stage.Key}/",
                Section = "tahapan",
                Main = Html.Of($"""
                    <p class="jejak"><a href="../index.html">Arsip menurut tahapan</a></p>
                    <h1 class="judul">{SafeText.Line(title)}</h1>
                    {Cards(site, [.. stage.Select(p => p.Item)], "../../", featured: false)}
                    """),
            }.ToText());
        }
    }

    private static string PathOf(int page) => page == 1 ? "index.html" : string.Create(CultureInfo.InvariantCulture, $"halaman/{page}/index.html");

    private static Html Cards(Site site, IReadOnlyList<LiveItem<ArticleView>> items, string up, bool featured) =>
        Html.Of($"<ul class=\"kartu\">\n{Html.Join(items.Select((item, index) => Card(site, item, up, featured && index == 0 && item.View.Image is not null)))}</ul>");

    private static Html Card(Site site, LiveItem<ArticleView> item, string up, bool featured)
    {
        var view = item.View;
        // Where there is no picture a coloured tile keeps the cards alike.
        var image = view.Image is { } picture
            ? Html.Of($"<img src=\"{up}{picture.Path}\" alt=\"\"{ArticlePage.Size(picture)}{Html.When(!featured, () => Html.Trusted(" loading=\"lazy\""))}>\n")
            : Html.Of($"<span class=\"petak{Html.When(view.HasVideo, () => Html.Trusted(" film"))}\" aria-hidden=\"true\">{SafeText.Line(view.Stages.Count > 0 ? view.Stages[0].Title : view.Kind ?? site.Title)}</span>\n");
        return Html.Of($"""
            <li{Html.When(featured, () => Html.Trusted(" class=\"utama\""))}>
            {image}<div>
            {Html.When(view.Image is not null && view.Stages.Count > 0, () => Html.Of($"<p class=\"label\"><span>{SafeText.Line(view.Stages[0].Title)}</span></p>\n"))}<h2><a href="{up}{view.Slug}/index.html"{Html.When(view.Language != "id", () => Html.Of($" lang=\"{view.Language}\""))}>{SafeText.Line(view.Title)}</a></h2>
            {Html.When(view.Summary.Length > 0, () => Html.Of($"<p>{SafeText.Line(view.Summary)}</p>\n"))}<p class="waktu">{Moments.Day(item.PublishedAt, site.Zone)}{Html.When(view.HasVideo, () => Html.Trusted("<span aria-hidden=\"true\"> · </span>Video"))}{Html.When(item.UpdatedAt is not null, () => Html.Trusted("<span aria-hidden=\"true\"> · </span>Diperbarui"))}</p>
            </div>
            </li>

            """);
    }

    private static Html Pager(int page, int pages, string up) => Html.Of($"""
        <nav class="halaman" aria-label="Halaman">
        {Html.When(page > 1, () => Html.Of($"<a rel=\"prev\" href=\"{up}{PathOf(page - 1)}\">Lebih baru</a>"))}<span>Halaman {page} dari {pages}</span>{Html.When(page < pages, () => Html.Of($"<a rel=\"next\" href=\"{up}{PathOf(page + 1)}\">Lebih lama</a>"))}
        </nav>
        """);
}
