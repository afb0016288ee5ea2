using System.Text.RegularExpressions;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Rendering;

namespace Kpu.Outreach.Validation;

/// <summary>What a material cites is a known fact; what it publishes rests on verified, standing, uncontradicted facts.</summary>
internal sealed partial class CitationRule : IValidationRule
{
    public void Check(ValidationScope scope)
    {
        var published = scope.Published.ToHashSet(ReferenceEqualityComparer.Instance);
        var contradicted = Contradictions.Among(scope.Model.Facts);
        foreach (var material in scope.Model.Materials)
            foreach (var text in ValidationScope.TextsOf(material).Concat(material.Sources.Select((s, i) => new MaterialText(material, $"sources[{i}]", s))))
                foreach (Match citation in Citation().Matches(text.Text))
                {
                    var place = scope.PlaceIn(text, citation.Index);
                    if (!citation.Groups["id"].Success) scope.Report(ValidationProblems.CitationMalformed, Severity.Error, place, null, citation.Value);
                    else if (scope.Facts.TryGetValue(citation.Groups["id"].Value, out var fact))
                    {
                        if (published.Contains(material)) Standing(scope, fact, contradicted, place);
                    }
                    else if (!scope.Context.IsPartial)
                        scope.Report(ValidationProblems.FactUnknown, Severity.Error, place, NearestName.Of(citation.Groups["id"].Value, scope.Facts.Keys), citation.Groups["id"].Value);
                }
    }

    /// <summary>Reports what is wrong with a fact or one it rests on.</summary>
    private static void Standing(ValidationScope scope, Fact cited, Dictionary<string, string> contradicted, Place place)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { cited.Id };
        var open = new Queue<Fact>([cited]);
        while (open.TryDequeue(out var fact))
        {
            if (fact.Status == FactStatus.Unverified) scope.Report(ValidationProblems.FactUnverified, Severity.Error, place, null, fact.Id);
            if (fact.Status == FactStatus.Withdrawn) scope.Report(ValidationProblems.FactWithdrawn, Severity.Error, place, null, fact.Id);
            if (contradicted.TryGetValue(fact.Id, out var other)) scope.Report(ValidationProblems.FactContradicted, Severity.Error, place, null, fact.Id, other);
            foreach (var basis in fact.BasedOn)
                if (seen.Add(basis) && scope.Facts.TryGetValue(basis, out var below)) open.Enqueue(below);
        }
    }

    // The second half catches what was meant as a citation and is none.
    [GeneratedRegex(FactText.CitationPattern + @"|\{\s*[Ff]a(ct|kta)\b[^}\n]{0,60}\}?", RegexOptions.CultureInvariant)]
    private static partial Regex Citation();
}
