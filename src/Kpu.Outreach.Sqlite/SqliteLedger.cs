using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Microsoft.Data.Sqlite;

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
    public bool IsAnchoring { get; set; }

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
            connection.Execute("PRAGMA busy_timeout = 20; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432");
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
        try
        {
            return ValueTask.FromResult<IWorkerSeat?>(new SqliteWorkerSeat(this, new FileStream(Path + WorkerSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1)));
        }
        catch (IOException e) when (IsTaken(e))
        {
            return ValueTask.FromResult<IWorkerSeat?>(null);
        }
        catch (UnauthorizedAccessException)
        {
            throw Failures.ReadOnly(Path);
        }
        catch (IOException e)
        {
            throw Failures.Failed(Path, e);
        }
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
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _writer.Execute($"VACUUM INTO '{path.Replace("'", "''", StringComparison.Ordinal)}'");
        }
        finally
        {
            _turn.Release();
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
