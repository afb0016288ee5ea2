using System.Text;

namespace Kpu.Outreach.Campaigns;

/// <summary>A name of an office brought into a form that can be compared: <c>KPU Kab. Gunung Kidul</c> is kind regency, base <c>gunungkidul</c>.</summary>
/// <param name="Kind">The kind the name says, or null when it says none.</param>
/// <param name="Base">The rest: lower case, without spaces, hyphens and the word "dan".</param>
/// <param name="Whole">The same with the word of the kind, for names such as <c>Kota Baru</c> that merely begin like a kind.</param>
internal readonly record struct OfficeName(OfficeKind? Kind, string Base, string Whole)
{
    internal static OfficeName Of(string text)
    {
        var words = Words(text);
        var start = 0;
        while (start < words.Count && words[start] is "kantor" or "sekretariat" or "kpu" or "kip") start++;
        var whole = string.Concat(words.Skip(start));
        var kinds = new HashSet<OfficeKind>();
        for (; start < words.Count; start++)
        {
            if (KindOf(words[start]) is { } kind) kinds.Add(kind);
            else if (words[start] is not ("administrasi" or "adm" or "administratif")) break;
        }

        // "Kabupaten/Kota Blitar" names both kinds and so none.
        return new OfficeName(kinds.Count == 1 ? kinds.Single() : null, string.Concat(words.Skip(start)), whole);
    }

    /// <summary>The words of a name: lower case, short forms written out, "dan" left out, parted by anything that is neither letter nor digit.</summary>
    internal static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in text.Append(' '))
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (c is not ('\'' or '’') && word.Length > 0)
            {
                var done = word.ToString();
                if (done != "dan") words.Add(done switch { "kep" => "kepulauan", "peg" => "pegunungan", _ => done });
                word.Clear();
            }
        }

        return words;
    }

    private static OfficeKind? KindOf(string word) => word switch
    {
        "provinsi" or "propinsi" or "prov" => OfficeKind.Province,
        "kabupaten" or "kab" => OfficeKind.Regency,
        "kota" => OfficeKind.City,
        _ => null,
    };
}
