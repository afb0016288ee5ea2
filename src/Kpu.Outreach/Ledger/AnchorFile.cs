using System.Globalization;
using System.Text;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Ledger;

/// <summary>A small file outside of a ledger that remembers its last link: one line of fixed length, written over in place. For authors of ledgers.</summary>
/// <remarks>Thread-safe. Several processes may write the same file: what one of them remembers may lag behind what another one does, which is allowed.</remarks>
/// <param name="path">The file; made when it is first written.</param>
public sealed class AnchorFile(string path) : IDisposable
{
    private const string Mark = "kpu-outreach-anchor";

    private readonly Lock _lock = new();
    private FileStream? _file;

    /// <summary>Reads an anchor.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The anchor; null where there is none, or what is there is none.</returns>
    public static TrailAnchor? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return reader.ReadLine()?.Split(' ') is [Mark, { Length: > 0 } id, var link, var hash, .. var more] && more.Length <= 1
                && TryNumber(link, out var number) && hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower) && TryNumber(more is [var text] ? text : "0", out var life)
                ? new TrailAnchor(id, number, ContentHash.Parse(hash), life)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes an anchor. A failure is no harm: it may lag behind.</summary>
    /// <param name="anchor">The anchor.</param>
    public void Write(TrailAnchor anchor)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        var line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Mark} {anchor.Ledger} {anchor.Link:D19} {anchor.Hash.Hex} {anchor.Life:D19}\n"));
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

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock) _file?.Dispose();
    }

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
