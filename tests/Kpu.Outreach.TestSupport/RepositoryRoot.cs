namespace Kpu.Outreach.TestSupport;

/// <summary>Finds files of the repository from where the tests run.</summary>
public static class RepositoryRoot
{
    private static readonly string Root = Find();

    /// <summary>The full path of a file or folder of the repository.</summary>
    public static string PathOf(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Kpu.Outreach.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new FileNotFoundException("The repository's root was not found.");
        return folder;
    }
}
