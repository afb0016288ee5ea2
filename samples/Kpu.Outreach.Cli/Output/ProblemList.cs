using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Cli.Output;

/// <summary>Problems for people, by file.</summary>
internal static class ProblemList
{
    private const int WarningsShown = 25;
    private const int ErrorsShown = 200;

    public static void Write(Screen screen, IReadOnlyList<Problem> problems)
    {
        var errors = problems.Count(p => p.Severity == Severity.Error);
        var warnings = problems.Count - errors;
        var shown = problems.Where(p => p.Severity == Severity.Error).Take(ErrorsShown)
            .Concat(problems.Where(p => p.Severity != Severity.Error).OrderByDescending(p => p.Severity).Take(WarningsShown));
        foreach (var file in shown.GroupBy(p => p.Place.File).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            foreach (var problem in file.OrderBy(p => p.Place.Line).ThenBy(p => p.Place.Column))
            {
                var place = problem.Place.ToString();
                screen.Say($"{(place.Length == 0 ? "" : place + "  ")}{screen.Texts.Name(problem.Severity)}  {problem.Code}  {ProblemText.Sentence(problem, screen.Texts.Culture)}");
                if (ProblemText.Mend(problem, screen.Texts.Culture) is { } mend) screen.Say($"    → {mend}");
            }

            screen.Say();
        }

        if (errors > ErrorsShown) screen.Say(screen.Texts.MoreErrors(errors - ErrorsShown));
        if (warnings > WarningsShown) screen.Say(screen.Texts.MoreWarnings(warnings - WarningsShown));
    }
}
