using System.Text;
using System.Text.RegularExpressions;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Publishing;

/// <summary>What a rendition says, whatever its case, spaces, punctuation, hashtags and the numbers of its posts: small changes do not hide that two texts say the same.</summary>
internal static partial class Wording
{
    public static ContentHash Of(Rendition rendition)
    {
        using var hash = new ContentHasher();
        var words = new StringBuilder();
        foreach (var part in rendition.Parts)
        {
            var text = rendition.Parts.Count > 1 ? PostNumber().Replace(part.Text, "") : part.Text;
            foreach (var rune in Hashtag().Replace(text, "").Normalize(NormalizationForm.FormKC).EnumerateRunes())
                if (Rune.IsLetterOrDigit(rune)) words.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        if (words.Length > 0) return hash.Add(words.ToString()).Finish();

        // Without words it is its pictures that say the same.
        hash.Add("media");
        foreach (var media in rendition.Parts.SelectMany(p => p.Media)) hash.Add(media.File.Hash.Hex);
        return hash.Finish();
    }

    [GeneratedRegex(@"\(\d{1,3}/\d{1,3}\)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex PostNumber();

    [GeneratedRegex(@"(?<![\w&/])#\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Hashtag();
}
