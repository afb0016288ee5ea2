using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Channels.Website;

/// <summary>What every page of a site shares.</summary>
/// <param name="Title">The name of the site.</param>
/// <param name="Tagline">A line below the name.</param>
/// <param name="Office">The office that publishes it.</param>
/// <param name="BaseUrl">The public address; null when unknown.</param>
internal sealed record Site(string Title, string? Tagline, Office Office, Uri? BaseUrl)
{
    internal IndonesianZone Zone => Office.Zone;

    /// <summary>The public address of a path; null when the site has none.</summary>
    internal string? Address(string path) => BaseUrl is null ? null : new Uri(BaseUrl, path).AbsoluteUri;
}

/// <summary>The frame of a page.</summary>
internal sealed record SitePage
{
    private static readonly string Icon = "data:image/svg+xml," + Uri.EscapeDataString(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><rect width=\"16\" height=\"16\" rx=\"3\" fill=\"#7a1420\"/><path d=\"M4 8.2l2.8 2.8L12 5.4\" fill=\"none\" stroke=\"#fff\" stroke-width=\"2\"/></svg>");

    internal required Site Site { get; init; }

    internal required string Title { get; init; }

    internal string Description { get; init; } = "";

    /// <summary>How many folders deep the page lies.</summary>
    internal int Depth { get; init; }

    /// <summary>The path of the page's public address; null for a page that no search engine shall list.</summary>
    internal string? Path { get; init; }

    /// <summary>More for the head of the page.</summary>
    internal Html Head { get; init; }

    /// <summary>The part of the site the page belongs to: <c>beranda</c>, <c>tahapan</c> or nothing.</summary>
    internal string Section { get; init; } = "";

    internal required Html Main { get; init; }

    /// <summary>The way up to the root of the site; links name files, so that the site also opens from a folder.</summary>
    internal string Up => string.Concat(Enumerable.Repeat("../", Depth));

    internal string ToText()
    {
        var canonical = Path is null ? null : Site.Address(Path);
        var full = Title == Site.Title ? Title : $"{Title} - {Site.Title}";
        return Html.Of($"""
            <!doctype html>
            <html lang="id">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{SafeText.Line(full)}</title>
            <meta name="description" content="{SafeText.Line(Description)}">
            <meta name="theme-color" content="#7a1420">
            {Html.When(Path is null, () => Html.Trusted("<meta name=\"robots\" content=\"noindex\">\n"))}{Html.When(canonical is not null, () => Html.Of($"<link rel=\"canonical\" href=\"{canonical}\">\n"))}{Head}<link rel="icon" href="{Icon}">
            <link rel="stylesheet" href="{Up}gaya.css">
            </head>
            <body>
            <a class="lewati" href="#isi">Langsung ke isi</a>
            <header class="kepala">
            <div class="lebar">
            <a class="nama" href="{Up}index.html"><span class="tanda" aria-hidden="true"></span><span><strong>{SafeText.Line(Site.Title)}</strong>{Html.When(Site.Tagline is not null, () => Html.Of($"<small>{SafeText.Line(Site.Tagline)}</small>"))}</span></a>
            <nav aria-label="Utama"><ul>{Link("beranda", "index.html", "Beranda")}{Link("tahapan", "tahapan/index.html", "Tahapan")}</ul></nav>
            </div>
            </header>
            <main id="isi" class="lebar" tabindex="-1">
            {Main}
            </main>
            <footer class="kaki">
            <div class="lebar"><p>Diterbitkan oleh <strong>{SafeText.Line(Site.Office.Title)}</strong>. Waktu ditulis dalam {Site.Zone.Abbreviation}.</p></div>
            </footer>
            </body>
            </html>

            """).ToString();
    }

    private Html Link(string section, string path, string text) =>
        section == Section
            ? Html.Of($"<li><a href=\"{Up}{path}\" aria-current=\"page\">{text}</a></li>")
            : Html.Of($"<li><a href=\"{Up}{path}\">{text}</a></li>");
}
