namespace Kpu.Outreach.TestSupport;

/// <summary>Finds files of the repository from a running test.</summary>
public static class Repository
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The folder of the solution.</summary>
    public static string Root => Found.Value;

    /// <summary>The real path of a source file whose compiled path is mapped to <c>/_/</c>.</summary>
    /// <param name="mapped">The path as the compiler wrote it.</param>
    /// <returns>The path on this machine.</returns>
    public static string Locate(string mapped)
    {
        ArgumentNullException.ThrowIfNull(mapped);
        var path = mapped.Replace('\\', '/');
        return path.StartsWith("/_/", StringComparison.Ordinal) ? Path.Combine(Root, path[3..]) : mapped;
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Kpu.Outreach.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
