using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Validation;

/// <summary>Dates, times and amounts come from facts: one written by hand stays wrong when the fact is corrected.</summary>
internal sealed class LiteralRule : IValidationRule
{
    public void Check(ValidationScope scope)
    {
        foreach (var material in scope.Model.Materials)
            foreach (var text in ValidationScope.TextsOf(material))
                foreach (var literal in LiteralFinder.Find(text.Text))
                {
                    var place = scope.PlaceIn(text, literal.Start);
                    if (literal.Meaning is { } meaning && scope.Model.Facts.FirstOrDefault(f => Means(f, meaning)) is { } fact)
                        scope.Report(ValidationProblems.LiteralUncited, Severity.Information, place, $"{{fact:{fact.Id}}}", literal.Text, fact.Id);
                    else
                        scope.Report(ValidationProblems.LiteralUnbacked, Severity.Warning, place, null, literal.Text);
                }
    }

    /// <summary>Whether a verified fact says the same: the same day (the year may be left out), time of day or amount.</summary>
    private static bool Means(Fact fact, LiteralMeaning meaning) => fact.Status == FactStatus.Verified && fact.Type == meaning.Type && fact.Type switch
    {
        FactType.Date => fact.Value.EndsWith(meaning.Value, StringComparison.Ordinal),
        FactType.Time => fact.Value.StartsWith(meaning.Value, StringComparison.Ordinal),
        _ => fact.Value == meaning.Value,
    };
}
