using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Website;

/// <summary>Writes the page of an article.</summary>
internal static class ArticlePage
{
    internal static string Write(Site site, ArticleView view, SnapshotItem item, Rendition rendition, IReadOnlyList<MediaView> media)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var body = Html.Join(rendition.Parts.Select(p => Body(p, media, used)), "\n");
        var hero = media.FirstOrDefault(m => m.IsImage && !used.Contains(m.Path));
        var rest = media.Where(m => m != hero && !used.Contains(m.Path)).ToList();
        var path = view.Slug + "/";
        return new SitePage
        {
            Site = site,
            Title = view.Title,
            Description = view.Summary,
            Depth = 1,
            Path = path,
            Head = Html.Of($"{Cards(site, view, item)}{StructuredData.Article(site, view, item, rendition, media)}"),
            Main = Html.Of($"""
                <article class="artikel"{Html.When(view.Language != "id", () => Html.Of($" lang=\"{view.Language}\""))}>
                <header>
                {Html.When(view.Stages.Count > 0 || view.Kind is not null, () => Labels(view))}<h1>{SafeText.Line(view.Title)}</h1>
                <p class="waktu">{SafeText.Line(site.Office.Title)}<span aria-hidden="true"> · </span>{Moments.Time(item.PublishedAt, site.Zone)}{Html.When(item.UpdatedAt is not null, () => Html.Of($"<span class=\"diperbarui\">Diperbarui {Moments.Time(item.UpdatedAt!.Value, site.Zone)}</span>"))}</p>
                </header>
                {Html.When(hero is not null, () => Picture(hero!, lazy: false))}<div class="naskah">
                {body}
                </div>
                {Html.Each(rest, m => m.IsVideo ? Video(m, view.Language) : Picture(m, lazy: true))}{Sources(rendition)}{Tags(rendition)}{Share(site, view, path)}</article>
                <p class="kembali"><a href="../index.html">Kembali ke beranda</a></p>
                """),
        }.ToText();
    }

    /// <summary>The page that stays where an article was taken back.</summary>
    internal static string WriteWithdrawn(Site site) => new SitePage
    {
        Site = site,
        Title = "Artikel ini telah ditarik",
        Description = "Artikel ini telah ditarik.",
        Depth = 1,
        Main = Html.Of($"""
            <section class="ditarik">
            <h1>Artikel ini telah ditarik</h1>
            <p>{SafeText.Line(site.Office.Title)} menarik artikel yang sebelumnya ada di alamat ini. Isinya tidak lagi berlaku; mohon tidak dibagikan kembali.</p>
            <p><a href="../index.html">Lihat informasi terbaru</a></p>
            </section>
            """),
    }.ToText();

    private static Html Body(RenditionPart part, IReadOnlyList<MediaView> media, HashSet<string> used)
    {
        if (part.Markup == TextMarkup.Plain)
            return Html.Each(part.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries), p => Html.Of($"<p>{p}</p>\n"));
        return MarkdownHtml.Render(part.Text, address =>
        {
            if (media.FirstOrDefault(m => m.IsImage && (m.Source == address || m.Source.EndsWith("/" + address, StringComparison.Ordinal))) is not { } found) return null;
            used.Add(found.Path);
            return new TextImage("../" + found.Path, found.Alt, found.Width, found.Height);
        });
    }

    private static Html Labels(ArticleView view) => Html.Of(
        $"<p class=\"label\">{Html.Each(view.Stages, s => Html.Of($"<a href=\"../tahapan/{s.Folder}/index.html\">{SafeText.Line(s.Title)}</a> "))}{Html.When(view.Kind is not null, () => Html.Of($"<span>{SafeText.Line(view.Kind)}</span>"))}</p>\n");

    private static Html Picture(MediaView media, bool lazy) => Html.Of($"""
        <figure>
        <img src="../{media.Path}" alt="{SafeText.Line(media.Alt)}"{Size(media)}{Html.When(lazy, () => Html.Trusted(" loading=\"lazy\""))}>
        {Credit(media)}</figure>

        """);

    private static Html Video(MediaView media, string language) => Html.Of($"""
        <figure>
        <video controls preload="metadata"{Size(media)}{Html.When(media.Alt is not null, () => Html.Of($" aria-label=\"{SafeText.Line(media.Alt)}\""))}>
        <source src="../{media.Path}" type="{media.ContentType}">
        {Html.When(media.Captions is not null, () => Html.Of($"<track kind=\"captions\" src=\"../{media.Captions}\" srclang=\"{language}\" label=\"Teks\">\n"))}<a href="../{media.Path}">Unduh video</a>
        </video>
        {Credit(media)}{Html.When(!string.IsNullOrWhiteSpace(media.Transcript), () => Html.Of($"<details><summary>Transkrip</summary><div class=\"transkrip\">{media.Transcript}</div></details>\n"))}</figure>

        """);

    private static Html Credit(MediaView media) =>
        Html.When(!string.IsNullOrWhiteSpace(media.Credit), () => Html.Of($"<figcaption>{SafeText.Line(media.Credit)}</figcaption>\n"));

    internal static Html Size(MediaView media) =>
        media is { Width: { } width, Height: { } height } ? Html.Of($" width=\"{width}\" height=\"{height}\"") : Html.Empty;

    private static Html Sources(Rendition rendition) => Html.When(rendition.Sources.Count > 0, () => Html.Of($"""
        <section class="sumber" aria-labelledby="sumber">
        <h2 id="sumber">Sumber</h2>
        <ul>{Html.Each(rendition.Sources, s => Html.Of($"<li>{TextHtml.Line(s)}</li>"))}</ul>
        </section>

        """));

    private static Html Tags(Rendition rendition) => Html.When(rendition.Hashtags.Count > 0, () =>
        Html.Of($"<ul class=\"tagar\" aria-label=\"Tagar\">{Html.Each(rendition.Hashtags, t => Html.Of($"<li>#{SafeText.Line(t)}</li>"))}</ul>\n"));

    private static Html Share(Site site, ArticleView view, string path) => site.Address(path) is not { } address ? Html.Empty : Html.Of($"""
        <nav class="bagikan" aria-label="Bagikan">
        <h2>Bagikan</h2>
        <ul>
        <li><a href="https://www.facebook.com/sharer/sharer.php?u={Uri.EscapeDataString(address)}" rel="noopener">Facebook</a></li>
        <li><a href="https://x.com/intent/post?text={Uri.EscapeDataString(SafeText.Line(view.Title))}&amp;url={Uri.EscapeDataString(address)}" rel="noopener">X</a></li>
        <li><a href="https://wa.me/?text={Uri.EscapeDataString(SafeText.Line(view.Title) + " " + address)}" rel="noopener">WhatsApp</a></li>
        </ul>
        </nav>

        """);

    private static Html Cards(Site site, ArticleView view, SnapshotItem item)
    {
        var image = view.Image is null ? null : site.Address(view.Image.Path);
        return Html.Of($"""
            <meta property="og:type" content="article">
            <meta property="og:site_name" content="{SafeText.Line(site.Title)}">
            <meta property="og:title" content="{SafeText.Line(view.Title)}">
            <meta property="og:description" content="{SafeText.Line(view.Summary)}">
            <meta property="og:locale" content="{Locale(view.Language)}">
            {Html.When(site.BaseUrl is not null, () => Html.Of($"<meta property=\"og:url\" content=\"{site.Address(view.Slug + "/")}\">\n"))}{Html.When(image is not null, () => Html.Of($"<meta property=\"og:image\" content=\"{image}\">\n<meta property=\"og:image:alt\" content=\"{SafeText.Line(view.Image!.Alt)}\">\n"))}<meta property="article:published_time" content="{Moments.Stamp(item.PublishedAt, site.Zone)}">
            {Html.When(item.UpdatedAt is not null, () => Html.Of($"<meta property=\"article:modified_time\" content=\"{Moments.Stamp(item.UpdatedAt!.Value, site.Zone)}\">\n"))}{Html.Each(view.Stages, s => Html.Of($"<meta property=\"article:section\" content=\"{SafeText.Line(s.Title)}\">\n"))}<meta name="twitter:card" content="{(image is null ? "summary" : "summary_large_image")}">

            """);
    }

    private static string Locale(string language) => language.Length == 2 ? $"{language}_{(language == "en" ? "US" : "ID")}" : language.Replace('-', '_');
}
