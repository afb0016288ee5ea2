using Kpu.Outreach.Json;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>Reads what is needed of media files: length, hash and header, never the whole file at once. Each file is read once.</summary>
internal sealed class MediaFiles(ReadingRoom room)
{
    private readonly Dictionary<string, MediaRef?> _read = new(StringComparer.Ordinal);

    public async Task<MediaRef?> ReadAsync(string path, Place place, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue(path, out var known) && known is not null) return known;
        return _read[path] = await ReadFileAsync(path, place, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks that a file such as captions exists in the workspace.</summary>
    public bool Check(string path, Place place)
    {
        if (room.Folder.Resolve(path, place, room.Problems) is not { } full) return false;
        if (File.Exists(full)) return true;
        room.Problems.Add(Problem.Error(JsonProblems.FileMissing, place, path));
        return false;
    }

    private async Task<MediaRef?> ReadFileAsync(string path, Place place, CancellationToken cancellationToken)
    {
        if (!Check(path, place)) return null;
        var full = room.Folder.Resolve(path, place, room.Problems)!;
        try
        {
            var stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.Asynchronous);
            await using (stream.ConfigureAwait(false))
            {
                var header = await MediaHeaders.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
                stream.Position = 0;
                var hash = await ContentHash.OfAsync(stream, cancellationToken).ConfigureAwait(false);
                if (header.ContentType == "application/octet-stream") room.Problems.Add(Problem.Warning(DocumentProblems.MediaUnknown, place, path));
                return new MediaRef { Path = path, Hash = hash, Length = stream.Length, ContentType = header.ContentType, Width = header.Width, Height = header.Height, Duration = header.Duration };
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            room.Problems.Add(Problem.Error(JsonProblems.FileUnreadable, place, path));
            return null;
        }
    }
}
