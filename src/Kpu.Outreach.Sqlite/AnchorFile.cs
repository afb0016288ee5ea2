using System.Globalization;
using System.Text;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Sqlite;

/// <summary>The small file beside the ledger that remembers its last link: one line of fixed length, written over in place. Thread-safe.</summary>
internal sealed class AnchorFile(string path) : IDisposable
{
    private const string Mark = "kpu-outreach-anchor";

    private readonly Lock _lock = new();
    private FileStream? _file;

    public static TrailAnchor? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return reader.ReadLine()?.Split(' ') is [Mark, { Length: > 0 } id, var link, var hash]
                && long.TryParse(link, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower)
                ? new TrailAnchor(id, number, ContentHash.Parse(hash))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes the anchor. A failure is no harm: it may lag behind.</summary>
    public void Write(TrailAnchor anchor)
    {
        var line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Mark} {anchor.Ledger} {anchor.Link:D19} {anchor.Hash.Hex}\n"));
        lock (_lock)
        {
            try
            {
                _file ??= new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 0);
                RandomAccess.Write(_file.SafeFileHandle, line, 0);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _file?.Dispose();
                _file = null;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock) _file?.Dispose();
    }
}
