using System.Globalization;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Rendering;

/// <summary>
/// Renders any material for any placement by its descriptor alone: chooses the variant, writes the facts out, turns Markdown into what the placement takes, adds hashtags,
/// splits where the placement may be split, and chooses media. Pure and thread-safe.
/// </summary>
public sealed class StandardRenderer : IRenderer
{
    /// <summary>The one instance.</summary>
    public static StandardRenderer Instance { get; } = new();

    /// <inheritdoc/>
    public RenderResult Render(RenderRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var problems = new List<Problem>();
        var placement = request.Placement;
        var wording = Variants.Choose(request.Material, request.Channel.Account.Channel, placement, request.Language);
        var used = new HashSet<Fact>();
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        string Fill(string text) => FactText.Fill(text, request.Facts, wording.Language, used, missing);

        var markdown = placement.Text.Markup == TextMarkup.Markdown;
        var title = Fill(wording.Title);
        var filled = Fill(wording.Body).Trim().ReplaceLineEndings("\n");
        var plain = MarkdownText.ToPlain(filled, keepLines: wording.Name is not null);
        var summary = request.Material.Summary is { } own ? MarkdownText.ToPlain(Fill(own)) : Summarise(plain);
        foreach (var id in missing) problems.Add(Problem.Error(RenderingProblems.FactUnknown, At(request), id, request.Material.Id));
        if (plain.Length == 0) problems.Add(Problem.Error(RenderingProblems.TextEmpty, At(request), request.Material.Id, Place(request)));

        if (placement.Text.TitleMaximum is > 0 and var most && title.Length > most)
            problems.Add(Problem.Error(RenderingProblems.TitleTooLong, At(request), request.Material.Id, Place(request), Count(title.Length), Count(most)));

        var hashtags = Hashtags(request);
        var texts = markdown
            ? new List<string> { filled }
            : PlainParts(request, wording, title, plain, hashtags, problems);
        var media = MediaChooser.Choose(request, problems);
        var rendition = new Rendition
        {
            Language = wording.Language,
            Title = title,
            Summary = summary,
            Parts = [.. texts.Select((text, index) => new RenditionPart
            {
                Text = text,
                Markup = placement.Text.Markup,
                Media = index == 0 ? media : [],
                Links = [.. TextLength.WebAddress().Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal)],
            })],
            Hashtags = hashtags,
            Labels = request.Labels,
            Sources = [.. request.Material.Sources.Select(Fill)],
            Inputs = new RenditionInputs
            {
                Material = request.Material.Id,
                Variant = wording.Name,
                Facts = [.. used.OrderBy(f => f.Id, StringComparer.Ordinal).Select(f => new FactVersion(f.Id, f.Version))],
                ProfileVersion = request.Channel.Profile.Version,
            },
        };
        return new RenderResult(problems.Exists(p => p.Severity == Severity.Error) ? null : rendition, problems);
    }

    private static List<string> PlainParts(RenderRequest request, Wording wording, string title, string plain, IReadOnlyList<string> hashtags, List<Problem> problems)
    {
        var profile = request.Placement.Text;
        // Where the channel has no title of its own and nobody wrote a text for it, the title opens the text.
        var text = profile.TitleMaximum == 0 && wording.Name is null && profile.Measure != TextMeasure.SpeechSeconds ? title + "\n\n" + plain : plain;
        int Length(string part) => profile.Measure == TextMeasure.SpeechSeconds
            ? (int)Math.Ceiling(TextLength.Speech(part, request.Station?.SyllablesPerSecond ?? TextLength.DefaultSyllablesPerSecond).TotalSeconds)
            : TextLength.Of(part, profile.Measure);

        var tags = profile.Measure == TextMeasure.SpeechSeconds ? [] : hashtags.Where(t => !text.Contains("#" + t, StringComparison.OrdinalIgnoreCase)).ToList();
        if (profile.Maximum is not { } maximum || Length(text) <= maximum)
        {
            var withTags = text;
            var left = new List<string>();
            foreach (var (index, tag) in tags.Index())
            {
                var longer = withTags + (ReferenceEquals(withTags, text) ? "\n\n#" : " #") + tag;
                if ((profile.Maximum is { } limit && Length(longer) > limit) || (profile.MaximumHashtags is { } most && index >= most)) left.Add("#" + tag);
                else withTags = longer;
            }

            if (left.Count > 0)
                problems.Add(new Problem { Code = RenderingProblems.HashtagsLeftOut, Severity = Severity.Information, Place = At(request), Arguments = [request.Material.Id, Place(request), string.Join(" ", left)] });
            return [withTags];
        }

        if (profile.MaximumParts > 1 && Threads.Split(text, maximum, profile.MaximumParts, Length) is { } parts) return parts;
        problems.Add(Problem.Error(RenderingProblems.TextTooLong, At(request), request.Material.Id, Place(request), Count(Length(text)), Count(maximum), Unit(profile.Measure)));
        return [text];
    }

    private static List<string> Hashtags(RenderRequest request)
    {
        if (request.Placement.Text.MaximumHashtags == 0) return [];
        return [.. request.Material.Hashtags.Concat(request.Hashtags).Select(t => t.TrimStart('#')).Where(t => t.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static string Summarise(string plain)
    {
        const int Enough = 200;
        var line = plain.Split("\n\n", 2)[0].Replace('\n', ' ');
        if (line.Length <= Enough) return line;
        var sentence = line.LastIndexOfAny(['.', '!', '?'], Enough - 1);
        if (sentence > Enough / 3) return line[..(sentence + 1)];
        return line[..line.LastIndexOf(' ', Enough - 1)] + "…";
    }

    internal static Place At(RenderRequest request) => new(Path: $"{request.Material.Id} → {request.Channel.Account.Key}");

    internal static string Place(RenderRequest request) => request.Placement.VariantNames is [var name, ..] ? name : request.Channel.Account.Channel.Value;

    internal static string Count(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Unit(TextMeasure measure) => measure switch
    {
        TextMeasure.SpeechSeconds => "s",
        TextMeasure.Utf8Bytes => "B",
        _ => "",
    };
}
