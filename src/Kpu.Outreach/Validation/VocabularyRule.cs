using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Validation;

/// <summary>Words of the open vocabularies are known ones; regulation may bring new words, so others are only doubtful.</summary>
internal sealed class VocabularyRule : IValidationRule
{
    public void Check(ValidationScope scope)
    {
        foreach (var campaign in scope.Model.Campaigns)
        {
            foreach (var target in campaign.Targets)
            {
                Word(scope, target, "segment", target.Segment.Value, Segment.Known.Select(s => s.Value));
                foreach (var (i, format) in target.Formats.Index()) Word(scope, target, $"formats[{i}]", format.Value, MaterialForm.Known.Select(f => f.Value));
            }
            foreach (var activity in campaign.Activities) Word(scope, activity, "method", activity.Method.Value, OutreachMethod.Known.Select(m => m.Value));
        }
        foreach (var material in scope.Model.Materials)
        {
            Word(scope, material, "kind", material.Kind.Value, ContentKind.Known.Select(k => k.Value));
            Word(scope, material, "form", material.Form.Value, MaterialForm.Known.Select(f => f.Value));
            foreach (var (i, segment) in material.Segments.Index()) Word(scope, material, $"segments[{i}]", segment.Value, Segment.Known.Select(s => s.Value));
        }
        foreach (var calendar in scope.Model.Calendars)
            foreach (var stage in calendar.Stages) Word(scope, stage, "key", stage.Key.Value, StageKey.Known.Select(s => s.Value));
    }

    private static void Word(ValidationScope scope, object element, string member, string word, IEnumerable<string> known)
    {
        var words = known.ToList();
        if (!words.Contains(word, StringComparer.OrdinalIgnoreCase))
            scope.Report(ValidationProblems.VocabularyUnknown, Severity.Warning, scope.PlaceOf(element, member), NearestName.Of(word, words), word);
    }
}
