using System.Globalization;
using System.Text.RegularExpressions;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Rendering;

namespace Kpu.Outreach.Validation;

/// <summary>A fact's value fits its type, and a verified fact says who verified it.</summary>
internal sealed partial class FactRule : IValidationRule
{
    public void Check(ValidationScope scope)
    {
        foreach (var fact in scope.Model.Facts)
        {
            if (fact.Status == FactStatus.Verified && fact.VerifiedBy is null) scope.Warn(ValidationProblems.FactVerifierMissing, fact, "status", fact.Id);
            if (fact.Value.Length == 0 && fact.BasedOn.Count > 0) continue;
            if (FactText.IsValid(fact.Type, fact.Value)) continue;
            if (fact.Type is FactType.Date or FactType.DateSpan && Unreal(fact.Value) is { } day) scope.Error(CommonProblems.DateUnreal, fact, "value", day);
            else if (fact.Type == FactType.DateSpan && fact.Value.Split('/') is [var start, var end] && SpanForm().IsMatch(fact.Value)) scope.Error(CommonProblems.PeriodReversed, fact, "value", start, end);
            else scope.Error(ValidationProblems.FactValueWrong, fact, "value", fact.Id, fact.Value, Example(fact.Type));
        }
    }

    private static string? Unreal(string value) => DateForm().Matches(value)
        .Select(m => m.Value)
        .FirstOrDefault(d => !DateOnly.TryParseExact(d, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    private static string Example(FactType type) => type switch
    {
        FactType.Date => "2024-02-14",
        FactType.Time => "07:00 WIB, 07:00",
        FactType.DateSpan => "2024-02-11/2024-02-13",
        FactType.Number => "204807222",
        FactType.Amount => "2500000",
        _ => "...",
    };

    [GeneratedRegex(@"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex DateForm();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}/\d{4}-\d{2}-\d{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SpanForm();
}
