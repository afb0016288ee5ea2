using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Validation;

/// <summary>Holds a model against every rule. Pure and thread-safe.</summary>
public static class CampaignValidator
{
    private static readonly IValidationRule[] Rules =
    [
        new IdentityRule(), new ReferenceRule(), new CircleRule(), new CampaignRule(), new ActivityRule(), new PeriodRules(), new SpeakerRule(),
        new VocabularyRule(), new SecretRule(), new FactRule(), new CitationRule(), new LiteralRule(), new MediaRule(), new ChannelRule(),
    ];

    /// <summary>Validates a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="places">Where its elements were written; null for a model made in code.</param>
    /// <param name="context">What is needed beside the model.</param>
    /// <returns>Every problem, and the campaigns when none is an error.</returns>
    public static ValidationReport Validate(OutreachModel model, IPlaceFinder? places, ValidationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(context);
        var scope = new ValidationScope(model, places, context);
        foreach (var rule in Rules) rule.Check(scope);
        var problems = context.Found.Concat(scope.Problems).Distinct()
            .OrderBy(p => p.Place.File, StringComparer.Ordinal).ThenBy(p => p.Place.Line).ThenBy(p => p.Place.Column).ThenBy(p => p.Code, StringComparer.Ordinal)
            .ToList();
        return new ValidationReport(problems, problems.Exists(p => p.Severity == Severity.Error) ? [] : [.. model.Campaigns.Select(c => new ValidatedCampaign(c, model))]);
    }
}

/// <summary>One rule, or a few that belong together. Rules hold no state.</summary>
internal interface IValidationRule
{
    /// <summary>Reports what breaks the rule.</summary>
    void Check(ValidationScope scope);
}
