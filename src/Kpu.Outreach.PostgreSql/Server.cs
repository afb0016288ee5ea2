using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Kpu.Outreach.Ledger;
using Npgsql;

namespace Kpu.Outreach.PostgreSql;

/// <summary>How the server is reached: pools of connections, the names of locks and channels, and what is known of interned values. Thread-safe.</summary>
internal sealed class Server : IAsyncDisposable
{
    /// <summary>How much longer than a lock a statement may take: 30 s.</summary>
    private const int Longer = 30;

    /// <summary>How many sessions may intern at once. They have connections of their own, so that sessions which wait for one never hold all there are.</summary>
    private const int Interning = 4;

    /// <summary>
    /// Each query has one good plan, by an index. The planner may not look for another: while a table that fills up still counts as empty, it would read all of it, and keep that plan.
    /// </summary>
    private const string Plans =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off -c max_parallel_workers_per_gather=0";

    private readonly NpgsqlDataSource _sessions;
    private readonly NpgsqlDataSource _interning;
    private readonly NpgsqlDataSource _listening;
    private long _started;

    private Server(NpgsqlConnectionStringBuilder settings, string name, PostgreSqlLedgerOptions options)
    {
        Name = name;
        LockKey = BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("kpu.outreach/" + options.Schema)));
        Channel = "kpu_outreach_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Schema)))[..16];
        AnchorName = FormattableString.Invariant($"{Uri.EscapeDataString(settings.Database ?? settings.Username ?? "")}.{options.Schema}-anchor");
        _sessions = NpgsqlDataSource.Create(settings.ConnectionString);
        _interning = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { MinPoolSize = 0, MaxPoolSize = Interning }.ConnectionString);
        _listening = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, KeepAlive = 15, MaxAutoPrepare = 0 }.ConnectionString);
        Words = new WordTable(this);
        Hashes = new HashTable(this);
    }

    /// <summary>The ledger's name in messages: host, port and database, never a user or a password.</summary>
    public string Name { get; }

    /// <summary>The number of the lock that a changing session has alone and working ones share.</summary>
    public long LockKey { get; }

    /// <summary>The channel on which changes are told.</summary>
    public string Channel { get; }

    /// <summary>The name of the file in which a machine remembers the ledger: whichever server has the database just now.</summary>
    public string AnchorName { get; }

    public WordTable Words { get; }

    public HashTable Hashes { get; }

    /// <exception cref="ArgumentException">The connection string or the schema's name cannot be used.</exception>
    public static Server Of(string connectionString, PostgreSqlLedgerOptions options)
    {
        if (options.Schema.Length is 0 or > 63 || char.IsAsciiDigit(options.Schema[0]) || options.Schema.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_'))
            throw new ArgumentException($"The name of a schema has lower-case letters, digits and _ only: {options.Schema}", nameof(options));
        var settings = Parse(connectionString);
        var name = FormattableString.Invariant($"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}");
        var wait = (int)Math.Clamp(Math.Ceiling(options.LockTimeout.TotalSeconds), 0, 86400) + Longer;
        var milliseconds = (long)Math.Clamp(options.LockTimeout.TotalMilliseconds, 1, 86400_000);
        settings.SearchPath = $"\"{options.Schema}\"";
        settings.Options = $"{settings.Options} {Plans} {FormattableString.Invariant($"-c lock_timeout={milliseconds}")}".Trim();
        settings.CommandTimeout = Math.Max(settings.CommandTimeout, wait);
        settings.NoResetOnClose = true;
        settings.Enlist = false;
        settings.Multiplexing = false;
        settings.MaxAutoPrepare = Math.Max(settings.MaxAutoPrepare, 100);
        settings.AutoPrepareMinUsages = 1;
        settings.ApplicationName ??= "Kpu.Outreach";
        return new Server(settings, name, options);
    }

    /// <summary>A connection for a session.</summary>
    public ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken) => _sessions.OpenConnectionAsync(cancellationToken);

    /// <summary>A connection to intern on.</summary>
    public ValueTask<NpgsqlConnection> ConnectToInternAsync(CancellationToken cancellationToken) => _interning.OpenConnectionAsync(cancellationToken);

    /// <summary>A connection that hears of changes, outside of the pools.</summary>
    public async ValueTask<NpgsqlConnection> ListenAsync(CancellationToken cancellationToken)
    {
        var connection = await _listening.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var listen = new NpgsqlCommand("LISTEN " + Channel, connection);
            await using var _ = listen.ConfigureAwait(false);
            await listen.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What an exception means for the ledger; null when it is none of the ledger's. After a break no pooled connection is trusted.</summary>
    public LedgerException? Failure(Exception thrown)
    {
        var told = Failures.Of(thrown, Name);
        if (told?.Problem.Code == LedgerProblems.Unavailable) Forget();
        return told;
    }

    /// <summary>Takes note of when the server was started: another one may have taken over, and lack the last words.</summary>
    public void Meet(long started)
    {
        if (Interlocked.Exchange(ref _started, started) is var before && before != started && before != 0) ForgetValues();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _sessions.DisposeAsync().ConfigureAwait(false);
        await _interning.DisposeAsync().ConfigureAwait(false);
        await _listening.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Drops the pooled connections and what is known of interned values.</summary>
    public void Forget()
    {
        _sessions.Clear();
        _interning.Clear();
        ForgetValues();
    }

    private void ForgetValues()
    {
        Words.Forget();
        Hashes.Forget();
    }

    // The parser's own message may repeat a value, which may be the password.
    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is FormatException or KeyNotFoundException or OverflowException or InvalidCastException or NotSupportedException or ArgumentException)
        {
            throw new ArgumentException("The connection string cannot be read.", nameof(connectionString));
        }

        return string.IsNullOrEmpty(settings.Host) ? throw new ArgumentException("The connection string names no host.", nameof(connectionString)) : settings;
    }
}
