namespace Kpu.Outreach.Channels.Files;

/// <summary>Resolves the folder of an account: always inside the output root, never through a link.</summary>
internal static class OutputFolder
{
    private static readonly char[] Refused = ['\\', ':', '*', '?', '"', '<', '>', '|'];

    /// <summary>Whether a setting names a folder below the root, on every operating system.</summary>
    internal static bool IsInside(string folder) =>
        folder.Length is > 0 and <= 200
        && folder.Split('/') is var parts
        && parts.All(p => p.Length > 0 && p.Trim() == p && !p.EndsWith('.') && !p.Any(char.IsControl) && p.IndexOfAny(Refused) < 0);

    /// <summary>The full path, after a look at the links on the way.</summary>
    internal static string Resolve(string root, string folder)
    {
        if (!IsInside(folder)) throw FolderException.Of(FolderProblems.FolderOutside, folder);
        var path = Path.GetFullPath(root);
        try
        {
            foreach (var part in folder.Split('/'))
            {
                path = Path.Combine(path, part);
                if (new DirectoryInfo(path).LinkTarget is not null) throw FolderException.Of(FolderProblems.FolderOutside, folder);
            }
        }
        catch (Exception e) when (FolderException.IsFileFailure(e))
        {
            throw FolderException.Of(e, folder);
        }

        return path;
    }
}
