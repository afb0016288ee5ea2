using System.Text.RegularExpressions;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Formats;

/// <summary>Turns plain text into markup: addresses become links, hashtags are marked.</summary>
internal static partial class TextHtml
{
    /// <summary>One line with its addresses linked.</summary>
    internal static Html Line(string? text) => Linked(SafeText.Line(text), tags: false);

    /// <summary>A text as a platform shows it; the style keeps its line breaks.</summary>
    internal static Html Post(string? text) => Linked(SafeText.Clean(text), tags: true);

    private static Html Linked(string text, bool tags)
    {
        var parts = new List<Html>();
        var position = 0;
        foreach (Match match in TextLength.WebAddress().Matches(text))
        {
            parts.Add(Tagged(text[position..match.Index], tags));
            var address = match.Value.Contains("://", StringComparison.Ordinal) ? match.Value : "https://" + match.Value;
            parts.Add(SafeText.Link(address) is { } safe ? Html.Of($"<a href=\"{safe}\" rel=\"nofollow noopener\">{match.Value}</a>") : Html.Text(match.Value));
            position = match.Index + match.Length;
        }

        parts.Add(Tagged(text[position..], tags));
        return Html.Join(parts);
    }

    private static Html Tagged(string text, bool tags)
    {
        if (!tags) return Html.Text(text);
        var parts = new List<Html>();
        var position = 0;
        foreach (Match match in Hashtag().Matches(text))
        {
            parts.Add(Html.Text(text[position..match.Index]));
            parts.Add(Html.Of($"<span class=\"tagar\">{match.Value}</span>"));
            position = match.Index + match.Length;
        }

        parts.Add(Html.Text(text[position..]));
        return Html.Join(parts);
    }

    /// <summary>Finds hashtags.</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{N}_&/#])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*")]
    internal static partial Regex Hashtag();
}
