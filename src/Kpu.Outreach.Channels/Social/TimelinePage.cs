using System.Globalization;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Rendering;

namespace Kpu.Outreach.Channels.Social;

/// <summary>Writes the page of an account as its followers would see it.</summary>
internal static class TimelinePage
{
    internal static string Write(SocialPlatform platform, string name, IndonesianZone zone, IReadOnlyList<LiveItem<PostView>> items, IReadOnlyList<SnapshotItem> withdrawn)
    {
        var shown = SafeText.Line(name);
        var title = $"{shown} - linimasa {platform.Name}";
        return Html.Of($"""
            <!doctype html>
            <html lang="id">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <meta name="robots" content="noindex">
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="linimasa.css">
            </head>
            <body class="{platform.Key}">
            <header class="akun">
            <span class="avatar" aria-hidden="true">{Initials(shown)}</span>
            <div><h1>{shown}</h1><p>Linimasa {platform.Name} · {items.Count} kiriman</p></div>
            </header>
            <main>
            {(items.Count == 0 ? Html.Trusted("<p class=\"kosong\">Belum ada kiriman.</p>\n") : Html.Join(items.Reverse().Select(i => Post(platform, shown, zone, i))))}</main>
            {Html.When(withdrawn.Count > 0, () => Withdrawn(withdrawn, zone))}<footer><p>Halaman ini memperlihatkan kiriman seperti di {platform.Name}; halaman ini bukan bagian dari {platform.Name}.</p></footer>
            </body>
            </html>

            """).ToString();
    }

    private static Html Post(SocialPlatform platform, string name, IndonesianZone zone, LiveItem<PostView> item)
    {
        var view = item.View;
        var parts = Html.Join(view.Parts.Select((part, index) => Part(platform, view, part, index)));
        return Html.Of($"""
            <article class="kiriman" id="p-{view.Id}" aria-label="Kiriman {IndonesianText.Moment(item.PublishedAt, zone)}">
            <header><span class="avatar" aria-hidden="true">{Initials(name)}</span><p><strong>{name}</strong>{Moments.Time(item.PublishedAt, zone)}{Html.When(item.UpdatedAt is not null, () => Html.Of($"<span class=\"disunting\">Disunting {Moments.Time(item.UpdatedAt!.Value, zone)}</span>"))}</p></header>
            {parts}{Html.When(item.UpdatedAt is not null && platform.EditNote is not null, () => Html.Of($"<p class=\"catatan\">{platform.EditNote}</p>\n"))}</article>

            """);
    }

    private static Html Part(SocialPlatform platform, PostView view, PostPart part, int index)
    {
        var media = Media(platform, part.Media);
        var text = Html.Of($"<p class=\"teks\"{Html.When(view.Language != "id", () => Html.Of($" lang=\"{view.Language}\""))}>{TextHtml.Post(part.Text)}</p>\n");
        var heading = Html.When(index == 0 && view.Title is not null, () => Html.Of($"<h2>{SafeText.Line(view.Title)}</h2>\n"));
        var mediaFirst = platform.Look is PostLook.Picture or PostLook.Video or PostLook.Upright or PostLook.Message;
        return Html.Of($"""
            <div class="bagian">
            {(mediaFirst ? Html.Of($"{media}{heading}{text}") : Html.Of($"{heading}{text}{media}"))}{Alternatives(part.Media)}<p class="hitung">{Html.When(view.Parts.Count > 1, () => Html.Of($"Bagian {index + 1} dari {view.Parts.Count} · "))}{Count(platform, part)}</p>
            </div>

            """);
    }

    private static Html Media(SocialPlatform platform, IReadOnlyList<MediaView> media)
    {
        if (media.Count == 0) return Html.Empty;
        var layout = platform.Look == PostLook.Post ? "kisi" : "deret";
        var label = layout == "deret" && media.Count > 1 ? Html.Of($" role=\"group\" tabindex=\"0\" aria-label=\"{media.Count} media, geser ke samping\"") : Html.Empty;
        return Html.Of($"<div class=\"media {layout} n{Math.Min(media.Count, 4)}\"{label}>\n{Html.Each(media, Item)}</div>\n");
    }

    private static Html Item(MediaView media)
    {
        var size = media is { Width: { } width, Height: { } height } ? Html.Of($" width=\"{width}\" height=\"{height}\"") : Html.Empty;
        if (media.IsImage) return Html.Of($"<img src=\"{media.Path}\" alt=\"{SafeText.Line(media.Alt)}\"{size} loading=\"lazy\">\n");
        return Html.Of($"<video controls preload=\"metadata\"{size} aria-label=\"{SafeText.Line(media.Alt ?? "Video")}\"><source src=\"{media.Path}\" type=\"{media.ContentType}\">{Html.When(media.Captions is not null, () => Html.Of($"<track kind=\"captions\" src=\"{media.Captions}\" srclang=\"id\" label=\"Teks\">"))}</video>\n");
    }

    private static Html Alternatives(IReadOnlyList<MediaView> media)
    {
        var told = media.Where(m => !string.IsNullOrWhiteSpace(m.Alt)).ToList();
        return Html.When(told.Count > 0, () => Html.Of($"<details><summary>Teks alternatif</summary><ul>{Html.Each(told, m => Html.Of($"<li>{SafeText.Line(m.Alt)}</li>"))}</ul></details>\n"));
    }

    private static Html Count(SocialPlatform platform, PostPart part)
    {
        var unit = platform.Text.Measure == TextMeasure.Utf8Bytes ? "bita" : "karakter";
        return platform.Text.Maximum is { } most
            ? Html.Of($"{IndonesianText.Number(part.Length)} dari {IndonesianText.Number(most)} {unit}")
            : Html.Of($"{IndonesianText.Number(part.Length)} {unit}");
    }

    private static Html Withdrawn(IReadOnlyList<SnapshotItem> withdrawn, IndonesianZone zone) => Html.Of($"""
        <section class="ditarik" aria-labelledby="ditarik">
        <h2 id="ditarik">Ditarik</h2>
        <ul>
        {Html.Join(withdrawn.Reverse().Select(w => Html.Of($"<li id=\"p-{w.Key.ToHash().Hex[..8]}\">{SafeText.Line(w.Title)} <small>semula {Moments.Time(w.PublishedAt, zone)}</small></li>\n")))}</ul>
        </section>

        """);

    private static string Initials(string name)
    {
        var words = name.Split([' ', '@', '_', '.', '-'], StringSplitOptions.RemoveEmptyEntries).Where(w => char.IsLetterOrDigit(w[0])).Take(2);
        var initials = string.Concat(words.Select(w => StringInfo.GetNextTextElement(w)));
        return initials.Length == 0 ? "?" : initials.ToUpperInvariant();
    }
}
