using System.Globalization;
using System.Text.RegularExpressions;
using Kpu.Outreach.Channels.Formats;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Radio;

/// <summary>Turns a text into lines a speaker reads: one sentence a line, a stroke for a short pause, two for a long one.</summary>
internal static partial class ScriptText
{
    /// <summary>The lines, each ending in <c>//</c>.</summary>
    internal static IReadOnlyList<string> Lines(string text)
    {
        var lines = new List<string>();
        foreach (var line in SafeText.Clean(text).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            foreach (var sentence in SentenceEnd().Split(ListMark().Replace(line, "")))
                if (Mark(sentence) is { Length: > 0 } marked) lines.Add(marked);
        return lines;
    }

    /// <summary>The estimated time on air, rounded up to a second.</summary>
    internal static int Seconds(string text, double rate) => (int)Math.Ceiling(TextLength.Speech(text, rate).TotalSeconds);

    /// <summary>A time on air for people.</summary>
    internal static string Duration(int seconds)
    {
        var (minutes, rest) = (seconds / 60, seconds % 60);
        return (minutes, rest) switch
        {
            (0, _) => string.Create(CultureInfo.InvariantCulture, $"{rest} detik"),
            (_, 0) => string.Create(CultureInfo.InvariantCulture, $"{minutes} menit"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{minutes} menit {rest} detik"),
        };
    }

    private static string Mark(string sentence)
    {
        var marked = ShortPause().Replace(sentence.Trim(), " / ").Trim();
        if (marked.Length == 0) return "";
        // A question or call keeps its sign, which tells the speaker the tone.
        return marked.TrimEnd('.', ';', ':', ' ', '/') + " //";
    }

    // Not after an abbreviation or a single letter, as in "Jl. Merdeka", "No. 3", "H. Ahmad".
    [GeneratedRegex(@"(?<=[.!?]["")]?)(?<!\b(?:[A-Z]|Jl|No|Dr|Drs|Hj|Ir|Prof|Kab|Kec|Kel|Bpk|Tn|Ny|Sdr|Sdri|hlm)\.)\s+")]
    private static partial Regex SentenceEnd();

    // A weekday and its date are said in one breath.
    [GeneratedRegex(@"\s*(?:(?<!\b(?:Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu)),(?=\s)|[;:](?=\s)|\s[-\u2013\u2014]\s)\s*")]
    private static partial Regex ShortPause();

    [GeneratedRegex(@"^(?:[-*\u2022]|\d+[.)])\s+")]
    private static partial Regex ListMark();
}
