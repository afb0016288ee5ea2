using Kpu.Outreach.Campaigns;

namespace Kpu.Outreach.Validation;

/// <summary>A campaign has offices of the workspace; voter education has learning goals and a speaker.</summary>
internal sealed class CampaignRule : IValidationRule
{
    public void Check(ValidationScope scope)
    {
        var offices = scope.Model.Offices.Select(o => o.Code).ToHashSet();
        foreach (var campaign in scope.Model.Campaigns)
        {
            if (!scope.Context.IsPartial)
            {
                if (campaign.Offices.Count == 0) scope.Error(ValidationProblems.CampaignWithoutOffices, campaign, "offices", campaign.Id);
                foreach (var office in campaign.Offices.Where(o => !offices.Contains(o)))
                    scope.Error(ValidationProblems.OfficeNotInWorkspace, campaign, "offices", office.Value, OfficeDirectory.Default.Find(office)?.Title ?? office.Value);
            }
            if (!campaign.Purpose.HasFlag(Purpose.VoterEducation)) continue;
            if (campaign.LearningGoals.All(string.IsNullOrWhiteSpace)) scope.Error(ValidationProblems.EducationWithoutGoal, campaign, "purpose", campaign.Id);
            if (campaign.Activities.All(a => a.Speakers.Count == 0) && !scope.Context.IsPartial) scope.Error(ValidationProblems.EducationWithoutSpeaker, campaign, "purpose", campaign.Id);
        }
    }
}
