using System.Text.RegularExpressions;
using Kpu.Outreach.Json;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>What all readers of one workspace share.</summary>
internal sealed partial class ReadingRoom(WorkspaceFolder folder)
{
    public const int CurrentVersion = 1;

    public WorkspaceFolder Folder { get; } = folder;

    public ProblemCollector Problems { get; init; } = new();

    public PlaceMap Places { get; } = new();

    /// <summary>Set when a document or element could not be read at all, so that references to it are not its author's mistake.</summary>
    public bool IsPartial { get; set; }

    /// <summary>The root of a JSON file with its version checked; null after a problem.</summary>
    public async Task<MemberReader?> ReadJsonAsync(string file, Shape shape, CancellationToken cancellationToken)
    {
        var text = Folder.Resolve(file, new Place(file), Problems) is { } path
            ? await TextFile.ReadAsync(path, file, TextFile.JsonLimit, Problems, cancellationToken).ConfigureAwait(false)
            : null;
        var root = text is null ? null : StoredDocument.Read(text, file, shape, CurrentVersion, Problems);
        IsPartial |= root is null;
        return root;
    }

    /// <summary>Keeps an element that was read whole; remembers that one was lost otherwise.</summary>
    public T? Keep<T>(T? element, MemberReader reader)
        where T : class
    {
        if (element is null) IsPartial = true;
        else Places.Add(element, reader);
        return element;
    }

    /// <summary>An id: lower-case letters, digits and hyphens; null after a problem.</summary>
    public static string? Id(MemberReader reader, string name = "id")
    {
        if (reader.RequiredText(name) is not { } id) return null;
        if (IdForm().IsMatch(id)) return id;
        reader.Report(Problem.Error(JsonProblems.WrongForm, reader.PlaceOf(name), ProblemCollector.Shown(id), "cek-dpt-2024"));
        return null;
    }

    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdForm();
}
