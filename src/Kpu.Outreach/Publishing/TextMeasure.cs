using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kpu.Outreach.Publishing;

/// <summary>How a channel counts the length of a text.</summary>
public enum TextMeasure
{
    /// <summary>UTF-16 code units.</summary>
    Utf16Units = 0,

    /// <summary>Grapheme clusters: what a reader sees as one character.</summary>
    Graphemes = 1,

    /// <summary>Weighted units of twitter-text configuration v3: web addresses count 23, emoji 2, most Latin text 1, other scripts 2.</summary>
    WeightedUnits = 2,

    /// <summary>Bytes of UTF-8.</summary>
    Utf8Bytes = 3,

    /// <summary>Seconds of speech at the rate of the account's station.</summary>
    SpeechSeconds = 4,
}

/// <summary>Counts texts. Thread-safe.</summary>
public static partial class TextLength
{
    /// <summary>What a web address counts on X, whatever its length.</summary>
    public const int WeightedUrl = 23;

    /// <summary>The reading rate assumed where no station says its own, in syllables a second.</summary>
    public const double DefaultSyllablesPerSecond = 5.5;

    /// <summary>The length of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="measure">How to count.</param>
    /// <returns>The length in the unit of the measure; seconds are rounded up.</returns>
    public static int Of(string text, TextMeasure measure)
    {
        ArgumentNullException.ThrowIfNull(text);
        return measure switch
        {
            TextMeasure.Graphemes => new StringInfo(text).LengthInTextElements,
            TextMeasure.WeightedUnits => Weighted(text),
            TextMeasure.Utf8Bytes => Encoding.UTF8.GetByteCount(text),
            TextMeasure.SpeechSeconds => (int)Math.Ceiling(Speech(text, DefaultSyllablesPerSecond).TotalSeconds),
            _ => text.Length,
        };
    }

    /// <summary>An estimate of how long a text takes to say: syllables by the vowels of Indonesian, with a pause of 0.35 s for <c>/</c> or a comma and 0.7 s for <c>//</c> or the end of a sentence.</summary>
    /// <param name="text">The text.</param>
    /// <param name="syllablesPerSecond">The reading rate, more than 0.</param>
    /// <returns>The time.</returns>
    public static TimeSpan Speech(string text, double syllablesPerSecond)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(syllablesPerSecond);
        var syllables = Words().Matches(text).Sum(w => Syllables(w.ValueSpan));
        var pauses = ShortPause().Count(text) * 0.35 + LongPause().Count(text) * 0.7;
        return TimeSpan.FromSeconds(syllables / syllablesPerSecond + pauses);
    }

    private static int Syllables(ReadOnlySpan<char> word)
    {
        if (char.IsAsciiDigit(word[0])) return word.Length * 2;
        var vowels = 0;
        foreach (var c in word)
            if ("aiueoAIUEO".Contains(c, StringComparison.Ordinal)) vowels++;
        // A word in capitals without room for vowels is spelled letter by letter, as KPU or TPS.
        return word.Length is > 1 and <= 4 && vowels <= 1 && word.ToString().All(char.IsAsciiLetterUpper) ? word.Length : Math.Max(1, vowels);
    }

    private static int Weighted(string text)
    {
        // Normalizing throws on what is no character at all; the length of such a text is that of the rest.
        text = string.Concat(text.EnumerateRunes().Where(r => r != Rune.ReplacementChar && (r.Value & 0xFFFE) != 0xFFFE)).Normalize(NormalizationForm.FormC);
        var total = 0;
        var position = 0;
        foreach (var url in WebAddress().EnumerateMatches(text))
        {
            total += WeightedRun(text[position..url.Index]) + WeightedUrl;
            position = url.Index + url.Length;
        }
        return total + WeightedRun(text[position..]);
    }

    private static int WeightedRun(string text)
    {
        var total = 0;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            if (IsEmoji(element)) total += 2;
            else foreach (var rune in element.EnumerateRunes()) total += Weight(rune.Value);
        }
        return total;
    }

    private static int Weight(int codePoint) =>
        codePoint is <= 4351 or (>= 8192 and <= 8205) or (>= 8208 and <= 8223) or (>= 8242 and <= 8247) ? 1 : 2;

    private static bool IsEmoji(string element)
    {
        if (element.Contains('\u20E3', StringComparison.Ordinal)) return true;
        var first = Rune.GetRuneAt(element, 0).Value;
        return first is (>= 0x1F000 and <= 0x1FAFF) or (>= 0x2600 and <= 0x27BF) or (>= 0x2B00 and <= 0x2BFF) && element.Length > 1 || first >= 0x1F000 && first <= 0x1FAFF;
    }

    /// <summary>Finds web addresses, with or without scheme, the way X counts them.</summary>
    /// <returns>The expression.</returns>
    [GeneratedRegex(@"(?<![\w@#.\-])(?:https?://[^\s<>""]+[^\s<>"".,;:!?)\]]|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:id|com|org|net|info|gov|edu|io|co|me|tv|ly)\b(?:/[^\s<>""]*[^\s<>"".,;:!?)\]])?)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    public static partial Regex WebAddress();

    [GeneratedRegex(@"[\p{L}\p{M}]+|\d+")]
    private static partial Regex Words();

    [GeneratedRegex(@"(?<!/)/(?!/)|,")]
    private static partial Regex ShortPause();

    [GeneratedRegex(@"//+|[.!?](?:\s|$)")]
    private static partial Regex LongPause();
}
