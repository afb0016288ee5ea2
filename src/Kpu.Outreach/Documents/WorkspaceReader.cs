using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Json;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>Reads a workspace: a folder of documents as <c>docs/workspace.md</c> describes it. Strict, in one pass, never stopping at the first problem. Thread-safe.</summary>
/// <remarks>
/// Only files inside the folder are read, links followed and checked; JSON up to 16 MB and Markdown up to 1 MB a file; media by header and hash.
/// Whatever the files hold, the outcome is a reading with problems, never an exception.
/// </remarks>
public static class WorkspaceReader
{
    private const string CampaignsFolder = "campaigns";
    private const string MaterialsFolder = "materials";

    /// <summary>Reads a workspace.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The model, the places and the problems.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty.</exception>
    /// <exception cref="OperationCanceledException">Reading was stopped.</exception>
    public static async Task<WorkspaceReading> ReadAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var problems = new ProblemCollector();
        if (WorkspaceFolder.Open(folder, problems) is not { } open)
        {
            // Whoever follows it learns when it is there.
            var missing = new WorkspaceStamps(Path.GetFullPath(folder));
            missing.Note("");
            return new WorkspaceReading { Root = Path.GetFullPath(folder), Model = new OutreachModel(), Places = new PlaceMap(), Problems = problems.Problems, IsPartial = true, Stamps = missing };
        }

        var room = new ReadingRoom(open) { Problems = problems };
        var root = await RootAsync(room, cancellationToken).ConfigureAwait(false);
        var model = root is null ? new OutreachModel() : new SettingsDocument(room).Read(root);
        model = await ListsAsync(room, model, cancellationToken).ConfigureAwait(false);
        model = model with
        {
            Campaigns = await CampaignsAsync(room, model, cancellationToken).ConfigureAwait(false),
            Materials = await MaterialsAsync(room, cancellationToken).ConfigureAwait(false),
        };
        if (root is not null && model.Campaigns.Count == 0 && !room.IsPartial) problems.Add(Problem.Warning(DocumentProblems.CampaignsMissing, new Place(CampaignsFolder)));
        return new WorkspaceReading
        {
            Root = open.Root,
            Name = root?.Text("name"),
            Model = model,
            Places = room.Places,
            Problems = [.. problems.Problems.OrderBy(p => p.Place.File, StringComparer.Ordinal).ThenBy(p => p.Place.Line).ThenBy(p => p.Place.Column)],
            IsPartial = room.IsPartial,
            Stamps = open.Stamps,
        };
    }

    private static async Task<MemberReader?> RootAsync(ReadingRoom room, CancellationToken cancellationToken)
    {
        string[] known = [SettingsDocument.File, ListDocuments.FactsFile, ListDocuments.SpeakersFile];
        var names = room.Folder.Names("", room.Problems);
        foreach (var stray in names.Where(n => n.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !known.Contains(n)))
            room.Problems.Add(Problem.Warning(DocumentProblems.FileIgnored, new Place(stray), stray) with { Mend = NearestName.Of(stray, known) });
        if (names.Contains(SettingsDocument.File)) return await room.ReadJsonAsync(SettingsDocument.File, Shapes.Workspace, cancellationToken).ConfigureAwait(false);
        room.Problems.Add(names.Count == 0
            ? Problem.Error(DocumentProblems.FolderEmpty, new Place(SettingsDocument.File), room.Folder.Root)
            : Problem.Error(JsonProblems.FileMissing, new Place(SettingsDocument.File), SettingsDocument.File));
        room.IsPartial = true;
        return null;
    }

    private static async Task<OutreachModel> ListsAsync(ReadingRoom room, OutreachModel model, CancellationToken cancellationToken)
    {
        var lists = new ListDocuments(room);
        if (room.Folder.Exists(ListDocuments.FactsFile) && await room.ReadJsonAsync(ListDocuments.FactsFile, Shapes.Facts, cancellationToken).ConfigureAwait(false) is { } facts)
            model = model with { Facts = lists.Facts(facts) };
        if (room.Folder.Exists(ListDocuments.SpeakersFile) && await room.ReadJsonAsync(ListDocuments.SpeakersFile, Shapes.Speakers, cancellationToken).ConfigureAwait(false) is { } speakers)
            model = model with { Speakers = lists.Speakers(speakers) };
        return model;
    }

    private static async Task<IReadOnlyList<Campaign>> CampaignsAsync(ReadingRoom room, OutreachModel model, CancellationToken cancellationToken)
    {
        var document = new CampaignDocument(room, model);
        var campaigns = new List<Campaign>();
        foreach (var file in Files(room, CampaignsFolder, ".json"))
            if (await room.ReadJsonAsync(file, Shapes.Campaign, cancellationToken).ConfigureAwait(false) is { } reader && document.Read(reader) is { } campaign)
                campaigns.Add(campaign);
        return campaigns;
    }

    private static async Task<IReadOnlyList<Material>> MaterialsAsync(ReadingRoom room, CancellationToken cancellationToken)
    {
        var document = new MaterialDocument(room);
        var materials = new List<Material>();
        foreach (var file in Files(room, MaterialsFolder, ".md"))
            if (await document.ReadAsync(file, cancellationToken).ConfigureAwait(false) is { } material)
                materials.Add(material);
        return materials;
    }

    private static List<string> Files(ReadingRoom room, string folder, string ending)
    {
        var files = new List<string>();
        foreach (var name in room.Folder.Names(folder, room.Problems))
        {
            if (name.EndsWith(ending, StringComparison.Ordinal)) files.Add($"{folder}/{name}");
            else room.Problems.Add(Problem.Warning(DocumentProblems.FileIgnored, new Place($"{folder}/{name}"), name));
        }
        return files;
    }
}
