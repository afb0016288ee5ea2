using System.Buffers;
using System.Text;

namespace Kpu.Outreach.Channels.Formats;

/// <summary>Makes text fit for pages and feeds.</summary>
internal static class SafeText
{
    /// <summary>Every character that <see cref="Clean"/> drops or changes, and every half of a pair.</summary>
    private static readonly SearchValues<char> Suspects = SearchValues.Create([.. Enumerable.Range(0, 0x10000).Where(c => !IsFit(c) || c is (>= 0xD800 and <= 0xDFFF) or '\r' or '\f' or 0x2028 or 0x2029).Select(c => (char)c)]);

    /// <summary>White space other than the plain space.</summary>
    private static readonly SearchValues<char> Spaces = SearchValues.Create([.. Enumerable.Range(0, 0x10000).Select(c => (char)c).Where(c => c != ' ' && char.IsWhiteSpace(c))]);

    /// <summary>
    /// Drops what no reader can see and no XML may hold: control characters, lone surrogates, non-characters, and the marks that override the direction of what
    /// follows (a title could make a page show something else than it says). Plain direction marks stay: Arabic and Jawi text needs them.
    /// </summary>
    internal static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        // Nearly every text is fit as it is; surrogates are looked at one by one.
        if (text.AsSpan().IndexOfAny(Suspects) < 0) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (IsFit(rune.Value)) clean.Append(rune);
        return clean.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>The text in one line.</summary>
    internal static string Line(string? text)
    {
        var clean = Clean(text);
        return IsLine(clean) ? clean : string.Join(' ', clean.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool IsLine(string text) =>
        text.Length == 0 || (text[0] != ' ' && text[^1] != ' ' && text.AsSpan().IndexOfAny(Spaces) < 0 && !text.Contains("  ", StringComparison.Ordinal));

    /// <summary>Escapes for HTML text and attributes.</summary>
    internal static void Escape(StringBuilder target, string? text)
    {
        foreach (var c in Clean(text))
        {
            switch (c)
            {
                case '&': target.Append("&amp;"); break;
                case '<': target.Append("&lt;"); break;
                case '>': target.Append("&gt;"); break;
                case '"': target.Append("&quot;"); break;
                case '\'': target.Append("&#39;"); break;
                default: target.Append(c); break;
            }
        }
    }

    /// <summary>The address when it is one a reader may follow: http, https, mailto, or relative inside the site; else null.</summary>
    internal static string? Link(string? address)
    {
        // Browsers skip white space and controls inside a scheme; so does this look.
        var text = string.Concat((address ?? "").Where(c => !char.IsControl(c) && !char.IsWhiteSpace(c)));
        if (text.Length == 0 || text.StartsWith("//", StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal)) return null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var end = text.IndexOfAny(['/', '?', '#']);
        if (colon < 0 || (end >= 0 && end < colon)) return Clean(text);
        return text[..colon].ToLowerInvariant() is "http" or "https" or "mailto" ? Clean(text) : null;
    }

    private static bool IsFit(int c) => c switch
    {
        '\n' or '\r' or '\t' => true,
        < 0x20 or (>= 0x7F and <= 0x9F) => false,
        (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => false,
        0xFEFF or 0xFFFD or (>= 0xFDD0 and <= 0xFDEF) => false,
        _ => (c & 0xFFFE) != 0xFFFE,
    };
}
