using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Rendering;

/// <summary>Words the note that stands beside a text which cannot be changed: what it should say now.</summary>
internal static class CorrectionNote
{
    /// <summary>The note.</summary>
    /// <param name="corrected">What would stand there if it could be changed.</param>
    /// <param name="placement">The placement.</param>
    /// <returns>The note; null where it does not fit into one part, since nothing is cut.</returns>
    public static Rendition? Render(Rendition corrected, PlacementDescriptor placement)
    {
        if (corrected.Parts.Count > 1) return null;
        var part = corrected.Parts[0];
        var text = (corrected.Language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? "Correction: " : "Ralat: ") + part.Text;
        if (placement.Text.Maximum is { } maximum && Length(text, placement.Text.Measure) > maximum) return null;
        return new Rendition
        {
            Language = corrected.Language,
            Title = corrected.Title,
            Summary = corrected.Summary,
            Parts = [new RenditionPart { Text = text, Markup = part.Markup, Links = part.Links }],
            Hashtags = corrected.Hashtags,
            Labels = corrected.Labels,
            Sources = corrected.Sources,
            Inputs = corrected.Inputs,
        };
    }

    private static int Length(string text, TextMeasure measure) => measure == TextMeasure.SpeechSeconds
        ? (int)Math.Ceiling(TextLength.Speech(text, TextLength.DefaultSyllablesPerSecond).TotalSeconds)
        : TextLength.Of(text, measure);
}
