namespace Kpu.Outreach.Campaigns;

/// <summary>Which facts contradict each other: said once by either side, and by none that was withdrawn.</summary>
internal static class Contradictions
{
    /// <summary>Each contradicted fact with one that contradicts it.</summary>
    internal static Dictionary<string, string> Among(IReadOnlyList<Fact> facts)
    {
        var standing = facts.Where(f => f.Status != FactStatus.Withdrawn).Select(f => f.Id).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var fact in facts.Where(f => f.Status != FactStatus.Withdrawn))
            foreach (var other in fact.Contradicts.Where(standing.Contains))
            {
                found.TryAdd(fact.Id, other);
                found.TryAdd(other, fact.Id);
            }

        return found;
    }
}
