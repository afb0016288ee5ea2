using Kpu.Outreach.Campaigns;

namespace Kpu.Outreach.Validation;

/// <summary>A campaign in which no error was found: the only kind the planner takes.</summary>
/// <remarks>Immutable; made by the validator alone.</remarks>
public sealed class ValidatedCampaign
{
    internal ValidatedCampaign(Campaign campaign, OutreachModel model) => (Campaign, Model) = (campaign, model);

    /// <summary>The campaign.</summary>
    public Campaign Campaign { get; }

    /// <summary>The model it belongs to.</summary>
    public OutreachModel Model { get; }
}
