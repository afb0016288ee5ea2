using System.Security.Cryptography;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Channels.Files;

/// <summary>
/// Changes a folder from one set of files to another. Everything is first written beside its place and flushed, then renamed, then the manifest is renamed, and only then
/// is removed what is no longer wanted. A crash at any point leaves whole files; the next call finishes the work. Files the channel did not write are never touched.
/// </summary>
/// <remarks>Not thread-safe; one at a time holds a folder.</remarks>
internal sealed class FolderTransaction : IDisposable
{
    internal const string ManifestName = ".outreach-manifest.json";
    internal const string JournalName = ".outreach-journal.json";
    internal const string LockName = ".outreach-lock";
    internal const string TemporarySuffix = ".outreach-tmp";

    private readonly string _root;
    private readonly FileStepObserver? _observer;
    private readonly FileStream _lock;
    private readonly Dictionary<string, ManifestFile> _previousFiles;
    private readonly ILookup<string, ManifestFile> _leftovers;
    private readonly SortedDictionary<string, ManifestFile> _files = new(StringComparer.Ordinal);
    private readonly List<ManifestFile> _staged = [];
    private readonly bool _interrupted;
    private bool _marked;
    private bool _showing;

    private FolderTransaction(string root, FileStream held, FolderManifest? previous, FolderJournal? journal, bool interrupted, FileStepObserver? observer)
    {
        (_root, _lock, Previous, _interrupted, _observer) = (root, held, previous, interrupted, observer);
        _previousFiles = (previous?.Files ?? []).ToDictionary(f => f.Path, StringComparer.Ordinal);
        _leftovers = (journal?.Files ?? []).ToLookup(f => f.Path, StringComparer.Ordinal);
        _marked = interrupted;
    }

    /// <summary>What stood here before; null for a new folder.</summary>
    internal FolderManifest? Previous { get; }

    /// <summary>Takes hold of a folder.</summary>
    internal static async ValueTask<FolderTransaction> OpenAsync(string root, string channel, string account, FileStepObserver? observer, CancellationToken cancellationToken)
    {
        FileStream? held = null;
        try
        {
            observer?.Invoke(FileStep.Lock, LockName);
            Directory.CreateDirectory(root);
            held = Hold(Path.Combine(root, LockName));
            var bytes = await ReadIfThereAsync(Path.Combine(root, ManifestName), cancellationToken).ConfigureAwait(false);
            var manifest = bytes is null ? null : ManifestJson.Read(bytes, ManifestJson.Default.FolderManifest) ?? throw FolderException.Of(FolderProblems.ManifestDamaged, ManifestName);
            if (manifest is { Version: > FolderManifest.CurrentVersion }) throw FolderException.Of(FolderProblems.ManifestNewer, ManifestName);
            if (manifest is not null && (manifest.Channel != channel || manifest.Account != account))
                throw FolderException.Of(FolderProblems.FolderTaken, manifest.Channel, manifest.Account);
            var journalBytes = await ReadIfThereAsync(Path.Combine(root, JournalName), cancellationToken).ConfigureAwait(false);
            var journal = journalBytes is null or [] ? null : ManifestJson.Read(journalBytes, ManifestJson.Default.FolderJournal);
            return new FolderTransaction(root, held, manifest, journal, journalBytes is not null, observer);
        }
        catch (Exception e)
        {
            if (held is not null) await held.DisposeAsync().ConfigureAwait(false);
            if (FolderException.IsFileFailure(e)) throw FolderException.Of(e, LockName);
            throw;
        }
    }

    /// <summary>Whether a file of the manifest still stands there with its length.</summary>
    internal bool Stands(string path) =>
        _previousFiles.TryGetValue(path, out var file) && new FileInfo(FullPath(path)) is { Exists: true } info && info.Length == file.Length
        // After a crash a file may already hold what a manifest was never written for.
        && (!_interrupted || HashOf(path) == file.Sha256);

    /// <summary>Keeps a file as it stands.</summary>
    internal void Keep(string path) => _files[path] = _previousFiles[path];

    /// <summary>Wants a file with this content; unchanged bytes are not written again.</summary>
    internal async ValueTask WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var file = new ManifestFile(path, Convert.ToHexStringLower(SHA256.HashData(content)), content.LongLength);
        if (!_files.TryAdd(path, file)) throw new InvalidOperationException($"'{path}' is wanted twice.");
        await DoAsync(FileStep.Write, path, async () =>
        {
            if (await StandsWithAsync(file, cancellationToken).ConfigureAwait(false)) return;
            var stream = Stage(path);
            await using (stream.ConfigureAwait(false)) await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);

            _staged.Add(file);
        }).ConfigureAwait(false);
    }

    /// <summary>Wants a copy of a media file; several items may want the same one.</summary>
    internal async ValueTask CopyAsync(string path, MediaRef media, IMediaLibrary library, CancellationToken cancellationToken)
    {
        if (_files.ContainsKey(path)) return;
        cancellationToken.ThrowIfCancellationRequested();
        var known = media.Hash == default ? null : media.Hash.Hex;
        if (known is not null && Stands(path) && _previousFiles[path].Sha256 == known)
        {
            Keep(path);
            return;
        }

        var source = await OpenMediaAsync(media, library, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            await DoAsync(FileStep.Copy, path, async () =>
            {
                RefuseForeign(path);
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var target = Stage(path);
                long length = 0;
                await using (target.ConfigureAwait(false))
                {
                    var buffer = new byte[81920];
                    int read;
                    while ((read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
                    {
                        hash.AppendData(buffer, 0, read);
                        length += read;
                        await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                    }
                }

                var file = new ManifestFile(path, Convert.ToHexStringLower(hash.GetHashAndReset()), length);
                // What was approved is what is shown: bytes that changed since are not published under the old approval.
                if (known is not null && file.Sha256 != known) throw FolderException.Of(FolderProblems.MediaChanged, media.Path);
                _files[path] = file;
                _staged.Add(file);
            }).ConfigureAwait(false);
        }
    }

    /// <summary>Shows the new set. Cancellation is honoured until the first file is renamed; from then on the work is finished.</summary>
    internal async ValueTask CommitAsync(FolderManifest manifest, CancellationToken cancellationToken)
    {
        manifest = manifest with { Files = [.. _files.Values] };
        var bytes = manifest.ToBytes();
        var removals = Unwanted();
        cancellationToken.ThrowIfCancellationRequested();
        var journal = await StageJournalAsync(removals, cancellationToken).ConfigureAwait(false);
        FlushAll(journal ? [JournalName, .. _staged.Select(f => f.Path)] : [.. _staged.Select(f => f.Path)]);
        cancellationToken.ThrowIfCancellationRequested();
        if (journal) Do(FileStep.Rename, JournalName, () => File.Move(TemporaryPath(JournalName), FullPath(JournalName), overwrite: true));
        _showing = true;
        foreach (var file in _staged)
            Do(FileStep.Rename, file.Path, () => File.Move(TemporaryPath(file.Path), FullPath(file.Path), overwrite: true));
        await WriteManifestAsync(bytes).ConfigureAwait(false);
        foreach (var file in removals) Do(FileStep.Remove, file.Path, () => Remove(file.Path));
        if (_interrupted) Do(FileStep.Clean, JournalName, RemoveTemporaries);
        if (_marked) Do(FileStep.Clean, JournalName, () => File.Delete(FullPath(JournalName)));
    }

    public void Dispose()
    {
        try
        {
            if (_marked && !_showing && !_interrupted) RollBack();
        }
        catch (Exception e) when (FolderException.IsFileFailure(e))
        {
            // The mark stays, so the next call cleans up.
        }
        finally
        {
            _lock.Dispose();
        }
    }

    private static FileStream Hold(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
        {
            throw new FolderException(Problem.Error(FolderProblems.FolderBusy, Place.Unknown), e);
        }
    }

    private static async ValueTask<byte[]?> ReadIfThereAsync(string path, CancellationToken cancellationToken) =>
        File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false) : null;

    private static async ValueTask<Stream> OpenMediaAsync(MediaRef media, IMediaLibrary library, CancellationToken cancellationToken)
    {
        try
        {
            return await library.OpenAsync(media, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (FolderException.IsFileFailure(e))
        {
            throw new FolderException(Problem.Error(FolderProblems.MediaMissing, new Place(media.Path), media.Path), e);
        }
    }

    private string FullPath(string path) => Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar));

    private string TemporaryPath(string path)
    {
        var full = FullPath(path);
        return Path.Combine(Path.GetDirectoryName(full)!, "." + Path.GetFileName(full) + TemporarySuffix);
    }

    private async ValueTask<bool> StandsWithAsync(ManifestFile file, CancellationToken cancellationToken)
    {
        RefuseForeign(file.Path);
        var info = new FileInfo(FullPath(file.Path));
        if (!info.Exists || info.Length != file.Length) return false;
        var stream = info.OpenRead();
        await using (stream.ConfigureAwait(false))
            return (await ContentHash.OfAsync(stream, cancellationToken).ConfigureAwait(false)).Hex == file.Sha256;
    }

    private void RefuseForeign(string path)
    {
        var full = FullPath(path);
        if (Directory.Exists(full) || (File.Exists(full) && !_previousFiles.ContainsKey(path) && !IsLeftover(path)))
            throw new FolderException(Problem.Error(FolderProblems.ForeignFile, new Place(path), path));
    }

    // A file of an interrupted call is ours only with the bytes that call meant to write.
    private bool IsLeftover(string path)
    {
        if (!_leftovers.Contains(path) || !File.Exists(FullPath(path))) return false;
        var hash = HashOf(path);
        return _leftovers[path].Any(f => f.Sha256 == hash);
    }

    private string HashOf(string path)
    {
        using var stream = File.OpenRead(FullPath(path));
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private FileStream Stage(string path)
    {
        if (!_marked)
        {
            // The mark says that temporary files may lie about; it need not survive a power cut, which loses those files too.
            _observer?.Invoke(FileStep.Mark, JournalName);
            File.WriteAllBytes(FullPath(JournalName), []);
            _marked = true;
        }

        var temporary = TemporaryPath(path);
        var folder = Path.GetDirectoryName(temporary)!;
        for (var above = folder; above.Length > _root.Length; above = Path.GetDirectoryName(above)!)
            if (new DirectoryInfo(above).LinkTarget is not null) throw new FolderException(Problem.Error(FolderProblems.FolderOutside, new Place(path), path));
        Directory.CreateDirectory(folder);
        return new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1);
    }

    // Together, because a disk that takes several flushes at once is done with them in little more than the time of one.
    private void FlushAll(IReadOnlyList<string> paths)
    {
        foreach (var path in paths) Do(FileStep.Flush, path, () => { });
        try
        {
            Parallel.ForEach(paths, new ParallelOptions { MaxDegreeOfParallelism = 8 }, Flush);
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<FolderException>().FirstOrDefault() is { } first)
        {
            throw first;
        }
    }

    private void Flush(string path)
    {
        try
        {
            using var handle = File.OpenHandle(TemporaryPath(path), FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }
        catch (Exception e) when (FolderException.IsFileFailure(e))
        {
            throw FolderException.Of(e, path);
        }
    }

    private List<ManifestFile> Unwanted()
    {
        var paths = _previousFiles.Keys.Concat(_leftovers.Select(g => g.Key)).Where(p => !_files.ContainsKey(p)).Distinct(StringComparer.Ordinal);
        return [.. paths.Where(p => File.Exists(FullPath(p)) && (_previousFiles.ContainsKey(p) || IsLeftover(p)))
            .Order(StringComparer.Ordinal)
            .Select(p => _previousFiles.TryGetValue(p, out var file) ? file : _leftovers[p].First())];
    }

    private async ValueTask<bool> StageJournalAsync(List<ManifestFile> removals, CancellationToken cancellationToken)
    {
        if (_staged.Count == 0 && removals.Count == 0) return false;
        var entries = _staged.Where(f => !_previousFiles.ContainsKey(f.Path)).Concat(removals).Concat(_leftovers.SelectMany(g => g)).Distinct().ToList();
        // Files that are only replaced are ours by the manifest, before and after.
        if (entries.Count == 0) return false;
        await StageAsync(FileStep.Journal, JournalName, ManifestJson.Write(new FolderJournal(entries), ManifestJson.Default.FolderJournal), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask WriteManifestAsync(byte[] bytes)
    {
        if (await ReadIfThereAsync(FullPath(ManifestName), CancellationToken.None).ConfigureAwait(false) is { } old && old.AsSpan().SequenceEqual(bytes)) return;
        await StageAsync(FileStep.Manifest, ManifestName, bytes, CancellationToken.None).ConfigureAwait(false);
        FlushAll([ManifestName]);
        Do(FileStep.Rename, ManifestName, () => File.Move(TemporaryPath(ManifestName), FullPath(ManifestName), overwrite: true));
    }

    private ValueTask StageAsync(FileStep step, string path, byte[] bytes, CancellationToken cancellationToken) => DoAsync(step, path, async () =>
    {
        var stream = Stage(path);
        await using (stream.ConfigureAwait(false)) await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    });

    private void Remove(string path)
    {
        var full = FullPath(path);
        File.Delete(full);
        // Folders that only held files of ours go with them.
        for (var folder = Path.GetDirectoryName(full)!; folder.Length > _root.Length && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any(); folder = Path.GetDirectoryName(folder)!)
            Directory.Delete(folder);
    }

    private void RemoveTemporaries()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var file in Directory.EnumerateFiles(_root, ".*" + TemporarySuffix, options)) File.Delete(file);
    }

    private void RollBack()
    {
        _observer?.Invoke(FileStep.Clean, JournalName);
        RemoveTemporaries();
        File.Delete(FullPath(JournalName));
    }

    private void Do(FileStep step, string path, Action action)
    {
        try
        {
            _observer?.Invoke(step, path);
            action();
        }
        catch (Exception e) when (FolderException.IsFileFailure(e))
        {
            throw FolderException.Of(e, path);
        }
    }

    private async ValueTask DoAsync(FileStep step, string path, Func<ValueTask> action)
    {
        try
        {
            _observer?.Invoke(step, path);
            await action().ConfigureAwait(false);
        }
        catch (Exception e) when (FolderException.IsFileFailure(e))
        {
            throw FolderException.Of(e, path);
        }
    }
}
