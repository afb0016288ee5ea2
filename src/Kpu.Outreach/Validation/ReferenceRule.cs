using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Validation;

/// <summary>Every reference leads somewhere.</summary>
internal sealed class ReferenceRule : IValidationRule
{
    public void Check(ValidationScope scope)
    {
        // Into the gaps of a model that was not read whole every reference would seem to lead nowhere.
        if (scope.Context.IsPartial) return;
        var model = scope.Model;
        var partners = model.Partners.Select(p => p.Id).ToHashSet();
        foreach (var account in model.Accounts)
        {
            One(scope, account, "partner", account.Partner, partners, ValidationProblems.PartnerUnknown);
            One(scope, account, "station", account.Station, model.Stations.Select(s => s.Id).ToHashSet(), ValidationProblems.StationUnknown);
        }
        foreach (var station in model.Stations) One(scope, station, "partner", station.Partner, partners, ValidationProblems.PartnerUnknown);
        foreach (var fact in model.Facts)
        {
            Each(scope, fact, "basedOn", fact.BasedOn, scope.Facts.Keys, ValidationProblems.FactUnknown);
            Each(scope, fact, "contradicts", fact.Contradicts, scope.Facts.Keys, ValidationProblems.FactUnknown);
        }
        foreach (var campaign in model.Campaigns) Check(scope, campaign);
        foreach (var material in model.Materials) Check(scope, material);
    }

    private static void Check(ValidationScope scope, Campaign campaign)
    {
        One(scope, campaign, "calendar", campaign.Calendar, scope.Calendars.Keys.ToHashSet(), CommonProblems.CalendarUnknown);
        if (campaign.Calendar is null && campaign.Stages.Count > 0) scope.Warn(ValidationProblems.StagesWithoutCalendar, campaign, "stages");
        if (campaign.Calendar is { } key && scope.Calendars.TryGetValue(key, out var calendar))
            Each(scope, campaign, "stages", [.. campaign.Stages.Select(s => s.Value)], calendar.Stages.Select(s => s.Key.Value), ValidationProblems.StageUnknown);
        foreach (var activity in campaign.Activities)
        {
            Each(scope, activity, "targets", activity.Targets, campaign.Targets.Select(t => t.Id), ValidationProblems.TargetUnknown);
            Each(scope, activity, "materials", activity.Materials, scope.Materials.Keys, ValidationProblems.MaterialUnknown);
            Each(scope, activity, "speakers", activity.Speakers, scope.Speakers.Keys, ValidationProblems.SpeakerUnknown);
            foreach (var (i, name) in activity.Accounts.Index())
            {
                if (scope.AccountsNamed(campaign, name).Any()) continue;
                if (name == "*" || name.StartsWith("channel:", StringComparison.Ordinal)) scope.Warn(ValidationProblems.AccountsNone, activity, $"accounts[{i}]", name);
                else Unknown(scope, activity, $"accounts[{i}]", name, scope.Accounts.Keys, ValidationProblems.AccountUnknown);
            }
        }
    }

    private static void Check(ValidationScope scope, Material material)
    {
        var names = material.Variants.Select(v => v.Name).Append("@").ToHashSet();
        foreach (var variant in material.Variants) One(scope, variant, "basedOn", variant.BasedOn, names, ValidationProblems.VariantUnknown);
        var stages = scope.Model.Calendars.SelectMany(c => c.Stages).Select(s => s.Key.Value).Concat(StageKey.Known.Select(s => s.Value));
        Each(scope, material, "stages", [.. material.Stages.Select(s => s.Value)], stages, ValidationProblems.StageUnknown);
    }

    private static void One(ValidationScope scope, object element, string member, string? name, HashSet<string> known, string code)
    {
        if (name is not null && !known.Contains(name)) Unknown(scope, element, member, name, known, code);
    }

    private static void Each(ValidationScope scope, object element, string member, IReadOnlyList<string> names, IEnumerable<string> known, string code)
    {
        if (names.Count == 0) return;
        var all = known.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (i, name) in names.Index())
            if (!all.Contains(name)) Unknown(scope, element, $"{member}[{i}]", name, all, code);
    }

    private static void Unknown(ValidationScope scope, object element, string member, string name, IEnumerable<string> known, string code) =>
        scope.Report(code, Severity.Error, scope.PlaceOf(element, member), NearestName.Of(name, known), name);
}
