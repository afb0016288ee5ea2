using System.Buffers;
using System.Security.Cryptography;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Plugins;

/// <summary>
/// The files of a plug-in. What is loaded is a copy in a folder that only this user can read, checked as it was written: what is changed in the plug-in's own folder between the check and
/// the loading, or later, changes nothing here.
/// </summary>
internal static class PluginFolder
{
    /// <summary>Copies what is allowed; null after a problem, and then nothing is left behind.</summary>
    public static async Task<(string? Copy, Problem? Problem)> CopyAsync(AllowedPlugin plugin, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(plugin.Folder)) return (null, Problem.Error(PluginProblems.FolderMissing, plugin.Place, plugin.Folder));
        if (plugin.Files.Keys.FirstOrDefault(f => !IsPlain(f)) is { } unsafePath) return (null, Problem.Error(PluginProblems.PathUnsafe, plugin.Place, ProblemCollector.Shown(unsafePath)));
        if (!plugin.Files.ContainsKey(plugin.Assembly)) return (null, Problem.Error(PluginProblems.AssemblyNotAllowed, plugin.Place, plugin.Assembly));
        var copy = Directory.CreateTempSubdirectory("outreach-plugin-").FullName;
        Problem? problem = null;
        try
        {
            foreach (var (file, allowed) in plugin.Files)
            {
                problem = await CopyAsync(Path.Combine(plugin.Folder, file), Path.Combine(copy, file), allowed, cancellationToken).ConfigureAwait(false) switch
                {
                    null => Problem.Error(PluginProblems.FileMissing, plugin.Place, file, plugin.Folder),
                    false => Problem.Error(PluginProblems.FileChanged, plugin.Place, file, plugin.Folder),
                    true => null,
                };
                if (problem is not null) break;
            }
        }
        catch
        {
            Remove(copy);
            throw;
        }

        if (problem is null) return (copy, null);
        Remove(copy);
        return (null, problem);
    }

    /// <summary>Removes a copy; where the system still holds its files, they stay in the folder for temporary files.</summary>
    public static void Remove(string copy)
    {
        try
        {
            Directory.Delete(copy, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Some systems keep a loaded assembly locked until the load context was collected.
        }
    }

    /// <summary>A folder as it is now; what is a link is left out.</summary>
    public static async Task<(AllowedPlugin? Plugin, Problem? Problem)> DescribeAsync(string folder, string? assembly, CancellationToken cancellationToken)
    {
        folder = Path.TrimEndingDirectorySeparator(folder);
        if (!Directory.Exists(folder)) return (null, Problem.Error(PluginProblems.FolderMissing, Place.Unknown, folder));
        var files = new SortedDictionary<string, ContentHash>(StringComparer.Ordinal);
        var ordinary = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var path in Directory.EnumerateFiles(folder, "*", ordinary))
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (await HashAsync(path, cancellationToken).ConfigureAwait(false) is not { } hash) return (null, Problem.Error(PluginProblems.FileMissing, Place.Unknown, name, folder));
            files[name] = hash;
        }

        assembly ??= OnlyAssembly(files.Keys);
        return assembly is not null && files.ContainsKey(assembly)
            ? (new AllowedPlugin { Folder = folder, Assembly = assembly, Files = files.AsReadOnly() }, null)
            : (null, Problem.Error(PluginProblems.AssemblyNotAllowed, Place.Unknown, assembly ?? "?"));
    }

    // What a build makes has one list of dependencies, named like the assembly they belong to.
    private static string? OnlyAssembly(IEnumerable<string> files)
    {
        const string Dependencies = ".deps.json";
        var top = files.Where(f => !f.Contains('/', StringComparison.Ordinal)).ToList();
        var described = top.Where(f => f.EndsWith(Dependencies, StringComparison.Ordinal)).Select(f => f[..^Dependencies.Length] + ".dll").Where(top.Contains).ToList();
        var assemblies = described.Count > 0 ? described : top.Where(f => f.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)).ToList();
        return assemblies is [var only] ? only : null;
    }

    /// <summary>Copies a file and hashes what it copies. True when it is the allowed content, null when it cannot be read.</summary>
    private static async Task<bool?> CopyAsync(string from, string to, ContentHash allowed, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
        await using var _ = target.ConfigureAwait(false);
        return await HashAsync(from, cancellationToken, target).ConfigureAwait(false) is { } hash ? hash == allowed : null;
    }

    private static async Task<ContentHash?> HashAsync(string path, CancellationToken cancellationToken, Stream? copy = null)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            // What has no length is not opened: a pipe in the place of a file would keep the reader waiting for ever.
            var file = new FileInfo(path);
            if (!file.Exists) return null;
            if (file.Length == 0) return ContentHash.Of([]);
            using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using var _ = source.ConfigureAwait(false);
            while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                sum.AppendData(buffer, 0, read);
                if (copy is not null) await copy.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            return ContentHash.FromBytes(sum.GetHashAndReset());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsPlain(string path) =>
        path.Length is > 0 and < 1024
        && !path.Any(c => c is '\\' or ':' || char.IsControl(c))
        && path.Split('/').All(step => step.Length is > 0 and < 256 && step is not ("." or ".."));
}
