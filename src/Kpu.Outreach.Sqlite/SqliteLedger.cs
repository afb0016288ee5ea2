using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Sqlite;

/// <summary>The ledger in one SQLite file: durable, for one machine, with nothing to install.</summary>
/// <remarks>
/// Thread-safe. Writing sessions take turns, in this process and among processes; reading sessions see the last committed state and hinder nobody.
/// Instants come back in UTC. The file may not lie on a network share.
/// </remarks>
public sealed class SqliteLedger : IDeliveryLedger, ILedgerIdentity, ILedgerInspection, ILedgerBackup
{
    private const int ReadersKept = 4;
    private const int SmallestDatabase = 512;
    private const string WorkerSuffix = "-worker";
    private const string AnchorSuffix = "-anchor";
    private const string ReplacedSuffix = "-replaced-";
    private const string PartialSuffix = "-partial";
    private const string WalSuffix = "-wal";
    private const string SharedSuffix = "-shm";

    private readonly LedgerConnection _writer;
    private readonly SqliteLedgerOptions _options;
    private readonly AnchorFile _anchor;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Stack<LedgerConnection> _readers = new();
    private readonly HashSet<SqliteSession> _sessions = [];
    private readonly Lock _lock = new();
    private bool _disposed;

    private SqliteLedger(LedgerConnection writer, SqliteLedgerOptions options, string id) => (_writer, _options, Id, _anchor) = (writer, options, id, new AnchorFile(writer.Path + AnchorSuffix));

    /// <inheritdoc/>
    public string Id { get; }

    /// <summary>The full path of the file.</summary>
    public string Path => _writer.Path;

    /// <inheritdoc/>
    public long? Life { get; set; }

    /// <summary>Tells of changes committed in this process.</summary>
    internal ChangeSignal Changes { get; } = new();

    /// <summary>The writing connection, for tests that must trouble it.</summary>
    internal LedgerConnection Writer => _writer;

    /// <summary>Opens a ledger; makes it when there is none, and migrates one of an older version.</summary>
    /// <param name="path">The file; its folder must exist. Beside it stand, while it is open, <c>-wal</c>, <c>-shm</c>, and for ever the small <c>-worker</c> and <c>-anchor</c>.</param>
    /// <param name="options">How to keep it. Default: as <see cref="SqliteLedgerOptions"/> says.</param>
    /// <param name="cancellationToken">Stops waiting for another process that writes.</param>
    /// <returns>The ledger.</returns>
    /// <exception cref="LedgerException">It is damaged, of a newer version, locked, read-only, or cannot be opened.</exception>
    public static async ValueTask<SqliteLedger> OpenAsync(string path, SqliteLedgerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        cancellationToken.ThrowIfCancellationRequested();
        options ??= new SqliteLedgerOptions();
        path = System.IO.Path.GetFullPath(path);
        if (IsRemnant(path)) throw Failures.Damaged(path);
        var writer = LedgerConnection.Open(path, create: true);
        try
        {
            if (writer.IsReadOnly) throw Failures.ReadOnly(writer.Path);
            Prepare(writer);
            await WaitAsync(writer, () => TryUpdate(writer, options), options, cancellationToken).ConfigureAwait(false);
            return new SqliteLedger(writer, options, Schema.ReadId(writer));
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        void Prepare(LedgerConnection connection)
        {
            connection.Execute("PRAGMA busy_timeout = 20; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432");
            connection.Execute(options.SurvivesPowerLoss ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ILedgerSession> OpenAsync(LedgerAccess access, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return access != LedgerAccess.Read ? await OpenWriterAsync(access, cancellationToken).ConfigureAwait(false) : await OpenReaderAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>The seat is a lock of the operating system on a file beside the ledger: it is free again as soon as the process ends, however it ends.</remarks>
    public ValueTask<IWorkerSeat?> TryJoinAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        return ValueTask.FromResult<IWorkerSeat?>(TakeSeat(Path) is { } seat ? new SqliteWorkerSeat(this, seat) : null);
    }

    /// <inheritdoc/>
    public ValueTask<LedgerPlace> LocateAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new LedgerPlace(_options.Machine, Path, FileIdentity.Body(Path)));

    /// <inheritdoc/>
    public ValueTask<TrailAnchor?> ReadAnchorAsync(CancellationToken cancellationToken) => ValueTask.FromResult(AnchorFile.Read(Path + AnchorSuffix));

    /// <inheritdoc/>
    public ValueTask WriteAnchorAsync(TrailAnchor anchor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        _anchor.Write(anchor);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Problem>> InspectAsync(CancellationToken cancellationToken)
    {
        var session = await OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        return Inspection.Run(((SqliteSession)session).Connection, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask BackUpAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (File.Exists(path)) throw new IOException($"The file {path} exists already.");
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);

        // Half a copy must not be taken for one.
        var partial = path + PartialSuffix;
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            File.Delete(partial);
            _writer.Execute($"VACUUM INTO '{partial.Replace("'", "''", StringComparison.Ordinal)}'");

            // SQLite leaves the copy to the system's cache.
            using (var copy = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite, FileShare.Read)) copy.Flush(flushToDisk: true);
            File.Move(partial, path, overwrite: false);
        }
        finally
        {
            _turn.Release();
            File.Delete(partial);
        }
    }

    /// <summary>
    /// Puts another file in the place of a ledger that nobody uses. What was there is kept beside it under a name with <c>-replaced-</c> and a number; what is remembered of it stays too, so that the
    /// engine holds the other one until a person accepts it.
    /// </summary>
    /// <param name="path">The ledger's file; it may be damaged or missing.</param>
    /// <param name="replacement">A ledger in the same folder that is closed; it is moved.</param>
    /// <returns>Under which name what was there is kept; null when nothing was.</returns>
    /// <exception cref="LedgerException">A worker or another process uses the ledger, or a file cannot be moved.</exception>
    public static string? Replace(string path, string replacement)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentException.ThrowIfNullOrWhiteSpace(replacement);
        path = System.IO.Path.GetFullPath(path);
        using var seat = TakeSeat(path) ?? throw Failures.Locked(path);
        try
        {
            var kept = File.Exists(path) ? PutAside(path) : null;
            File.Delete(path + WalSuffix);
            File.Delete(path + SharedSuffix);
            File.Move(replacement, path);
            return kept;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failures.Failed(path, e);
        }
    }

    /// <inheritdoc/>
    /// <remarks>What open sessions have not committed is lost. No call of a session may be running.</remarks>
    public async ValueTask DisposeAsync()
    {
        List<SqliteSession> open;
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            open = [.. _sessions];
        }

        foreach (var session in open) session.End();
        lock (_lock)
        {
            while (_readers.TryPop(out var reader)) reader.Dispose();
        }

        // Whoever waits for the turn gets it, one after the other, and learns that the ledger is gone.
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _writer.Dispose();
        _anchor.Dispose();
        _turn.Release();
    }

    /// <summary>A number that changes when another process commits; null when the file is in use just now.</summary>
    internal async ValueTask<long?> VersionAsync(CancellationToken cancellationToken)
    {
        if (!await _turn.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false)) return null;
        try
        {
            return _disposed ? null : _writer.Version();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes a connection back from a session that ended.</summary>
    internal void Return(SqliteSession session)
    {
        lock (_lock)
        {
            _sessions.Remove(session);
            if (ReferenceEquals(session.Connection, _writer)) _turn.Release();
            else if (_disposed || _readers.Count >= ReadersKept) session.Connection.Dispose();
            else _readers.Push(session.Connection);
        }
    }

    private static FileStream? TakeSeat(string path)
    {
        try
        {
            return new FileStream(path + WorkerSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException e) when (IsTaken(e))
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            throw Failures.ReadOnly(path);
        }
        catch (IOException e)
        {
            throw Failures.Failed(path, e);
        }
    }

    private static string PutAside(string path)
    {
        Leave(path);
        var number = 1;
        while (File.Exists(Kept(number))) number++;
        File.Move(path, Kept(number));

        // Of a damaged one the log may still hold what the file lacks.
        if (File.Exists(path + WalSuffix)) File.Move(path + WalSuffix, Kept(number) + WalSuffix, overwrite: true);
        return Kept(number);

        string Kept(int n) => FormattableString.Invariant($"{path}{ReplacedSuffix}{n}");
    }

    /// <summary>Takes the log into the file and gives it up, which SQLite allows only to the last one that has the ledger open.</summary>
    private static void Leave(string path)
    {
        try
        {
            using var connection = LedgerConnection.Open(path, create: false);
            if (connection.Texts("PRAGMA journal_mode = DELETE") is not ["delete"]) throw Failures.Locked(path);
        }
        catch (LedgerException e) when (e.Problem.Code == LedgerProblems.Damaged)
        {
            // Nobody can use what cannot be read.
        }
    }

    // SQLite takes what is shorter than a page for a new database and writes over it. Where a worker has been, an empty file is what is left of a ledger too.
    private static bool IsRemnant(string path) =>
        new FileInfo(path) is { Exists: true, Length: < SmallestDatabase } file && (file.Length > 0 || File.Exists(path + WorkerSuffix));

    private static bool TryUpdate(LedgerConnection writer, SqliteLedgerOptions options)
    {
        try
        {
            // A file that is refused stays as it is: look before the journal mode is written into it.
            var old = Schema.IsOld(writer);
            writer.Execute("PRAGMA journal_mode = WAL");
            if (!old) return true;
            if (!writer.TryBeginWrite()) return false;
            Schema.Update(writer, options.LedgerIdSource);
            writer.CommitTransaction();
            return true;
        }
        catch (LedgerException e) when (e.Problem.Code == LedgerProblems.Locked)
        {
            writer.UndoWrite();
            return false;
        }
    }

    private static async ValueTask WaitAsync(LedgerConnection connection, Func<bool> attempt, SqliteLedgerOptions options, CancellationToken cancellationToken)
    {
        if (attempt()) return;
        var began = options.Clock.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(2);
        do
        {
            if (options.Clock.GetElapsedTime(began) > options.LockTimeout) throw Failures.Locked(connection.Path);
            await Task.Delay(pause, options.Clock, cancellationToken).ConfigureAwait(false);
            if (pause < TimeSpan.FromMilliseconds(30)) pause *= 2;
        }
        while (!attempt());
    }

    // What a lock held by somebody else is called: Windows (sharing, lock), Linux, macOS.
    private static bool IsTaken(IOException e) => e.GetType() == typeof(IOException) && e.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) or 11 or 35;

    private async ValueTask<ILedgerSession> OpenWriterAsync(LedgerAccess access, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            await WaitAsync(_writer, _writer.TryBeginWrite, _options, cancellationToken).ConfigureAwait(false);
            try
            {
                return Register(new SqliteSession(this, _writer, access));
            }
            catch
            {
                _writer.UndoWrite();
                throw;
            }
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    private async ValueTask<ILedgerSession> OpenReaderAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LedgerConnection? reader;
        lock (_lock) _readers.TryPop(out reader);
        if (reader is null)
        {
            reader = LedgerConnection.Open(Path, create: false);
            reader.Execute("PRAGMA busy_timeout = 20; PRAGMA query_only = ON");
        }

        try
        {
            await WaitAsync(reader, reader.TryBeginRead, _options, cancellationToken).ConfigureAwait(false);
            return Register(new SqliteSession(this, reader, LedgerAccess.Read));
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private SqliteSession Register(SqliteSession session)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _sessions.Add(session);
            return session;
        }
    }
}
