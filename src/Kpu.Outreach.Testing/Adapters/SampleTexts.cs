using System.Text;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>Texts of an exact length in scripts that are counted in different ways.</summary>
internal static class SampleTexts
{
    /// <summary>The scripts, by name, with what is repeated.</summary>
    public static IReadOnlyList<(string Name, string Unit)> Scripts { get; } =
    [
        ("Latin", "abcde fghij "),
        ("emoji", "\U0001F5F3\uFE0F\U0001F468\u200D\U0001F469\u200D\U0001F467 "),
        ("combining marks", "e\u0301a\u0308n\u0303 "),
        ("web addresses", "https://kpu.example/daftar-pemilih?kab=35.72 "),
        ("Javanese", "\uA98F\uA9B8\uA9AB\uA9BA\uA9B4\uA98F\uA9C0 "),
    ];

    /// <summary>A text of a length; null where the script gives none, since a mark more or less is too much.</summary>
    public static string? Of(string unit, int length, TextMeasure measure)
    {
        var text = new StringBuilder("Uji");
        while (TextLength.Of(text + unit, measure) < length) text.Append(' ').Append(unit.TrimEnd());
        while (TextLength.Of(text + "a", measure) <= length && TextLength.Of(text.ToString(), measure) < length) text.Append('a');
        return TextLength.Of(text.ToString(), measure) == length ? text.ToString() : null;
    }
}
