using Kpu.Outreach.Json;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Plugins;

/// <summary>The list of the plug-ins that a host allows, kept in a JSON file of the host's own. Whoever can write it can run code in the host: it never lies where content is edited.</summary>
/// <remarks>Immutable. See <c>docs/plugins.md</c> for the form of the file.</remarks>
public sealed record PluginList
{
    private const int CurrentVersion = 1;

    private static readonly Shape Root = new("plugins", "version", "plugins");
    private static readonly Shape Plugin = new("plugin", "folder", "assembly", "files");
    private static readonly Shape Allowed = new("file", "path", "sha256");

    /// <summary>What is allowed, in the order of the file. What could not be read is missing.</summary>
    public IReadOnlyList<AllowedPlugin> Plugins { get; init; } = [];

    /// <summary>What the file has wrong.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Reads a list.</summary>
    /// <param name="file">The file; relative folders in it are meant from where it lies.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>What could be read, and every problem.</returns>
    public static async Task<PluginList> ReadAsync(string file, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        var problems = new ProblemCollector();
        var (path, plugins) = (Path.GetFullPath(file), new List<AllowedPlugin>());
        if (await TextFile.ReadAsync(path, file, TextFile.JsonLimit, problems, cancellationToken).ConfigureAwait(false) is { } text
            && StoredDocument.Read(text, file, Root, CurrentVersion, problems) is { } root)
        {
            foreach (var plugin in root.Objects("plugins", Plugin))
                if (Of(plugin, Path.GetDirectoryName(path)!) is { } read) plugins.Add(read);
        }

        return new PluginList { Plugins = plugins, Problems = problems.Problems };
    }

    /// <summary>Allows a folder just as it is now, in the place of what was allowed there before; makes the list where there is none. The file is replaced as a whole.</summary>
    /// <param name="file">The list.</param>
    /// <param name="folder">The plug-in's folder, as published; links in it are not followed.</param>
    /// <param name="assembly">The assembly with the channels; null to take the only one that can be meant.</param>
    /// <param name="cancellationToken">Stops before the list is replaced.</param>
    /// <returns>What was allowed; null after a problem, and then the file stays as it was.</returns>
    public static async Task<(AllowedPlugin? Plugin, IReadOnlyList<Problem> Problems)> AllowAsync(string file, string folder, string? assembly = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var path = Path.GetFullPath(file);
        var list = File.Exists(path) ? await ReadAsync(file, cancellationToken).ConfigureAwait(false) : new PluginList();
        if (list.Problems.Count > 0) return (null, list.Problems);
        var (plugin, problem) = await PluginFolder.DescribeAsync(Path.GetFullPath(folder), assembly, cancellationToken).ConfigureAwait(false);
        if (plugin is null) return (null, [problem!]);
        var next = path + ".baru";
        try
        {
            await File.WriteAllTextAsync(next, Write([.. list.Plugins.Where(p => p.Folder != plugin.Folder), plugin]), cancellationToken).ConfigureAwait(false);
            File.Move(next, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, [Problem.Error(JsonProblems.FileUnwritable, new Place(file), file)]);
        }

        return (plugin, []);
    }

    private static AllowedPlugin? Of(MemberReader plugin, string home)
    {
        var (folder, assembly, files) = (plugin.RequiredText("folder"), plugin.RequiredText("assembly"), new SortedDictionary<string, ContentHash>(StringComparer.Ordinal));
        if (!plugin.Require("files")) return null;
        var whole = true;
        foreach (var file in plugin.Objects("files", Allowed))
        {
            if (file.RequiredText("path") is { } path && file.RequiredText("sha256") is { } hash && Hash(file, hash) is { } content) files[path] = content;
            else whole = false;
        }

        return folder is null || assembly is null || !whole
            ? null
            : new AllowedPlugin { Folder = Path.GetFullPath(folder, home), Assembly = assembly, Files = files.AsReadOnly(), Place = plugin.Node.In(plugin.File) };
    }

    private static ContentHash? Hash(MemberReader file, string text)
    {
        if (text.Length == 64 && text.All(char.IsAsciiHexDigit)) return ContentHash.Parse(text);
        file.Report(Problem.Error(JsonProblems.WrongForm, file.PlaceOf("sha256"), ProblemCollector.Shown(text), new string('0', 64)));
        return null;
    }

    private static string Write(IReadOnlyCollection<AllowedPlugin> plugins)
    {
        using var json = new JsonDocumentWriter(indented: true);
        return json.Object(root => root.Member("version", CurrentVersion).List("plugins", plugins, (list, plugin) => list.Object(one => one
            .Member("folder", plugin.Folder)
            .Member("assembly", plugin.Assembly)
            .List("files", [.. plugin.Files.OrderBy(f => f.Key, StringComparer.Ordinal)], (files, file) => files.Object(f => f.Member("path", file.Key).Member("sha256", file.Value.Hex)))))) + "\n";
    }
}
