using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Rendering;

/// <summary>The wording of a material that a placement gets.</summary>
/// <param name="Name">The variant's name; null for the body.</param>
/// <param name="Title">The title, citations not yet written out.</param>
/// <param name="Body">The Markdown, citations not yet written out.</param>
/// <param name="Language">Its language.</param>
internal sealed record Wording(string? Name, string Title, string Body, string Language);

/// <summary>Chooses among the variants of a material: channel and language, then channel, then language, then the body.</summary>
internal static class Variants
{
    internal static Wording Choose(Material material, ChannelKey channel, PlacementDescriptor placement, string language)
    {
        var best = material.Variants
            .Select(v => (Variant: v, Rank: Rank(v, channel, placement, language, material.Language)))
            .Where(c => c.Rank > 0)
            .OrderByDescending(c => c.Rank)
            .Select(c => c.Variant)
            .FirstOrDefault();
        return best is null
            ? new Wording(null, material.Title, material.Body, material.Language)
            : new Wording(best.Name, best.Title ?? material.Title, BodyOf(material, best, depth: 0), best.Language ?? material.Language);
    }

    private static int Rank(MaterialVariant variant, ChannelKey channel, PlacementDescriptor placement, string language, string ownLanguage)
    {
        var channelFits = variant.Channel is null ? 0 : Names(channel, placement).Contains(variant.Channel, StringComparer.OrdinalIgnoreCase) ? 2 : -9;
        var languageFits = string.Equals(variant.Language ?? ownLanguage, language, StringComparison.OrdinalIgnoreCase) ? 1 : -9;
        // A variant of the material's own language for no channel in particular would be the body itself.
        if (variant.Language is null && variant.Channel is null) return 0;
        return channelFits + languageFits * (variant.Language is null ? 0 : 1) + (variant.Language is null && !string.Equals(ownLanguage, language, StringComparison.OrdinalIgnoreCase) ? -9 : 0);
    }

    private static IEnumerable<string> Names(ChannelKey channel, PlacementDescriptor placement) => [channel.Value, placement.Key.Value, .. placement.VariantNames];

    private static string BodyOf(Material material, MaterialVariant variant, int depth)
    {
        if (variant.BasedOn is not { } name || depth > 16) return variant.Body;
        var basis = name == "@" ? material.Body : material.Variants.FirstOrDefault(v => v.Name == name) is { } other ? BodyOf(material, other, depth + 1) : "";
        return basis.Length == 0 ? variant.Body : variant.Body.Length == 0 ? basis : basis + "\n\n" + variant.Body;
    }
}
