using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Validation;

/// <summary>Nothing rests on itself through others.</summary>
internal sealed class CircleRule : IValidationRule
{
    public void Check(ValidationScope scope)
    {
        foreach (var circle in Circles(scope.Facts.Keys, id => scope.Facts.TryGetValue(id, out var fact) ? fact.BasedOn : []))
            scope.Error(ValidationProblems.FactCircle, scope.Facts[circle[0]], "basedOn", Shown(circle));
        foreach (var material in scope.Model.Materials)
        {
            var variants = material.Variants.GroupBy(v => v.Name).ToDictionary(g => g.Key, g => g.First());
            foreach (var circle in Circles(variants.Keys, name => variants.TryGetValue(name, out var v) && v.BasedOn is { } basis ? [basis] : []))
                scope.Error(ValidationProblems.VariantCircle, variants[circle[0]], "basedOn", Shown(circle));
        }
    }

    /// <summary>Each circle once, told from its first member in order; without recursion, so that no chain is too long.</summary>
    private static IEnumerable<IReadOnlyList<string>> Circles(IEnumerable<string> names, Func<string, IReadOnlyList<string>> next)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in names)
        {
            if (!done.Add(start)) continue;
            var trail = new List<(string Name, int Step)> { (start, 0) };
            var on = new HashSet<string>(StringComparer.Ordinal) { start };
            while (trail.Count > 0)
            {
                var (name, step) = trail[^1];
                var steps = next(name);
                if (step == steps.Count)
                {
                    on.Remove(name);
                    trail.RemoveAt(trail.Count - 1);
                    continue;
                }
                trail[^1] = (name, step + 1);
                var to = steps[step];
                if (on.Contains(to)) yield return [.. trail.SkipWhile(t => t.Name != to).Select(t => t.Name)];
                else if (done.Add(to))
                {
                    on.Add(to);
                    trail.Add((to, 0));
                }
            }
        }
    }

    private static string Shown(IReadOnlyList<string> circle) =>
        string.Join(" → ", circle.Count > 6 ? [.. circle.Take(5), "...", circle[0]] : [.. circle, circle[0]]);
}
