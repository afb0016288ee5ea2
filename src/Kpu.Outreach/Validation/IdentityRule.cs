using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Validation;

/// <summary>No two elements of one list share an id.</summary>
internal sealed class IdentityRule : IValidationRule
{
    public void Check(ValidationScope scope)
    {
        var model = scope.Model;
        Unique(scope, model.Facts, f => f.Id);
        Unique(scope, model.Speakers, s => s.Id);
        Unique(scope, model.Materials, m => m.Id);
        Unique(scope, model.Campaigns, c => c.Id);
        Unique(scope, model.Accounts, a => a.Key, "key");
        Unique(scope, model.Partners, p => p.Id);
        Unique(scope, model.Stations, s => s.Id);
        Unique(scope, model.Calendars, c => c.Key, "key");
        Unique(scope, model.Offices, o => o.Code.Value, "code");
        foreach (var campaign in model.Campaigns)
        {
            Unique(scope, campaign.Targets, t => t.Id);
            Unique(scope, campaign.Activities, a => a.Id);
        }
        // Two variants for the same readers differ only in the order of their words.
        foreach (var material in model.Materials)
            Unique(scope, material.Variants, v => $"@{v.Channel} @{v.Language}".ToLowerInvariant(), "");
    }

    private static void Unique<T>(ValidationScope scope, IReadOnlyList<T> elements, Func<T, string> id, string member = "id")
        where T : class
    {
        var seen = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (var element in elements)
        {
            if (seen.TryAdd(id(element), element)) continue;
            var place = scope.PlaceOf(element, member.Length == 0 ? null : member);
            scope.Report(ValidationProblems.DuplicateId, Severity.Error, place, null, id(element), scope.PlaceOf(seen[id(element)]).ToString());
        }
    }
}
