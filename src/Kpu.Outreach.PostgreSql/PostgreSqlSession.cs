using Kpu.Outreach.Ledger;
using Npgsql;

namespace Kpu.Outreach.PostgreSql;

/// <summary>One transaction on one connection. Not thread-safe.</summary>
internal sealed class PostgreSqlSession : ILedgerSession
{
    private const string Started = "(extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint";

    // A worker that was suspended must not keep everybody else waiting; and what was committed must outlive the server, whatever its default is.
    private const string Writer = $"""
        SELECT {Started}, pg_is_in_recovery(), set_config('idle_in_transaction_session_timeout', '300s', true),
            set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)
        """;

    // Whether the ledger still has what was remembered of it: it may have been set back while it was worked for.
    private const string Proof = $"""
        SELECT (SELECT t.hash FROM trail t WHERE t.number = $1), (SELECT t.number FROM trail t ORDER BY t.number DESC LIMIT 1),
            (SELECT n.value FROM numbers n WHERE n.name = '{LedgerNumbers.Life}'), (SELECT n.value FROM numbers n WHERE n.name = '{LedgerNumbers.Held}'),
            (SELECT n.value FROM numbers n WHERE n.name = '{LedgerNumbers.Archived}')
        """;

    private readonly PostgreSqlLedger _ledger;
    private bool _broken;
    private bool _committed;
    private bool _ended;

    private PostgreSqlSession(PostgreSqlLedger ledger, NpgsqlConnection connection, LedgerAccess access)
    {
        (_ledger, Connection, Access) = (ledger, connection, access);
        Publications = new PublicationStore(this);
        Deliveries = new DeliveryStore(this);
        Renditions = new RenditionStore(this);
        Gates = new GateStore(this);
        Limits = new LimitStore(this);
        Trail = new TrailStore(this);
    }

    public NpgsqlConnection Connection { get; }

    public LedgerAccess Access { get; }

    public Server Server => _ledger.Server;

    public IPublicationStore Publications { get; }

    public IDeliveryStore Deliveries { get; }

    public IRenditionStore Renditions { get; }

    public IGateStore Gates { get; }

    public ILimitStore Limits { get; }

    public ITrailStore Trail { get; }

    /// <summary>Begins a session.</summary>
    /// <exception cref="LedgerException">The server cannot be reached, or others keep it busy.</exception>
    public static async ValueTask<PostgreSqlSession> BeginAsync(PostgreSqlLedger ledger, LedgerAccess access, CancellationToken cancellationToken)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = await ledger.Server.ConnectAsync(cancellationToken).ConfigureAwait(false);
            var expected = access == LedgerAccess.Work ? ledger.Memory.Expected : null;
            var batch = new NpgsqlBatch(connection);
            await using (batch.ConfigureAwait(false))
            {
                if (access == LedgerAccess.Read)
                {
                    batch.BatchCommands.Add(Value.Command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
                    batch.BatchCommands.Add(Value.Command($"SELECT {Started}, false"));
                }
                else
                {
                    batch.BatchCommands.Add(Value.Command("BEGIN ISOLATION LEVEL READ COMMITTED"));
                    batch.BatchCommands.Add(Value.Command(Writer));
                    batch.BatchCommands.Add(Value.Command($"SELECT pg_advisory_xact_lock{(access == LedgerAccess.Work ? "_shared" : "")}($1)", Value.Of(ledger.Server.LockKey)));
                    if (expected is not null) batch.BatchCommands.Add(Value.Command(Proof, Value.Of(expected.Link)));
                }

                var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using var _ = reader.ConfigureAwait(false);
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                ledger.Server.Meet(reader.GetInt64(0));
                if (reader.GetBoolean(1)) throw Failures.Standby(ledger.Server.Name);

                // To the end: only then the lock is held. Behind it stands the proof, where one is asked for.
                while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
                    if (expected is not null && reader.FieldCount > 1 && await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) Prove(ledger, expected, reader);
            }

            return new PostgreSqlSession(ledger, connection, access);
        }
        catch (Exception e)
        {
            var told = e as LedgerException ?? ledger.Server.Failure(e);
            if (connection is not null) await CloseAsync(connection).ConfigureAwait(false);
            if (told is null || ReferenceEquals(told, e)) throw;
            throw told;
        }
    }

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        Enter(cancellationToken);
        NpgsqlBatchCommand[] commands = Access == LedgerAccess.Change ? [Value.Command("SELECT pg_notify($1, '')", Value.Of(Server.Channel)), Value.Command("COMMIT")] : [Value.Command("COMMIT")];
        await ExecuteAsync(CancellationToken.None, commands).ConfigureAwait(false);
        _committed = true;
    }

    /// <summary>Reads rows.</summary>
    public async ValueTask<List<T>> QueryAsync<T>(NpgsqlBatchCommand query, Func<Row, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await ReadAsync([query], (_, row) => rows.Add(read(row)), cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>Reads the rows of several queries in one go.</summary>
    public ValueTask ReadAsync(IReadOnlyList<NpgsqlBatchCommand> queries, Action<int, Row> read, CancellationToken cancellationToken)
    {
        Enter(cancellationToken);
        return GuardAsync(async () =>
        {
            var batch = Batch(queries);
            await using var _ = batch.ConfigureAwait(false);
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            var row = new Row(reader, Server.Name);
            var query = 0;
            do
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) read(query, row.First());
                query++;
            }
            while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
        });
    }

    /// <summary>Carries out statements in one go.</summary>
    /// <returns>How many rows the last one met.</returns>
    public async ValueTask<int> ExecuteAsync(CancellationToken cancellationToken, params NpgsqlBatchCommand[] commands)
    {
        Enter(cancellationToken);
        await GuardAsync(async () =>
        {
            var batch = Batch(commands);
            await using var _ = batch.ConfigureAwait(false);
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return commands[^1].RecordsAffected;
    }

    /// <summary>Does something with the server. If it fails, nothing of the session can be kept.</summary>
    public async ValueTask GuardAsync(Func<ValueTask> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _broken = true;
            if (e is not LedgerException && Server.Failure(e) is { } told) throw told;
            throw;
        }
    }

    public LedgerException Damaged(Exception? inner = null)
    {
        _broken = true;
        return Failures.Damaged(Server.Name, inner);
    }

    /// <summary>Says that rows are about to be changed.</summary>
    public void Writing(CancellationToken cancellationToken)
    {
        Enter(cancellationToken);
        if (Access == LedgerAccess.Read) throw new InvalidOperationException("This session was opened for reading.");
    }

    public void Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_ended, this);
        if (_committed) throw new InvalidOperationException("This session is committed; open another one.");
        if (_broken) throw new InvalidOperationException("This session failed before; nothing of it can be kept.");
    }

    /// <summary>Ends the session; what is not committed is undone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ended) return;
        _ended = true;
        _ledger.Forget(this);
        if (_committed) await Connection.DisposeAsync().ConfigureAwait(false);
        else await CloseAsync(Connection).ConfigureAwait(false);
    }

    private static void Prove(PostgreSqlLedger ledger, TrailAnchor expected, NpgsqlDataReader reader)
    {
        var (last, life, held, archived) = (Number(1), Number(2), Number(3) != 0, Number(4));
        if (life > expected.Life) ledger.Life = life;
        else if (life < expected.Life || (expected.Link > archived && (reader.IsDBNull(0) || !reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(expected.Hash.ToBytes()))))
            throw Failures.Restored(ledger.Server.Name, last, expected.Link);
        if (held) throw Failures.Held(ledger.Server.Name);

        long Number(int column) => reader.IsDBNull(column) ? 0 : reader.GetInt64(column);
    }

    private static async ValueTask CloseAsync(NpgsqlConnection connection)
    {
        await using var _ = connection.ConfigureAwait(false);
        if (connection.FullState.HasFlag(System.Data.ConnectionState.Broken) || connection.State == System.Data.ConnectionState.Closed) return;
        try
        {
            var rollback = new NpgsqlCommand("ROLLBACK", connection);
            await using var __ = rollback.ConfigureAwait(false);
            await rollback.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
        {
            // The connection broke: the server undoes what was not committed, and the pool drops the connection.
        }
    }

    private NpgsqlBatch Batch(IReadOnlyList<NpgsqlBatchCommand> commands)
    {
        var batch = new NpgsqlBatch(Connection);
        foreach (var command in commands) batch.BatchCommands.Add(command);
        return batch;
    }
}
