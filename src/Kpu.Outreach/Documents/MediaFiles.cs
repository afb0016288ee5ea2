using Kpu.Outreach.Json;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>Reads what is needed of media files: length, hash and header, never the whole file at once. Each file is read once.</summary>
internal sealed class MediaFiles(ReadingRoom room)
{
    private const string UnknownType = "application/octet-stream";

    private readonly Dictionary<string, MediaRef> _read = new(StringComparer.Ordinal);

    /// <summary>The reference of a file; null after a problem at the place where it was named.</summary>
    public async Task<MediaRef?> ReadAsync(string path, Place place, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue(path, out var known)) return known;
        if (room.Folder.Resolve(path, place, room.Problems) is not { } full) return null;
        try
        {
            var stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.Asynchronous);
            await using (stream.ConfigureAwait(false))
            {
                var header = await MediaHeaders.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
                if (header is null) room.Problems.Add(Problem.Warning(DocumentProblems.MediaUnknown, place, path));
                stream.Position = 0;
                var hash = await ContentHash.OfAsync(stream, cancellationToken).ConfigureAwait(false);
                return _read[path] = new MediaRef
                {
                    Path = path,
                    Hash = hash,
                    Length = stream.Length,
                    ContentType = header?.ContentType ?? UnknownType,
                    Width = header?.Width,
                    Height = header?.Height,
                    Duration = header?.Duration,
                };
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            room.Problems.Add(Problem.Error(JsonProblems.FileMissing, place, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            room.Problems.Add(Problem.Error(JsonProblems.FileUnreadable, place, path));
        }
        return null;
    }
}
