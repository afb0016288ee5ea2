namespace Kpu.Outreach.Media;

/// <summary>Media in a folder.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class FolderMediaLibrary : IMediaLibrary
{
    private readonly string _root;

    /// <summary>Takes a folder.</summary>
    /// <param name="root">The folder that paths are relative to.</param>
    public FolderMediaLibrary(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        _root = Path.GetFullPath(root);
    }

    /// <inheritdoc/>
    public ValueTask<Stream> OpenAsync(MediaRef media, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(media);
        cancellationToken.ThrowIfCancellationRequested();
        var path = Path.GetFullPath(Path.Combine(_root, media.Path));
        if (!path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw new FileNotFoundException("The path leaves the media folder.", media.Path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 65536, FileOptions.Asynchronous | FileOptions.SequentialScan);
        if (stream.Length == media.Length) return ValueTask.FromResult<Stream>(stream);
        stream.Dispose();
        throw new FileNotFoundException("The file is no longer the one that was planned.", media.Path);
    }
}
