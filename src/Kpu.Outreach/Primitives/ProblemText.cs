using System.Globalization;
using System.Resources;

namespace Kpu.Outreach.Primitives;

/// <summary>Turns problems into sentences, in Indonesian (the default) and English. Thread-safe.</summary>
public static class ProblemText
{
    private static readonly ResourceManager Sentences = new("Kpu.Outreach.Primitives.ProblemText", typeof(ProblemText).Assembly);

    /// <summary>The sentence of a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="culture">The reader's language; anything but English gives Indonesian.</param>
    /// <returns>One sentence; for a code no resource knows, the code and its arguments.</returns>
    public static string Sentence(Problem problem, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Find(problem.Code, culture) is { } template
            ? Fill(template, problem.Arguments)
            : problem.Arguments.Count == 0 ? problem.Code : $"{problem.Code}: {string.Join(", ", problem.Arguments)}";
    }

    /// <summary>How to mend a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="culture">The reader's language; anything but English gives Indonesian.</param>
    /// <returns>The suggestion, or null when there is none.</returns>
    public static string? Mend(Problem problem, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (problem.Mend is { } suggestion)
            return Find("mend.suggestion", culture) is { } frame ? Fill(frame, [suggestion]) : suggestion;
        return Find(problem.Code + ".mend", culture) is { } template ? Fill(template, problem.Arguments) : null;
    }

    private static string? Find(string key, CultureInfo culture) =>
        Sentences.GetString(key, culture.TwoLetterISOLanguageName == "en" ? CultureInfo.GetCultureInfo("en") : CultureInfo.InvariantCulture);

    private static string Fill(string template, IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
            template = template.Replace("{" + i.ToString(CultureInfo.InvariantCulture) + "}", arguments[i], StringComparison.Ordinal);
        return template;
    }
}
