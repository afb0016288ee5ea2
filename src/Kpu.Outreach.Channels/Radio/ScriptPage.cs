using System.Text;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Rendering;

namespace Kpu.Outreach.Channels.Radio;

/// <summary>Writes the script of a spot, to be printed and to be read on a screen.</summary>
internal static class ScriptPage
{
    internal static string Html(IReadOnlyList<(string Name, string Value)> heading, Rendition rendition, IReadOnlyList<string> lines) => Formats.Html.Of($"""
        <!doctype html>
        <html lang="{rendition.Language}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Naskah: {SafeText.Line(rendition.Title)}</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="../naskah.css">
        </head>
        <body>
        <main>
        <h1>{SafeText.Line(rendition.Title)}</h1>
        <table class="kop">
        <tbody>
        {Formats.Html.Each(heading, h => Formats.Html.Of($"<tr><th scope=\"row\">{h.Name}</th><td>{SafeText.Line(h.Value)}</td></tr>\n"))}</tbody>
        </table>
        <div class="naskah">
        {Formats.Html.Each(lines, l => Formats.Html.Of($"<p>{l.Replace(" /", "\u00a0/", StringComparison.Ordinal)}</p>\n"))}</div>
        {Formats.Html.When(rendition.Sources.Count > 0, () => Formats.Html.Of($"<p class=\"sumber\">Sumber: {SafeText.Line(string.Join("; ", rendition.Sources))}</p>\n"))}<p class="kembali"><a href="../rundown.html">Rundown</a></p>
        </main>
        </body>
        </html>

        """).ToString();

    internal static string Plain(IReadOnlyList<(string Name, string Value)> heading, Rendition rendition, IReadOnlyList<string> lines)
    {
        var text = new StringBuilder();
        var width = heading.Max(h => h.Name.Length);
        foreach (var (name, value) in heading) text.Append(name.PadRight(width)).Append(" : ").Append(SafeText.Line(value)).Append('\n');
        text.Append('\n');
        foreach (var line in lines) text.Append(line).Append('\n');
        if (rendition.Sources.Count > 0) text.Append("\nSumber: ").Append(SafeText.Line(string.Join("; ", rendition.Sources))).Append('\n');
        return text.ToString();
    }

    /// <summary>The block at the head of a script.</summary>
    internal static IReadOnlyList<(string Name, string Value)> Heading(RadioSettings settings, string station, string title, int seconds, SnapshotItem item, IndonesianZone zone)
    {
        var heading = new List<(string, string)>
        {
            ("Program", settings.Program),
            ("Judul", title),
            ("Stasiun", station),
            ("Penyiar", "........................................"),
            ("Durasi", "sekitar " + ScriptText.Duration(seconds)),
            ("Siar", IndonesianText.Date(Moments.LocalDay(item.PublishedAt, zone)) + " pukul " + IndonesianText.Time(TimeOnly.FromDateTime(zone.Show(item.PublishedAt).DateTime)) + " " + zone.Abbreviation),
        };
        if (item.UpdatedAt is { } updated) heading.Add(("Diperbarui", IndonesianText.Moment(updated, zone)));
        return heading;
    }
}
