using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Rendering;

namespace Kpu.Outreach.Validation;

/// <summary>Everything an activity publishes fits its channel in some variant. Asks the channel itself, by rendering.</summary>
internal sealed class ChannelRule : IValidationRule
{
    public void Check(ValidationScope scope)
    {
        if (scope.Context.Channels is not { } channels) return;
        var byKey = channels.DistinctBy(c => c.Account.Key).ToDictionary(c => c.Account.Key, StringComparer.Ordinal);
        var rendered = new HashSet<(string Material, ChannelKey, PlacementDescriptor, string Language, string? Station)>();
        foreach (var (campaign, activity) in scope.Activities)
            foreach (var account in scope.AccountsOf(campaign, activity))
            {
                if (!byKey.TryGetValue(account.Key, out var channel)) continue;
                foreach (var material in activity.Materials.Select(scope.Materials.GetValueOrDefault).OfType<Material>())
                {
                    var language = activity.Language ?? account.Language ?? material.Language;
                    // Accounts of the same channel with the same limits give the same problems.
                    if (rendered.Add((material.Id, channel.Account.Channel, channel.DefaultPlacement, language, account.Station))) Fits(scope, material, channel, language);
                }
            }
    }

    private static void Fits(ValidationScope scope, Material material, EffectiveChannel channel, string language)
    {
        var placement = channel.DefaultPlacement;
        var request = new RenderRequest
        {
            Material = material,
            Channel = channel,
            Placement = placement,
            Language = language,
            Facts = id => scope.Facts.GetValueOrDefault(id),
            Station = scope.Model.Stations.FirstOrDefault(s => s.Id == channel.Account.Station),
        };
        var result = (channel.Adapter.GetRole<IRenderer>() ?? StandardRenderer.Instance).Render(request);
        var variant = material.Variants.FirstOrDefault(v => v.Name == Variants.Choose(material, channel.Account.Channel, placement, language).Name);
        foreach (var problem in result.Problems.Where(p => p.Code != RenderingProblems.FactUnknown))
            scope.Report(problem.Code, problem.Severity, scope.PlaceOf(variant is null ? material : variant, "body"), problem.Mend, [.. problem.Arguments]);
    }
}
