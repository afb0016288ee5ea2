using System.Globalization;
using System.Text;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>What a reading looked at, each as it was just before it was read: whoever asks later whether it still stands so learns of every change, also of one made while it was read.</summary>
/// <remarks>Written by one reader, then read only.</remarks>
internal sealed class WorkspaceStamps(string root)
{
    private const string Missing = "-";

    private readonly SortedDictionary<string, string> _stamps = new(StringComparer.Ordinal);

    /// <summary>Notes how a file or folder stands, unless it was noted before.</summary>
    /// <param name="path">The path inside the workspace; empty for the workspace itself.</param>
    public void Note(string path)
    {
        if (!_stamps.ContainsKey(path)) _stamps.Add(path, StampOf(path));
    }

    /// <summary>Whether everything stands as it was read.</summary>
    public bool Stand() => _stamps.All(s => StampOf(s.Key) == s.Value);

    /// <summary>How everything that was looked at stands now.</summary>
    public ContentHash Now()
    {
        var all = new StringBuilder();
        foreach (var path in _stamps.Keys) all.Append(path).Append('\n').Append(StampOf(path)).Append('\n');
        return ContentHash.Of(Encoding.UTF8.GetBytes(all.ToString()));
    }

    // Length and moment of writing are enough: what a program writes into a file moves one of them. A folder is its names; of the workspace itself only those of documents, since channels may write beside them.
    private string StampOf(string path)
    {
        try
        {
            var full = path.Length == 0 ? root : Path.Combine(root, path);
            if (Directory.Exists(full))
            {
                var names = Directory.EnumerateFileSystemEntries(full).Select(e => Path.GetFileName(e)).Where(n => !n.StartsWith('.') && (path.Length > 0 || n.EndsWith(".json", StringComparison.OrdinalIgnoreCase)));
                return string.Join('/', names.Order(StringComparer.Ordinal));
            }

            var file = new FileInfo(full);
            if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) file = target;
            return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.FullName}:{file.Length}:{file.LastWriteTimeUtc.Ticks}") : Missing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Missing;
        }
    }
}
