namespace Kpu.Outreach.Primitives;

/// <summary>How much a <see cref="Problem"/> weighs.</summary>
public enum Severity
{
    /// <summary>Worth knowing; changes nothing.</summary>
    Information = 0,

    /// <summary>Should be looked at; the work goes on.</summary>
    Warning = 1,

    /// <summary>Must be mended first; the work stops.</summary>
    Error = 2,
}

/// <summary>Where a problem stands: a file with line and column (both counted from 1) and the path of the member inside it. Every part may be unknown.</summary>
/// <param name="File">The file, relative to the workspace, with forward slashes.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Path">The path of the member, such as <c>activities[2].when</c>.</param>
public sealed record Place(string? File = null, int? Line = null, int? Column = null, string? Path = null)
{
    /// <summary>A place nobody knows.</summary>
    public static Place Unknown { get; } = new();

    /// <summary>The place as editors read it: <c>file:line:column path</c>.</summary>
    /// <returns>The text, empty when nothing is known.</returns>
    public override string ToString()
    {
        var position = (File, Line, Column) switch
        {
            (null, _, _) => "",
            (_, null, _) => File,
            (_, _, null) => $"{File}:{Line}",
            _ => $"{File}:{Line}:{Column}",
        };
        return Path is null ? position : position.Length == 0 ? Path : $"{position} {Path}";
    }
}

/// <summary>
/// Something wrong or doubtful, as data: a stable code, how much it weighs, where it stands, the words that fill its sentence and how to mend it.
/// The sentences live in resources, see <see cref="ProblemText"/>.
/// </summary>
/// <remarks>Immutable. Two problems are equal when code, severity, place, mend and the arguments in order are equal.</remarks>
public sealed record Problem
{
    /// <summary>The stable code, such as <c>reference-unknown</c>; listed in <c>docs/problems.md</c>.</summary>
    public required string Code { get; init; }

    /// <summary>How much it weighs. Default: <see cref="Severity.Error"/>.</summary>
    public Severity Severity { get; init; } = Severity.Error;

    /// <summary>Where it stands. Default: <see cref="Place.Unknown"/>.</summary>
    public Place Place { get; init; } = Place.Unknown;

    /// <summary>The words that fill the sentence, in order; never a secret. Default: none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A suggestion that fits just this case, such as the nearest known name. Null: the general advice of the code holds.</summary>
    public string? Mend { get; init; }

    /// <summary>Makes an error.</summary>
    /// <param name="code">The stable code.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="arguments">The words that fill the sentence.</param>
    /// <returns>The problem.</returns>
    public static Problem Error(string code, Place place, params string[] arguments) => new() { Code = code, Place = place, Arguments = arguments };

    /// <summary>Makes a warning.</summary>
    /// <param name="code">The stable code.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="arguments">The words that fill the sentence.</param>
    /// <returns>The problem.</returns>
    public static Problem Warning(string code, Place place, params string[] arguments) => new() { Code = code, Severity = Severity.Warning, Place = place, Arguments = arguments };

    /// <inheritdoc/>
    public bool Equals(Problem? other) =>
        other is not null && Code == other.Code && Severity == other.Severity && Place == other.Place && Mend == other.Mend && Arguments.SequenceEqual(other.Arguments);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Code, Severity, Place, Arguments.Count);

    /// <summary>The code and the place; for people use <see cref="ProblemText"/>.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{Severity}: {Code} {Place} [{string.Join(", ", Arguments)}]";
}

/// <summary>Finds where an element of the model was written. Implementations are safe for concurrent reading.</summary>
public interface IPlaceFinder
{
    /// <summary>The place of an element, or of one of its members.</summary>
    /// <param name="element">The element, compared by reference.</param>
    /// <param name="member">The member's stored name, or null for the element itself.</param>
    /// <returns>The nearest known place; <see cref="Place.Unknown"/> when nothing is known.</returns>
    Place Find(object element, string? member = null);
}
