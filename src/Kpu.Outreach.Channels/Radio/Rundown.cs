using System.Globalization;
using System.Text;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Rendering;

namespace Kpu.Outreach.Channels.Radio;

/// <summary>Writes what a station airs, day by day.</summary>
internal static class Rundown
{
    internal static string Page(string station, string program, IndonesianZone zone, IReadOnlyList<LiveItem<ScriptView>> items, IReadOnlyList<SnapshotItem> withdrawn)
    {
        var days = items.GroupBy(i => Moments.LocalDay(i.PublishedAt, zone)).ToList();
        return Html.Of($"""
            <!doctype html>
            <html lang="id">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Rundown {SafeText.Line(program)} - {SafeText.Line(station)}</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="naskah.css">
            </head>
            <body>
            <main>
            <h1>Rundown {SafeText.Line(program)}</h1>
            <p>{SafeText.Line(station)} · waktu dalam {zone.Abbreviation}</p>
            {(days.Count == 0 ? Html.Trusted("<p>Belum ada naskah.</p>\n") : Html.Each(days, d => Day(d.Key, [.. d], zone)))}{Html.When(withdrawn.Count > 0, () => Withdrawn(withdrawn))}</main>
            </body>
            </html>

            """).ToString();
    }

    internal static string Csv(IndonesianZone zone, IReadOnlyList<LiveItem<ScriptView>> items)
    {
        var csv = new StringBuilder("tanggal,jam,zona,judul,durasi_detik,naskah\n");
        foreach (var item in items)
        {
            var local = zone.Show(item.PublishedAt);
            csv.Append(local.ToString("yyyy-MM-dd,HH:mm", CultureInfo.InvariantCulture)).Append(',').Append(zone.Abbreviation).Append(',')
                .Append(Field(item.View.Title)).Append(',').Append(CultureInfo.InvariantCulture, $"{item.View.Seconds}").Append(',').Append(Field(item.View.File)).Append('\n');
        }

        return csv.ToString();
    }

    private static Html Day(DateOnly day, IReadOnlyList<LiveItem<ScriptView>> items, IndonesianZone zone) => Html.Of($"""
        <section>
        <h2>{IndonesianText.Date(day)}</h2>
        <table class="rundown">
        <thead><tr><th scope="col">Pukul</th><th scope="col">Judul</th><th scope="col">Durasi</th></tr></thead>
        <tbody>
        {Html.Each(items, i => Html.Of($"<tr><td>{IndonesianText.Time(TimeOnly.FromDateTime(zone.Show(i.PublishedAt).DateTime))}</td><td><a href=\"{i.View.File}\">{SafeText.Line(i.View.Title)}</a></td><td>{ScriptText.Duration(i.View.Seconds)}</td></tr>\n"))}</tbody>
        <tfoot><tr><th scope="row" colspan="2">Jumlah</th><td>{ScriptText.Duration(items.Sum(i => i.View.Seconds))}</td></tr></tfoot>
        </table>
        </section>

        """);

    private static Html Withdrawn(IReadOnlyList<SnapshotItem> withdrawn) => Html.Of($"""
        <section>
        <h2>Ditarik, jangan disiarkan</h2>
        <ul>{Html.Each(withdrawn, w => Html.Of($"<li>{SafeText.Line(w.Title)}</li>"))}</ul>
        </section>

        """);

    // A sheet program runs a field that starts like a formula; a quote in front keeps it text.
    private static string Field(string? text)
    {
        var line = SafeText.Line(text);
        if (line.Length > 0 && "=+-@".Contains(line[0], StringComparison.Ordinal)) line = "'" + line;
        return line.AsSpan().IndexOfAny(',', '"', '\'') >= 0 ? "\"" + line.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : line;
    }
}
