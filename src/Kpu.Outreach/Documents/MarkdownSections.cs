using System.Text.RegularExpressions;
using Kpu.Outreach.Json;

namespace Kpu.Outreach.Documents;

/// <summary>A piece of a text and where it begins in its file.</summary>
internal sealed record TextPiece(string Text, int Line, int Column)
{
    /// <summary>Cuts a piece out of lines: without blank lines around it, line ends as LF.</summary>
    public static TextPiece Of(IReadOnlyList<string> lines, int first, int end)
    {
        while (first < end && string.IsNullOrWhiteSpace(lines[first])) first++;
        while (end > first && string.IsNullOrWhiteSpace(lines[end - 1])) end--;
        return new TextPiece(string.Join('\n', lines.Skip(first).Take(end - first)).TrimEnd(), first + 1, 1);
    }
}

/// <summary>A variant's section: its heading's words, its own lines and its text.</summary>
internal sealed record VariantSection(IReadOnlyList<string> Words, int HeadingLine, TextPiece? Title, TextPiece? BasedOn, TextPiece Body);

/// <summary>The parts of a material's file.</summary>
/// <param name="FrontMatter">The YAML; null when the file does not begin with it.</param>
/// <param name="Body">The text before the first variant.</param>
/// <param name="Variants">The sections headed <c>## @word</c>, in order.</param>
internal sealed partial record MarkdownSections(TextPiece? FrontMatter, TextPiece Body, IReadOnlyList<VariantSection> Variants)
{
    public static MarkdownSections Split(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var bodyStart = 0;
        TextPiece? frontMatter = null;
        if (lines[0].TrimEnd() == "---")
        {
            var close = Array.FindIndex(lines, 1, l => l.TrimEnd() is "---" or "...");
            if (close > 0)
            {
                // Kept as written: YAML counts its blank lines.
                frontMatter = new TextPiece(string.Join('\n', lines.Skip(1).Take(close - 1)) + "\n", 2, 1);
                bodyStart = close + 1;
            }
        }
        var headings = Headings(lines, bodyStart);
        var variants = headings.Select((line, i) => Section(lines, line, i + 1 < headings.Count ? headings[i + 1] : lines.Length)).ToList();
        return new MarkdownSections(frontMatter, TextPiece.Of(lines, bodyStart, headings.Count > 0 ? headings[0] : lines.Length), variants);
    }

    /// <summary>The lines that open a variant; what stands in fenced code is text.</summary>
    private static List<int> Headings(string[] lines, int start)
    {
        var found = new List<int>();
        string? fence = null;
        for (var i = start; i < lines.Length; i++)
        {
            var mark = Fence().Match(lines[i]);
            if (fence is null && mark.Success) fence = mark.Groups[1].Value;
            else if (fence is not null && mark.Success && mark.Groups[1].Value.StartsWith(fence, StringComparison.Ordinal) && mark.Groups[2].Length == 0) fence = null;
            else if (fence is null && VariantHeading().IsMatch(lines[i])) found.Add(i);
        }
        return found;
    }

    private static VariantSection Section(string[] lines, int heading, int end)
    {
        TextPiece? title = null, basedOn = null;
        var next = heading + 1;
        for (; next < end && OwnLine().Match(lines[next]) is { Success: true } own; next++)
        {
            var piece = new TextPiece(own.Groups[2].Value, next + 1, own.Groups[2].Index + 1);
            if (own.Groups[1].Value == "Title") title = piece;
            else basedOn = piece;
        }
        return new VariantSection(lines[heading][2..].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries), heading + 1, title, basedOn, TextPiece.Of(lines, next, end));
    }

    [GeneratedRegex(@"^ {0,3}(`{3,}|~{3,})\s*(.*?)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^##(?:[ \t]+@\S+)+[ \t]*$", RegexOptions.CultureInvariant)]
    private static partial Regex VariantHeading();

    [GeneratedRegex(@"^(Title|Based on):[ \t]*(.*?)[ \t]*$", RegexOptions.CultureInvariant)]
    private static partial Regex OwnLine();
}
