using System.Globalization;
using System.Text.RegularExpressions;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Rendering;

/// <summary>Reads fact values and writes them out where a text cites them.</summary>
internal static partial class FactText
{
    /// <summary>How a text cites a fact.</summary>
    internal const string CitationPattern = @"\{fact:(?<id>[A-Za-z0-9_.-]+)(?:\|(?<form>short))?\}";

    /// <summary>Writes every citation out; an unknown fact stays as written and is named in <paramref name="missing"/>.</summary>
    internal static string Fill(string text, Func<string, Fact?> facts, string language, ISet<Fact> used, ISet<string> missing) =>
        Citation().Replace(text, match =>
        {
            var id = match.Groups["id"].Value;
            if (Resolve(id, facts) is not var (fact, value) || Write(fact.Type, value, match.Groups["form"].Value == "short", language) is not { } written)
            {
                missing.Add(id);
                return match.Value;
            }

            used.Add(fact);
            return written;
        });

    /// <summary>Whether a value has the form of its type.</summary>
    internal static bool IsValid(FactType type, string value) => Write(type, value, brief: false, "id") is not null;

    private static (Fact Fact, string Value)? Resolve(string id, Func<string, Fact?> facts)
    {
        if (facts(id) is not { } fact) return null;
        // A fact without a value of its own takes that of the first it rests on; circles are a finding of validation and end here.
        var source = fact;
        for (var hops = 0; source.Value.Length == 0 && source.BasedOn.Count > 0 && hops < 32; hops++)
            if (facts(source.BasedOn[0]) is { } next) source = next;
            else break;
        return source.Value.Length == 0 ? null : (fact, source.Value);
    }

    private static string? Write(FactType type, string value, bool brief, string language)
    {
        switch (type)
        {
            case FactType.Date:
                return TryDate(value, out var day) ? IndonesianText.Date(day, !brief, language) : null;
            case FactType.DateSpan:
                return TrySpan(value, out var span) ? IndonesianText.Span(span, language) : null;
            case FactType.Time:
                return WriteTime(value, brief, language);
            case FactType.Number:
                return TryNumber(value, out var number) ? IndonesianText.Number(number, language) : null;
            case FactType.Amount:
                return TryNumber(value, out var amount) ? IndonesianText.Amount(amount, language) : null;
            default:
                return string.IsNullOrWhiteSpace(value) ? null : value;
        }
    }

    private static string? WriteTime(string value, bool brief, string language)
    {
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        var zone = space < 0 ? null : IndonesianZone.Find(value[(space + 1)..]);
        if (space >= 0 && zone is null) return null;
        if (!TimeOnly.TryParseExact(space < 0 ? value : value[..space], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return null;
        var english = language.StartsWith("en", StringComparison.OrdinalIgnoreCase);
        var text = IndonesianText.Time(time, language) + " " + (zone?.Abbreviation ?? (english ? "local time" : "waktu setempat"));
        return brief || english ? text : "pukul " + text;
    }

    private static bool TryDate(string value, out DateOnly day) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static bool TrySpan(string value, out DateSpan span)
    {
        span = default;
        var parts = value.Split('/');
        if (parts.Length != 2 || !TryDate(parts[0], out var start) || !TryDate(parts[1], out var end) || end < start) return false;
        span = new DateSpan(start, end);
        return true;
    }

    private static bool TryNumber(string value, out decimal number) =>
        decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex(CitationPattern)]
    private static partial Regex Citation();
}
