using System.Globalization;
using System.Text.RegularExpressions;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Json;

/// <summary>The members an object of a stored document may have.</summary>
internal sealed class Shape(string name, params string[] members)
{
    public string Name { get; } = name;

    public IReadOnlyList<string> Members { get; } = members;
}

/// <summary>
/// Reads the members of one object by type. Nothing is coerced: what does not fit is a problem and reads as absent.
/// A member that is missing or null reads as absent. Members outside the shape are problems as soon as the reader is made.
/// </summary>
internal sealed partial class MemberReader
{
    private readonly Shape _shape;
    private readonly ProblemCollector _problems;

    public MemberReader(DataNode node, Shape shape, string file, ProblemCollector problems)
    {
        (Node, _shape, File, _problems) = (node, shape, file, problems);
        foreach (var (name, value) in node.Members.TakeWhile(_ => !problems.IsFull(file)))
            if (!shape.Members.Contains(name) && !(name == "$schema" && node.Path.Length == 0))
                Report(Problem.Error(JsonProblems.UnknownMember, value.NameIn(file), ProblemCollector.Shown(name)) with { Mend = NearestName.Of(name, shape.Members) });
    }

    public DataNode Node { get; }

    public string File { get; }

    public void Report(Problem problem) => _problems.Add(problem);

    public bool Has(string name) => Node.Members.TryGetValue(Known(name), out var node) && node.Kind != DataKind.Null;

    public DataNode? Find(string name) => Has(name) ? Node.Members[name] : null;

    public Place PlaceOf(string name) => Node.Below(name).In(File);

    /// <summary>Says that a member is missing when it is.</summary>
    public bool Require(string name)
    {
        if (Has(name)) return true;
        Report(Problem.Error(JsonProblems.MissingMember, Node.In(File), name));
        return false;
    }

    /// <summary>A text that is not blank; a missing one is no problem.</summary>
    public string? Text(string name) => Find(name) is { } node ? TextOf(node) : null;

    /// <summary>A text that is not blank; a missing one is a problem.</summary>
    public string? RequiredText(string name) => Require(name) ? Text(name) : null;

    /// <summary>A text or a number, as written.</summary>
    public string? Scalar(string name) => Find(name) is not { } node ? null : node.Kind is DataKind.Number or DataKind.Flag ? node.Text : TextOf(node);

    public int? Integer(string name, int least = int.MinValue, int most = int.MaxValue)
    {
        if (Find(name) is not { } node) return null;
        if (node.Kind is not (DataKind.Number or DataKind.Plain) || !long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            if (node.Kind == DataKind.Number) Report(Problem.Error(JsonProblems.WrongForm, node.In(File), ProblemCollector.Shown(node.Text), "123"));
            else Wrong(node, "123");
            return null;
        }
        if (value >= least && value <= most) return (int)value;
        Report(Problem.Error(CommonProblems.OutOfRange, node.In(File), ProblemCollector.Shown(node.Text), least.ToString(CultureInfo.InvariantCulture), most.ToString(CultureInfo.InvariantCulture)));
        return null;
    }

    public double? Number(string name)
    {
        if (Find(name) is not { } node) return null;
        if (node.Kind is DataKind.Number or DataKind.Plain && double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) return value;
        Wrong(node, "1.5");
        return null;
    }

    public bool? Flag(string name)
    {
        if (Find(name) is not { } node) return null;
        if (node.Kind is DataKind.Flag or DataKind.Plain && node.Text is "true" or "false") return node.Text == "true";
        Wrong(node, "true/false");
        return null;
    }

    public DateOnly? Date(string name) => Find(name) is { } node ? DateOf(node) : null;

    /// <summary>A local date and time without zone, <c>2024-02-14T09:00</c>, seconds allowed.</summary>
    public DateTime? LocalTime(string name) => Exact<DateTime>(name, "2024-02-14T09:00", LocalTimeForm(), text =>
        DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) ? value : null);

    /// <summary>An instant with its offset, <c>2024-02-14T09:00:00+07:00</c>.</summary>
    public DateTimeOffset? Instant(string name) => Exact<DateTimeOffset>(name, "2024-02-14T09:00:00+07:00", InstantForm(), text =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value) ? value : null);

    /// <summary>An ISO 8601 duration of weeks, days, hours, minutes and seconds, up to ten years.</summary>
    public TimeSpan? Duration(string name)
    {
        if (Text(name) is not { } text) return null;
        var match = DurationForm().Match(text);
        if (match.Success && match.Groups.Cast<Group>().Skip(1).Any(g => g.Success))
        {
            double Part(int group) => match.Groups[group].Success ? double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
            var seconds = ((((Part(1) * 7) + Part(2)) * 24 + Part(3)) * 60 + Part(4)) * 60 + Part(5);
            if (seconds <= TimeSpan.FromDays(3660).TotalSeconds) return TimeSpan.FromSeconds(seconds);
        }
        Report(Problem.Error(JsonProblems.WrongForm, PlaceOf(name), ProblemCollector.Shown(text), "PT30M, P1D"));
        return null;
    }

    /// <summary>A span of days of two members; both missing gives null.</summary>
    public DateSpan? Span(string name, Shape shape)
    {
        if (Object(name, shape) is not { } span) return null;
        var present = span.Require("start") & span.Require("end");
        if (!present || span.Date("start") is not { } start || span.Date("end") is not { } end) return null;
        if (end >= start) return new DateSpan(start, end);
        Report(Problem.Error(CommonProblems.PeriodReversed, span.Node.In(File), start.ToString("O", CultureInfo.InvariantCulture), end.ToString("O", CultureInfo.InvariantCulture)));
        return null;
    }

    /// <summary>A word of a closed vocabulary.</summary>
    public T? Choice<T>(string name)
        where T : struct, Enum =>
        Find(name) is { } node ? ChoiceOf<T>(node) : null;

    public IReadOnlyList<T> Choices<T>(string name)
        where T : struct, Enum =>
        [.. Elements(name).Select(ChoiceOf<T>).OfType<T>()];

    public IReadOnlyList<string> Texts(string name) => [.. Elements(name).Select(TextOf).OfType<string>()];

    public MemberReader? Object(string name, Shape shape) => Find(name) is { } node ? ObjectOf(node, shape) : null;

    public IEnumerable<MemberReader> Objects(string name, Shape shape) => Elements(name).Select(node => ObjectOf(node, shape)).OfType<MemberReader>();

    public IReadOnlyList<DataNode> Elements(string name)
    {
        if (Find(name) is not { } node) return [];
        if (node.Kind == DataKind.List) return node.Items;
        Wrong(node, "[...]");
        return [];
    }

    public MemberReader? ObjectOf(DataNode node, Shape shape)
    {
        if (node.Kind == DataKind.Object) return new MemberReader(node, shape, File, _problems);
        Wrong(node, "{...}");
        return null;
    }

    public string? TextOf(DataNode node)
    {
        if (node.Kind is not (DataKind.Text or DataKind.Plain))
        {
            Wrong(node, "\"...\"");
            return null;
        }
        if (!string.IsNullOrWhiteSpace(node.Text)) return node.Text;
        Report(Problem.Error(JsonProblems.Empty, node.In(File), node.Path));
        return null;
    }

    /// <summary>The stored word of an enum's member.</summary>
    public static string WordOf<T>(T value)
        where T : struct, Enum =>
        char.ToLowerInvariant(value.ToString()[0]) + value.ToString()[1..];

    private DateOnly? DateOf(DataNode node)
    {
        if (TextOf(node) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        Report(DateForm().IsMatch(text) ? Problem.Error(CommonProblems.DateUnreal, node.In(File), text) : Problem.Error(JsonProblems.WrongForm, node.In(File), ProblemCollector.Shown(text), "2024-02-14"));
        return null;
    }

    private T? ChoiceOf<T>(DataNode node)
        where T : struct, Enum
    {
        if (TextOf(node) is not { } text) return null;
        var words = Enum.GetValues<T>().Where(v => Convert.ToInt32(v, CultureInfo.InvariantCulture) != 0 || typeof(T).GetCustomAttributes(typeof(FlagsAttribute), false).Length == 0).ToDictionary(WordOf);
        if (words.TryGetValue(text, out var value)) return value;
        Report(Problem.Error(CommonProblems.WordUnknown, node.In(File), ProblemCollector.Shown(text), string.Join(", ", words.Keys)) with { Mend = NearestName.Of(text, words.Keys) });
        return null;
    }

    private T? Exact<T>(string name, string example, Regex form, Func<string, T?> parse)
        where T : struct
    {
        if (Text(name) is not { } text) return null;
        if (parse(text) is { } value) return value;
        Report(form.IsMatch(text) ? Problem.Error(CommonProblems.DateUnreal, PlaceOf(name), text) : Problem.Error(JsonProblems.WrongForm, PlaceOf(name), ProblemCollector.Shown(text), example));
        return null;
    }

    private void Wrong(DataNode node, string wanted) => Report(Problem.Error(JsonProblems.WrongType, node.In(File), wanted, node.Kind switch
    {
        DataKind.Null => "null",
        DataKind.Number => "123",
        DataKind.Flag => "true/false",
        DataKind.List => "[...]",
        DataKind.Object => "{...}",
        _ => "\"...\"",
    }));

    private string Known(string name) => _shape.Members.Contains(name) ? name : throw new ArgumentException($"The shape {_shape.Name} has no member {name}.", nameof(name));

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex DateForm();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LocalTimeForm();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex InstantForm();

    [GeneratedRegex(@"^P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DurationForm();
}
