using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Markdig;

namespace Kpu.Outreach.Channels.Formats;

/// <summary>A picture a text may show.</summary>
internal sealed record TextImage(string Address, string? Alt, int? Width, int? Height);

/// <summary>Turns Markdown into markup that is safe on any page: raw HTML becomes text, and what Markdown makes is cleaned by a list of what is allowed.</summary>
internal static class MarkdownHtml
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoLinks().Build();

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["p"] = [], ["h1"] = [], ["h2"] = [], ["h3"] = [], ["h4"] = [], ["h5"] = [], ["h6"] = [], ["ul"] = [], ["ol"] = ["start"], ["li"] = [], ["blockquote"] = [],
        ["pre"] = [], ["code"] = [], ["em"] = [], ["strong"] = [], ["hr"] = [], ["br"] = [], ["a"] = ["href"], ["img"] = ["src", "alt", "width", "height", "loading"],
        ["table"] = [], ["thead"] = [], ["tbody"] = [], ["tr"] = [], ["th"] = [], ["td"] = [],
    };

    /// <summary>Renders a text.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="image">Finds a picture by the address the text names; null shows its description instead, so that no page loads anything from elsewhere.</param>
    /// <param name="top">The highest level a heading may have.</param>
    internal static Html Render(string markdown, Func<string, TextImage?> image, int top = 2)
    {
        var parser = new HtmlParser();
        using var document = parser.ParseDocument("<!doctype html><body>" + Markdown.ToHtml(SafeText.Clean(markdown), Pipeline) + "</body>");
        var body = document.Body!;
        foreach (var element in body.QuerySelectorAll("*").ToList()) Clean(element, image);
        ShiftHeadings(document, body, top);
        foreach (var table in body.QuerySelectorAll("table").ToList())
        {
            // A wide table scrolls in its own box instead of widening the page.
            var box = document.CreateElement("div");
            box.ClassName = "tabel";
            table.Replace(box);
            box.AppendChild(table);
            foreach (var head in table.QuerySelectorAll("thead th")) head.SetAttribute("scope", "col");
        }

        return Html.Trusted(body.InnerHtml.Trim().ReplaceLineEndings("\n"));
    }

    private static void Clean(IElement element, Func<string, TextImage?> image)
    {
        if (!Allowed.TryGetValue(element.LocalName, out var attributes))
        {
            element.Replace([.. element.ChildNodes]);
            return;
        }

        foreach (var attribute in element.Attributes.ToList())
            if (!attributes.Contains(attribute.Name, StringComparer.Ordinal)) element.RemoveAttribute(attribute.Name);
        if (element.LocalName == "a") CleanLink(element);
        else if (element.LocalName == "img") CleanImage(element, image);
    }

    private static void CleanLink(IElement element)
    {
        if (SafeText.Link(element.GetAttribute("href")) is not { } address)
        {
            element.RemoveAttribute("href");
            return;
        }

        element.SetAttribute("href", address);
        if (address.StartsWith("http", StringComparison.OrdinalIgnoreCase)) element.SetAttribute("rel", "noopener");
    }

    private static void CleanImage(IElement element, Func<string, TextImage?> image)
    {
        var alt = element.GetAttribute("alt") ?? "";
        if (image(Uri.UnescapeDataString(element.GetAttribute("src") ?? "")) is not { } found)
        {
            element.Replace(element.Owner!.CreateTextNode(alt));
            return;
        }

        element.SetAttribute("src", found.Address);
        element.SetAttribute("alt", alt.Length > 0 ? alt : SafeText.Line(found.Alt));
        if (found.Width is { } width) element.SetAttribute("width", FormattableString.Invariant($"{width}"));
        if (found.Height is { } height) element.SetAttribute("height", FormattableString.Invariant($"{height}"));
        element.SetAttribute("loading", "lazy");
    }

    // The page has one heading of level one: the highest of the text follows right below it, the others keep their distance.
    private static void ShiftHeadings(IDocument document, IElement body, int top)
    {
        var headings = body.QuerySelectorAll("h1,h2,h3,h4,h5,h6").ToList();
        if (headings.Count == 0) return;
        var shift = top - headings.Min(Level);
        foreach (var heading in headings)
        {
            var moved = document.CreateElement(FormattableString.Invariant($"h{Math.Clamp(Level(heading) + shift, top, 6)}"));
            moved.Append([.. heading.ChildNodes]);
            heading.Replace(moved);
        }
    }

    private static int Level(IElement heading) => heading.LocalName[1] - '0';
}
