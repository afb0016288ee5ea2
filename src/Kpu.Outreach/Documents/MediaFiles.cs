using Kpu.Outreach.Json;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>Reads what is needed of media files: length, hash and header, never the whole file at once. Each file is read once.</summary>
internal sealed class MediaFiles(ReadingRoom room)
{
    private readonly Dictionary<string, MediaRef> _read = new(StringComparer.Ordinal);

    public Task<MediaRef?> ReadAsync(string path, Place place, CancellationToken cancellationToken) => OnceAsync(path, place, HeaderAsync, cancellationToken);

    /// <summary>Reads captions, which have no header to read.</summary>
    public Task<MediaRef?> ReadTextAsync(string path, Place place, CancellationToken cancellationToken) =>
        OnceAsync(path, place, (_, _, _, _) => ValueTask.FromResult(new MediaHeader("text/vtt")), cancellationToken);

    private async Task<MediaRef?> OnceAsync(string path, Place place, Func<Stream, string, Place, CancellationToken, ValueTask<MediaHeader>> header, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue(path, out var known)) return known;
        if (room.Folder.Resolve(path, place, room.Problems) is not { } full) return null;
        try
        {
            var stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.Asynchronous);
            await using (stream.ConfigureAwait(false))
            {
                var (type, width, height, duration) = await header(stream, path, place, cancellationToken).ConfigureAwait(false);
                stream.Position = 0;
                var hash = await ContentHash.OfAsync(stream, cancellationToken).ConfigureAwait(false);
                return _read[path] = new MediaRef { Path = path, Hash = hash, Length = stream.Length, ContentType = type, Width = width, Height = height, Duration = duration };
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

    private async ValueTask<MediaHeader> HeaderAsync(Stream stream, string path, Place place, CancellationToken cancellationToken)
    {
        var header = await MediaHeaders.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
        if (header.ContentType == "application/octet-stream") room.Problems.Add(Problem.Warning(DocumentProblems.MediaUnknown, place, path));
        return header;
    }
}
