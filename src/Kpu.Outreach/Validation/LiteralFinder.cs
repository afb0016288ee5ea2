using System.Globalization;
using System.Text.RegularExpressions;
using Kpu.Outreach.Campaigns;

namespace Kpu.Outreach.Validation;

/// <summary>What a literal says, in the form facts are stored in; of a day without year only <c>-MM-dd</c>.</summary>
internal readonly record struct LiteralMeaning(FactType Type, string Value);

/// <summary>A date, time or amount written out in a text.</summary>
internal sealed record Literal(int Start, string Text, LiteralMeaning? Meaning);

/// <summary>Finds dates, times and amounts in Indonesian (and plain English) text. What only looks like one is masked first: code, addresses, hashtags, citations, numbers of laws, telephone numbers.</summary>
internal static partial class LiteralFinder
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private const string Month = "(?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|january|february|march|may|june|july|august|october|december|(?-i:Jan|Feb|Mar|Apr|Jun|Jul|Agu|Ags|Agt|Aug|Sept?|Okt|Oct|Nop|Nov|Des|Dec)\\b\\.?)";
    private const string Weekday = "(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad)";
    private const string To = @"\s*(?:-|–|—|s\.?\s?/?d\.?|sampai(?:\s+dengan)?|hingga|dan|&)\s*";
    private const string Unit = "(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas)";
    private const string Word = "(?:" + Unit + @"(?:\s+(?:belas|puluh|ratus))?|se(?:ratus|ribu|juta|tengah)|belas|puluh|ratus|ribu|juta|miliar|triliun)";
    private const string Words = Word + @"(?:\s+" + Word + "){0,12}";
    private const string Zone = @"(?:WIB|WITA|WIT)\b";
    private const string Scale = "(?:ribu|rb|juta|jt|miliar|milyar|triliun)";

    private const char Blank = '\u00b7';

    private static readonly string[] MonthStarts = ["jan", "feb", "mar", "apr", "mei", "jun", "jul", "ag", "sep", "okt", "no", "des", "may", "aug", "oct", "dec"];
    private static readonly int[] MonthNumbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 5, 8, 10, 12];

    public static IReadOnlyList<Literal> Find(string text)
    {
        var masked = Mask(text);
        var found = new List<Literal>();
        var taken = new bool[text.Length];
        foreach (var (pattern, meaning) in Patterns)
            foreach (Match match in pattern.Matches(masked))
            {
                if (taken.AsSpan(match.Index, match.Length).Contains(true)) continue;
                taken.AsSpan(match.Index, match.Length).Fill(true);
                var written = match.Value.TrimEnd(' ', '.', ',', '\n', '\t');
                found.Add(new Literal(match.Index, written, meaning(match)));
            }
        return [.. found.OrderBy(f => f.Start)];
    }

    // The longest forms come first: a shorter one inside them is not told twice.
    private static IReadOnlyList<(Regex Pattern, Func<Match, LiteralMeaning?> Meaning)> Patterns { get; } =
    [
        (NamedDate(), DayOf),
        (EnglishDate(), DayOf),
        (IsoDate(), DayOf),
        (NumericDate(), DayOf),
        (WeekdayNumbers(), _ => null),
        (DayOnly(), _ => null),
        (SpokenTime(), TimeOf),
        (ZonedTime(), TimeOf),
        (ColonTime(), TimeOf),
        (Rupiah(), AmountOf),
        (DigitsRupiah(), AmountOf),
        (WordsRupiah(), _ => null),
    ];

    /// <summary>The text with everything blanked out that is no literal; offsets stay.</summary>
    private static string Mask(string text)
    {
        var chars = text.ToCharArray();
        foreach (Match match in NoLiteral().Matches(text))
            for (var i = match.Index; i < match.Index + match.Length; i++)
                if (chars[i] != '\n') chars[i] = Blank;
        // Long runs of white space would make the patterns slow and never stand inside a literal.
        for (int i = 0, run = 0; i < chars.Length; i++)
        {
            run = char.IsWhiteSpace(chars[i]) ? run + 1 : 0;
            if (run > 4) chars[i] = Blank;
        }
        return new string(chars);
    }

    private static LiteralMeaning? DayOf(Match match)
    {
        // A span means two days; no single fact of a day backs it.
        if (match.Groups["to"].Success || !Number(match, "d", out var day) || day is < 1 or > 31) return null;
        if (!Number(match, "m", out var month))
        {
            var name = match.Groups["name"].Value.ToLowerInvariant();
            var at = Array.FindIndex(MonthStarts, m => name.StartsWith(m, StringComparison.Ordinal));
            if (at < 0) return null;
            month = MonthNumbers[at];
        }
        if (!Number(match, "y", out var year)) return new(FactType.Date, string.Create(CultureInfo.InvariantCulture, $"-{month:00}-{day:00}"));
        if (year < 100) year += 2000;
        return new(FactType.Date, string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}"));
    }

    private static LiteralMeaning? TimeOf(Match match)
    {
        if (!Number(match, "h", out var hour)) return null;
        var minute = Number(match, "min", out var m) ? m : 0;
        if (match.Groups["half"].Value.ToLowerInvariant() is "siang" or "sore" or "malam" && hour < 12) hour += 12;
        return new(FactType.Time, string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}"));
    }

    private static LiteralMeaning? AmountOf(Match match)
    {
        var scale = match.Groups["scale"].Value.ToLowerInvariant() switch
        {
            "ribu" or "rb" => 1_000m,
            "juta" or "jt" => 1_000_000m,
            "miliar" or "milyar" => 1_000_000_000m,
            "triliun" => 1_000_000_000_000m,
            _ => 1m,
        };
        var digits = match.Groups["n"].Value.Replace(".", "", StringComparison.Ordinal).Replace(',', '.').TrimEnd('.');
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1_000_000_000_000m
            ? new(FactType.Amount, (number * scale).ToString("0.##", CultureInfo.InvariantCulture))
            : null;
    }

    private static bool Number(Match match, string group, out int number) => int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex(
        @"^(?<fence>`{3,}|~{3,})[\s\S]*?(?:^\k<fence>|\z)" // fenced code
        + @"|`[^`\n]*`" // code
        + @"|\{fact:[^}\n]{0,100}\}"
        + @"|<!--[\s\S]*?(?:-->|\z)|<[a-z/][^>\n]{0,500}>" // comments and tags
        + @"|\]\([^)\n]{0,500}\)" // where links lead
        + @"|\b(?:https?://|www\.)\S+|(?<![\w.-])[\w.-]{1,100}\.(?:go\.id|id|com|org|net)(?:/\S*)?" // addresses
        + @"|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+|(?<!\w)[@#]\w+" // mail, accounts, hashtags
        + @"|\b(?:PKPU|UU|Undang-Undang|Peraturan|Keputusan|Perpu|Perppu|Perpres|Keppres|Permen\w*|PP|Perki|Putusan|Surat(?:\s+Edaran)?)(?:\s+(?:KPU|MK|RI|Presiden|Pemerintah|Bawaslu|KPI))*\s*(?:Nomor|No\.?)?\s*\d[\w./-]*(?:\s+Tahun\s+\d{4})?" // laws
        + @"|\b(?:Nomor|No\.)\s*:?\s*[\w./-]*\d[\w./-]*(?:\s+Tahun\s+\d{4})?"
        + @"|\b(?:Pasal|ayat|angka|huruf|butir|halaman|hlm\.?|versi)\s*\(?\d[\w.]*\)?"
        + @"|(?:\+62|\b0)[\s-]?8\d{1,2}(?:[\s-]?\d{3,5}){2,3}\b|\(0\d{2,3}\)\s*\d{3,4}[\s-]?\d{3,4}|\b0\d{2,3}[\s-]\d{3,4}[\s-]?\d{3,4}\b", // telephones
        Options | RegexOptions.Multiline)]
    private static partial Regex NoLiteral();

    [GeneratedRegex(@"(?:\b" + Weekday + @"\s*,?\s+)?(?:\b(?:tanggal|tgl\.?)\s+)?(?<![\d/.,-])(?:(?<from>\d{1,2})(?:\s+" + Month + @")?(?<to>" + To + @")(?:" + Weekday + @"\s*,?\s+)?)?(?<d>\d{1,2})\s+(?<name>" + Month + @")(?:\b|(?<=\.))(?:\s+(?<y>\d{4})\b)?", Options)]
    private static partial Regex NamedDate();

    [GeneratedRegex(@"\b(?<name>" + Month + @")\s+(?<d>\d{1,2})(?:st|nd|rd|th)?(?:,\s*(?<y>\d{4}))?(?![\d.])", Options)]
    private static partial Regex EnglishDate();

    [GeneratedRegex(@"(?<![\d/.-])(?<y>(?:19|20)\d{2})[-/](?<m>\d{1,2})[-/](?<d>\d{1,2})(?![\d/-])", Options)]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"(?<![\d/.-])(?<d>0?[1-9]|[12]\d|3[01])(?<sep>[-/.])(?<m>0?[1-9]|1[0-2])\k<sep>(?<y>(?:19|20)?\d{2})(?![\d/-])", Options)]
    private static partial Regex NumericDate();

    [GeneratedRegex(@"\b" + Weekday + @"\s*[,(]?\s*\(?\d{1,2}/\d{1,2}\b\)?(?![\d.:/])", Options)]
    private static partial Regex WeekdayNumbers();

    [GeneratedRegex(@"\b(?:tanggal|tgl\.?)\s+(?:\d{1,2}(?:" + To + @"\d{1,2})?\b|" + Words + @"\b)", Options)]
    private static partial Regex DayOnly();

    [GeneratedRegex(@"\b(?:pukul|pkl\.?|jam)\s+(?:(?<h>\d{1,2})(?:[.:](?<min>\d{2}))?(?:" + To + @"(?:pukul\s+|jam\s+)?\d{1,2}(?:[.:]\d{2})?)?\b|" + Words + @"\b)(?:\s+(?<half>pagi|siang|sore|malam)\b)?(?:\s*" + Zone + ")?", Options)]
    private static partial Regex SpokenTime();

    [GeneratedRegex(@"(?<![\d.,:])(?<h>\d{1,2})(?:[.:](?<min>\d{2}))?(?:" + To + @"\d{1,2}(?:[.:]\d{2})?)?\s*" + Zone, Options)]
    private static partial Regex ZonedTime();

    [GeneratedRegex(@"(?<![\d.,:/])(?<h>[01]?\d|2[0-3]):(?<min>[0-5]\d)(?![\d:])", Options)]
    private static partial Regex ColonTime();

    [GeneratedRegex(@"\b(?:Rp|IDR)\.?\s*(?<n>\d[\d.,]*)(?:\s*(?<scale>" + Scale + @")\b)?", Options)]
    private static partial Regex Rupiah();

    [GeneratedRegex(@"(?<![\d.,])(?<n>\d[\d.,]*)(?:\s*(?<scale>" + Scale + @"))?\s+rupiah\b", Options)]
    private static partial Regex DigitsRupiah();

    [GeneratedRegex(@"\b" + Words + @"\s+rupiah\b", Options)]
    private static partial Regex WordsRupiah();
}
