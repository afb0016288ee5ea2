using Kpu.Outreach.Json;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>The folder of a workspace: names only files that really lie in it, whatever links say.</summary>
internal sealed class WorkspaceFolder
{
    private const int MostLinks = 40;

    private readonly string _realRoot;

    private WorkspaceFolder(string root, string realRoot) => (Root, _realRoot, Stamps) = (root, realRoot, new WorkspaceStamps(root));

    /// <summary>What was looked at, and how it stood then.</summary>
    public WorkspaceStamps Stamps { get; }

    /// <summary>The full path as asked for.</summary>
    public string Root { get; }

    /// <summary>Opens a folder; null after a problem.</summary>
    public static WorkspaceFolder? Open(string folder, ProblemCollector problems)
    {
        var root = Path.GetFullPath(folder);
        try
        {
            var real = RealPath(root);
            if (real is null) problems.Add(Problem.Error(DocumentProblems.PathLoop, Place.Unknown, folder));
            else if (Directory.Exists(real)) return new WorkspaceFolder(root, real);
            else problems.Add(Problem.Error(DocumentProblems.FolderMissing, Place.Unknown, folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problem.Error(JsonProblems.FileUnreadable, Place.Unknown, folder));
        }
        return null;
    }

    /// <summary>The names of the entries of a folder inside the workspace, sorted; empty when there is none.</summary>
    public IReadOnlyList<string> Names(string folder, ProblemCollector problems)
    {
        Stamps.Note(folder);
        if (folder.Length > 0 && !Exists(folder)) return [];
        var full = folder.Length == 0 ? _realRoot : Resolve(folder, new Place(folder), problems);
        if (full is null) return [];
        try
        {
            return Directory.Exists(full)
                ? [.. Directory.EnumerateFileSystemEntries(full).Select(e => Path.GetFileName(e)).Where(n => !n.StartsWith('.')).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problem.Error(JsonProblems.FileUnreadable, new Place(folder), folder));
            return [];
        }
    }

    /// <summary>Whether something of that name exists, even a broken link.</summary>
    public bool Exists(string path)
    {
        Stamps.Note(path);
        var info = new FileInfo(Path.Combine(_realRoot, path));
        return info.Exists || Directory.Exists(info.FullName) || info.LinkTarget is not null;
    }

    /// <summary>The real path of a path of the workspace; null after a problem at the place where it was named.</summary>
    public string? Resolve(string path, Place place, ProblemCollector problems)
    {
        if (!IsPlain(path))
        {
            problems.Add(Problem.Error(DocumentProblems.PathUnsafe, place, ProblemCollector.Shown(path)));
            return null;
        }

        Stamps.Note(path);
        try
        {
            var real = RealPath(Path.Combine(_realRoot, path));
            if (real is null) problems.Add(Problem.Error(DocumentProblems.PathLoop, place, path));
            else if (!real.StartsWith(_realRoot.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                problems.Add(Problem.Error(DocumentProblems.PathLeaves, place, path));
            else return real;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problem.Error(JsonProblems.FileUnreadable, place, path));
        }
        return null;
    }

    /// <summary>Relative, with forward slashes, and every step a name.</summary>
    private static bool IsPlain(string path) =>
        path.Length is > 0 and < 1024
        && !path.Any(c => c is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' || char.IsControl(c))
        && path.Split('/').All(step => step.Length is > 0 and < 256 && step is not ("." or ".."));

    /// <summary>The path with every link followed, step by step; null when links go round in a circle.</summary>
    private static string? RealPath(string path)
    {
        var root = Path.GetPathRoot(path)!;
        var current = root;
        var steps = new Stack<string>(Steps(path[root.Length..]).Reverse());
        var links = 0;
        while (steps.TryPop(out var step))
        {
            if (step == "..")
            {
                current = Path.GetDirectoryName(current) ?? root;
                continue;
            }
            var next = Path.Combine(current, step);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }
            if (++links > MostLinks) return null;
            if (Path.IsPathRooted(target))
            {
                current = Path.GetPathRoot(target)!;
                target = target[current.Length..];
            }
            foreach (var part in Steps(target).Reverse()) steps.Push(part);
        }
        return current;
    }

    private static IEnumerable<string> Steps(string path) => path.Split(['/', Path.DirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Where(s => s != ".");
}
