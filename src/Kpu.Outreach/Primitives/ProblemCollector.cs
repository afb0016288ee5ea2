namespace Kpu.Outreach.Primitives;

/// <summary>Collects problems; a file that is wrong everywhere is cut off with one last problem that says so. Not thread-safe.</summary>
internal sealed class ProblemCollector
{
    /// <summary>How many problems of one file are kept.</summary>
    public const int MostPerFile = 200;

    private readonly List<Problem> _problems = [];
    private readonly Dictionary<string, int> _counts = [];

    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Whether problems of a file are no longer kept, so that looking for more is in vain.</summary>
    public bool IsFull(string file) => _counts.GetValueOrDefault(file) > MostPerFile;

    public void Add(Problem problem)
    {
        var file = problem.Place.File ?? "";
        var count = _counts[file] = _counts.GetValueOrDefault(file) + 1;
        if (count <= MostPerFile) _problems.Add(problem);
        else if (count == MostPerFile + 1)
            _problems.Add(Problem.Error(CommonProblems.TooMany, new Place(problem.Place.File), MostPerFile.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>A value as it may stand in a sentence: one line, not longer than a line.</summary>
    public static string Shown(string value)
    {
        var line = new string([.. value.Take(61).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)]);
        return line.Length > 60 ? line[..60] + "..." : line;
    }
}
