namespace Kpu.Outreach.TestSupport;

/// <summary>An empty folder that vanishes with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>The full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("outreach-").FullName;

    /// <summary>A path inside the folder.</summary>
    /// <param name="path">The path with forward slashes.</param>
    /// <returns>The full path.</returns>
    public string Full(string path) => System.IO.Path.Combine(Path, path);

    /// <summary>Reads a text file of the folder.</summary>
    /// <param name="path">The path with forward slashes.</param>
    /// <returns>The text.</returns>
    public string Read(string path) => File.ReadAllText(Full(path));

    /// <summary>Every file with its bytes in hexadecimal, ordered by path.</summary>
    /// <returns>The files.</returns>
    public SortedDictionary<string, string> Snapshot() =>
        new(Directory.EnumerateFiles(Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .ToDictionary(f => System.IO.Path.GetRelativePath(Path, f).Replace('\\', '/'), f => Convert.ToHexString(File.ReadAllBytes(f))), StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
