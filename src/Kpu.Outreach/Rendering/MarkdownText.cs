using System.Text;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Kpu.Outreach.Rendering;

/// <summary>Turns Markdown into the plain text that timelines, messages and scripts carry.</summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();
    private static readonly MarkdownPipeline LineKeeping = new MarkdownPipelineBuilder().DisableHtml().UseSoftlineBreakAsHardlineBreak().Build();

    /// <param name="markdown">The Markdown.</param>
    /// <param name="keepLines">Whether a line break in the source is one in the text, as authors of posts mean it; else lines flow together, as in an article.</param>
    internal static string ToPlain(string markdown, bool keepLines = false)
    {
        var document = Markdown.Parse(markdown, keepLines ? LineKeeping : Pipeline);
        var text = new StringBuilder();
        Blocks(document, text, indent: "");
        return text.ToString().Trim().ReplaceLineEndings("\n");
    }

    private static void Blocks(ContainerBlock container, StringBuilder text, string indent)
    {
        foreach (var block in container)
        {
            switch (block)
            {
                case ListBlock list:
                    List(list, text, indent);
                    break;
                case ContainerBlock inner:
                    Blocks(inner, text, indent);
                    break;
                case LeafBlock { Inline: { } inline }:
                    text.Append(indent);
                    Inlines(inline, text, indent);
                    text.Append("\n\n");
                    break;
                case CodeBlock code:
                    text.Append(code.Lines.ToString()).Append("\n\n");
                    break;
            }
        }
    }

    private static void List(ListBlock list, StringBuilder text, string indent)
    {
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            text.Append(indent).Append(list.IsOrdered ? $"{number++}. " : "- ");
            var body = new StringBuilder();
            Blocks(item, body, indent: "");
            text.Append(body.ToString().Trim().Replace("\n\n", "\n", StringComparison.Ordinal).Replace("\n", "\n" + indent + "  ", StringComparison.Ordinal)).Append('\n');
        }

        text.Append('\n');
    }

    private static void Inlines(ContainerInline container, StringBuilder text, string indent)
    {
        foreach (var inline in container)
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.ToString());
                    break;
                case LineBreakInline { IsHard: true }:
                    text.Append('\n').Append(indent);
                    break;
                case LineBreakInline:
                    text.Append(' ');
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case AutolinkInline auto:
                    text.Append(auto.Url);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.ToString());
                    break;
                case LinkInline { IsImage: true }:
                    break;
                case LinkInline link:
                    Link(link, text, indent);
                    break;
                case ContainerInline inner:
                    Inlines(inner, text, indent);
                    break;
            }
        }
    }

    private static void Link(LinkInline link, StringBuilder text, string indent)
    {
        var label = new StringBuilder();
        Inlines(link, label, indent);
        text.Append(label);
        // A link whose label already says its address is not said twice.
        if (link.Url is { Length: > 0 } url && !url.Contains(label.ToString(), StringComparison.OrdinalIgnoreCase))
            text.Append(" (").Append(url).Append(')');
    }
}
