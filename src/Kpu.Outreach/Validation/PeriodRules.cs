using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Validation;

/// <summary>Stages end after they start; activities lie inside their campaign's period and stages, outside quiet periods, and not in the past.</summary>
internal sealed class PeriodRules : IValidationRule
{
    public void Check(ValidationScope scope)
    {
        foreach (var stage in scope.Model.Calendars.SelectMany(c => c.Stages))
        {
            if (stage is { Start: { } start, End: { } end } && end < start) scope.Error(CommonProblems.PeriodReversed, stage, "end", ValidationScope.Day(start), ValidationScope.Day(end));
            if (stage is { TellFrom: { } tell, End: { } last } && last < tell) scope.Error(CommonProblems.PeriodReversed, stage, "tellFrom", ValidationScope.Day(tell), ValidationScope.Day(last));
        }
        foreach (var campaign in scope.Model.Campaigns)
        {
            // The last zone to leave a day is the western one.
            var past = campaign.Period is { } period && period.End < DateOnly.FromDateTime(IndonesianZone.Wib.Show(scope.Context.Now).DateTime);
            if (past) scope.Warn(ValidationProblems.CampaignPast, campaign, "period", campaign.Id, ValidationScope.Day(campaign.Period!.Value.End));
            foreach (var activity in campaign.Activities)
            {
                var moments = ValidationScope.Moments(activity).ToList();
                if (moments.Count == 0) continue;
                Outside(scope, campaign, activity, moments);
                Quiet(scope, campaign, activity, moments);
                if (!past) Past(scope, campaign, activity, moments);
            }
        }
    }

    private static void Outside(ValidationScope scope, Campaign campaign, Activity activity, List<DateTime> moments)
    {
        var days = moments.Select(DateOnly.FromDateTime).ToList();
        if (campaign.Period is { } period && days.FindIndex(d => !period.Contains(d)) is >= 0 and var outside)
            scope.Error(ValidationProblems.ActivityOutsidePeriod, activity, "when", activity.Id, ValidationScope.Day(days[outside]), period.ToString());
        if (campaign.Calendar is null || !scope.Calendars.TryGetValue(campaign.Calendar, out var calendar)) return;
        var (from, to) = calendar.TellingWindow(campaign.Stages);
        if (days.FindIndex(d => d < from || d > to) is >= 0 and var untold)
            scope.Warn(ValidationProblems.ActivityOutsideStages, activity, "when", activity.Id, ValidationScope.Day(days[untold]), from is { } f ? ValidationScope.Day(f) : "...", to is { } t ? ValidationScope.Day(t) : "...");
    }

    private static void Quiet(ValidationScope scope, Campaign campaign, Activity activity, List<DateTime> moments)
    {
        var accounts = scope.AccountsOf(campaign, activity);
        var offices = (accounts.Count > 0 ? accounts.Select(a => a.Office) : campaign.Offices).Distinct().ToList();
        foreach (var calendar in scope.Model.Calendars)
        {
            if (calendar.Find(StageKey.QuietPeriod) is not { Start: { } start, End: { } end }) continue;
            foreach (var office in offices.Where(o => calendar.Regions.Count == 0 || calendar.Regions.Any(o.IsWithin)))
            {
                // The day counts where the office is, whatever zone the activity's time is written in.
                var zone = ValidationScope.ZoneOf(office);
                var days = moments.Select(m => DateOnly.FromDateTime(zone.Show((activity.Zone ?? zone).At(m)).DateTime)).ToList();
                if (days.FindIndex(d => start <= d && d <= end) is not (>= 0 and var quiet)) continue;
                scope.Report(
                    ValidationProblems.ActivityInQuietPeriod,
                    calendar.QuietPeriodRule == PeriodRule.Forbid ? Severity.Error : Severity.Warning,
                    scope.PlaceOf(activity, "when"),
                    null,
                    activity.Id,
                    ValidationScope.Day(days[quiet]),
                    calendar.Title);
                break;
            }
        }
    }

    private static void Past(ValidationScope scope, Campaign campaign, Activity activity, List<DateTime> moments)
    {
        // Attendance is noted afterwards: such an activity is meant to be over.
        if (activity.Attendance.Count > 0) return;
        var last = scope.ZonesOf(campaign, activity).Select(z => z.At(moments[^1]) + (activity.Duration ?? TimeSpan.Zero)).Max();
        if (last < scope.Context.Now) scope.Warn(ValidationProblems.ActivityPast, activity, "when", activity.Id, ValidationScope.Day(DateOnly.FromDateTime(moments[^1])));
    }
}
