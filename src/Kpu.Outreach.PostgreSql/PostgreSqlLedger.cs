using Kpu.Outreach.Ledger;
using Npgsql;

namespace Kpu.Outreach.PostgreSql;

/// <summary>The ledger in a PostgreSQL database: durable, for many workers on many machines.</summary>
/// <remarks>
/// Thread-safe. Working sessions go on side by side, each with the accounts it took; a changing session has the ledger alone; reading sessions see one committed state and hinder nobody.
/// Instants come back in UTC. Rows carry no seals as those of the SQLite ledger do: let the server check its pages (<c>initdb --data-checksums</c>). Links of the trail and renditions are checked by their hashes.
/// A commit waits until the server's disk has it, also where the server's default is less. Connections go to the server itself or through a pooler that keeps sessions.
/// </remarks>
public sealed class PostgreSqlLedger : IDeliveryLedger, ILedgerIdentity
{
    private readonly PostgreSqlLedgerOptions _options;
    private readonly HashSet<PostgreSqlSession> _sessions = [];
    private readonly Lock _lock = new();
    private bool _disposed;

    private PostgreSqlLedger(Server server, PostgreSqlLedgerOptions options, string id)
    {
        (Server, _options, Id) = (server, options, id);
        Memory = new Memory(id, options.AnchorFolder is { } folder ? Path.Combine(folder, server.AnchorName) : null);
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public long? Life
    {
        get => Memory.Life;
        set => Memory.Life = value;
    }

    /// <summary>What this process, and its machine, remember of the ledger.</summary>
    internal Memory Memory { get; }

    /// <summary>How the server is reached.</summary>
    internal Server Server { get; }

    /// <summary>Opens a ledger; makes its tables when there are none, and migrates those of an older version. Many processes may do so at once.</summary>
    /// <param name="connectionString">How to reach the database, as Npgsql writes it. Neither the user nor the password appears in any message.</param>
    /// <param name="options">How to use it. Default: as <see cref="PostgreSqlLedgerOptions"/> says.</param>
    /// <param name="cancellationToken">Stops waiting for the server.</param>
    /// <returns>The ledger.</returns>
    /// <exception cref="LedgerException">The server cannot be reached, or the ledger is damaged, of a newer version, locked, read-only, or cannot be opened.</exception>
    /// <exception cref="ArgumentException">The connection string or the schema's name cannot be used.</exception>
    /// <exception cref="IOException">The folder for what is remembered cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder for what is remembered may not be made.</exception>
    public static async ValueTask<PostgreSqlLedger> OpenAsync(string connectionString, PostgreSqlLedgerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        cancellationToken.ThrowIfCancellationRequested();
        options ??= new PostgreSqlLedgerOptions();
        var server = Server.Of(connectionString, options);
        try
        {
            if (options.AnchorFolder is { } folder) Directory.CreateDirectory(folder);
            return new PostgreSqlLedger(server, options, await Schema.PrepareAsync(server, options, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            var told = e is LedgerException ? null : server.Failure(e);
            await server.DisposeAsync().ConfigureAwait(false);
            if (told is null) throw;
            throw told;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="LedgerException">The server cannot be reached, or others keep it busy; both may pass (<see cref="LedgerException.IsTransient"/>).</exception>
    public async ValueTask<ILedgerSession> OpenAsync(LedgerAccess access, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        PostgreSqlSession session;
        try
        {
            session = await PostgreSqlSession.BeginAsync(this, access, cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerException e) when (e.Problem.Code == LedgerProblems.Unavailable)
        {
            // A pooled connection may have died while it lay idle; nothing was done on it yet.
            session = await PostgreSqlSession.BeginAsync(this, access, cancellationToken).ConfigureAwait(false);
        }

        lock (_lock)
        {
            if (!_disposed)
            {
                _sessions.Add(session);
                return session;
            }
        }

        await session.DisposeAsync().ConfigureAwait(false);
        throw new ObjectDisposedException(nameof(PostgreSqlLedger));
    }

    /// <inheritdoc/>
    /// <remarks>Nobody is refused: the seat is never alone.</remarks>
    /// <exception cref="LedgerException">The server cannot be reached, or its clock differs too much from this machine's.</exception>
    public async ValueTask<IWorkerSeat?> TryJoinAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            var connection = await Server.ConnectAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            var command = new NpgsqlCommand("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint", connection);
            await using var __ = command.ConfigureAwait(false);
            var asked = _options.Clock.GetUtcNow();
            var answer = (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
            var now = _options.Clock.GetUtcNow();

            // The server read its clock at some moment between the question and the answer.
            var theirs = DateTimeOffset.UnixEpoch.AddMicroseconds(answer);
            var by = theirs < asked ? asked - theirs : theirs > now ? theirs - now : TimeSpan.Zero;
            return by > _options.ClockSkewAtMost ? throw Failures.ClockDiffers(Server.Name, by, _options.ClockSkewAtMost) : new PostgreSqlWorkerSeat(Server, _options.Clock);
        }
        catch (Exception e) when (e is not LedgerException && Server.Failure(e) is { } told)
        {
            throw told;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The machine is the server's cluster, as the server itself numbers it: a standby that took over is the same one, a new cluster is another. The address is the database and the schema, whatever the
    /// host is called. The body is what the server numbers anew when they are made again, from a dump or by copying the database.
    /// </remarks>
    public async ValueTask<LedgerPlace> LocateAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            return await Whereabouts.FindAsync(Server, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not LedgerException && Server.Failure(e) is { } told)
        {
            throw told;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A machine that works for the ledger for the first time remembers its beginning: nothing contradicts that.</remarks>
    public ValueTask<TrailAnchor?> ReadAnchorAsync(CancellationToken cancellationToken) => ValueTask.FromResult<TrailAnchor?>(Memory.Read());

    /// <inheritdoc/>
    public ValueTask WriteAnchorAsync(TrailAnchor anchor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        Memory.Write(anchor);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>What open sessions have not committed is lost. No call of a session may be running.</remarks>
    public async ValueTask DisposeAsync()
    {
        List<PostgreSqlSession> open;
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            open = [.. _sessions];
        }

        foreach (var session in open) await session.DisposeAsync().ConfigureAwait(false);
        await Server.DisposeAsync().ConfigureAwait(false);
        Memory.Dispose();
    }

    /// <summary>Takes note that a session ended.</summary>
    internal void Forget(PostgreSqlSession session)
    {
        lock (_lock) _sessions.Remove(session);
    }
}
