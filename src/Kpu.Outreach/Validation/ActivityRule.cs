using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Validation;

/// <summary>An activity has both materials and accounts or neither, accounts of its campaign's offices, and numbers within reason.</summary>
internal sealed class ActivityRule : IValidationRule
{
    private static readonly TimeSpan LongestActivity = TimeSpan.FromDays(31);
    private static readonly TimeSpan LongestStagger = TimeSpan.FromDays(7);
    private const int MostDays = 366;

    public void Check(ValidationScope scope)
    {
        foreach (var (campaign, activity) in scope.Activities)
        {
            if (activity.Materials.Count > 0 && activity.Accounts.Count == 0 && !activity.Method.IsDirect) scope.Warn(ValidationProblems.ActivityWithoutAccounts, activity, "materials", activity.Id);
            if (activity.Accounts.Count > 0 && activity.Materials.Count == 0) scope.Warn(ValidationProblems.ActivityWithoutMaterials, activity, "accounts", activity.Id);
            var offices = campaign.Offices.ToHashSet();
            foreach (var (i, name) in activity.Accounts.Index())
                if (scope.Accounts.TryGetValue(name, out var account) && !offices.Contains(account.Office))
                    scope.Error(ValidationProblems.AccountOutsideCampaign, activity, $"accounts[{i}]", name, account.Office.Value);
            Ranges(scope, activity);
        }
    }

    private static void Ranges(ValidationScope scope, Activity activity)
    {
        if (activity.Repeat is { } repeat)
        {
            if (repeat.EveryDays is < 1 or > MostDays) Out(scope, activity, "repeat.everyDays", ValidationScope.Count(repeat.EveryDays), "1", ValidationScope.Count(MostDays));
            if (repeat.Count is < 1 or > ValidationScope.MostRepeats) Out(scope, activity, "repeat.count", ValidationScope.Count(repeat.Count), "1", ValidationScope.Count(ValidationScope.MostRepeats));
        }
        if (activity.Duration is { } duration && (duration <= TimeSpan.Zero || duration > LongestActivity)) Out(scope, activity, "duration", duration.ToString(), "PT1M", "P31D");
        if (activity.Stagger < TimeSpan.Zero || activity.Stagger > LongestStagger) Out(scope, activity, "stagger", activity.Stagger.ToString(), "PT0S", "P7D");
        if (activity.GoodFor is { } goodFor && goodFor <= TimeSpan.Zero) Out(scope, activity, "goodFor", goodFor.ToString(), "PT1M", "P3660D");
    }

    private static void Out(ValidationScope scope, Activity activity, string member, string value, string least, string most) =>
        scope.Error(CommonProblems.OutOfRange, activity, member, value, least, most);
}
