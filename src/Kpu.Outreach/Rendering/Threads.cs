using System.Globalization;
using System.Text.RegularExpressions;

namespace Kpu.Outreach.Rendering;

/// <summary>Splits a long text into the numbered posts of a thread, at the ends of paragraphs and sentences.</summary>
internal static partial class Threads
{
    /// <summary>The parts, each with its number; null when the text does not fit, for one sentence too long or too many parts.</summary>
    internal static List<string>? Split(string text, int maximum, int maximumParts, Func<string, int> length)
    {
        // Room for the longest number, so that it never decides where a part ends.
        var reserve = length(string.Create(CultureInfo.InvariantCulture, $" ({maximumParts}/{maximumParts})"));
        var parts = new List<string>();
        var current = "";
        foreach (var (sentence, before) in Sentences(text))
        {
            var longer = current.Length == 0 ? sentence : current + before + sentence;
            if (length(longer) + reserve <= maximum)
            {
                current = longer;
                continue;
            }

            if (current.Length == 0 || length(sentence) + reserve > maximum) return null;
            parts.Add(current);
            current = sentence;
        }

        if (current.Length > 0) parts.Add(current);
        return parts.Count > maximumParts ? null : [.. parts.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{p} ({i + 1}/{parts.Count})"))];
    }

    /// <summary>The sentences with what stands between each and the one before it.</summary>
    private static IEnumerable<(string Sentence, string Before)> Sentences(string text)
    {
        foreach (var paragraph in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var before = "\n\n";
            foreach (var line in paragraph.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                foreach (var sentence in SentenceEnd().Split(line).Where(s => s.Length > 0))
                {
                    yield return (sentence, before);
                    before = " ";
                }

                before = "\n";
            }
        }
    }

    // The number of a list item ends no sentence.
    [GeneratedRegex(@"(?<=[.!?])(?<!^\s*\d{1,3}\.)\s+(?=\p{Lu}|\d|#)")]
    private static partial Regex SentenceEnd();
}
