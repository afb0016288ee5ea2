using Kpu.Outreach.Ledger;
using SQLitePCL;

namespace Kpu.Outreach.Sqlite;

/// <summary>One connection to the file with its prepared statements and what it knows of interned texts. Used by one session at a time.</summary>
internal sealed class LedgerConnection : IDisposable
{
    private static readonly Sql Begin = new("BEGIN");
    private static readonly Sql BeginImmediate = new("BEGIN IMMEDIATE");
    private static readonly Sql Commit = new("COMMIT");
    private static readonly Sql Rollback = new("ROLLBACK");
    private static readonly Sql DataVersion = new("PRAGMA data_version");
    private static readonly Sql Touch = new("SELECT one FROM ledger");

    private readonly sqlite3 _database;
    private Statement?[] _statements = [];
    private long _version;

    static LedgerConnection() => Batteries_V2.Init();

    private LedgerConnection(sqlite3 database, string path)
    {
        _database = database;
        Path = path;
        Words = new WordTable(this);
        Hashes = new HashTable(this);
    }

    public string Path { get; }

    public WordTable Words { get; }

    public HashTable Hashes { get; }

    /// <summary>Deliveries that were claimed here: what became of them is recorded a moment later.</summary>
    public RowsAtHand<long, DeliveryRow> Deliveries { get; } = new();

    /// <summary>Publications that were read here to be claimed.</summary>
    public RowsAtHand<long, PublicationRow> Publications { get; } = new();

    /// <summary>Buckets that were drawn from here: their accounts come up again in a moment.</summary>
    public RowsAtHand<string, LimitRow> Limits { get; } = new();

    public long LastId => raw.sqlite3_last_insert_rowid(_database);

    public int Changes => raw.sqlite3_changes(_database);

    public bool InTransaction => raw.sqlite3_get_autocommit(_database) == 0;

    /// <summary>Whether something failed since the transaction began: SQLite may have undone it, and nothing of it may be kept.</summary>
    public bool IsBroken { get; private set; }

    public bool IsReadOnly => raw.sqlite3_db_readonly(_database, "main") == 1;

    /// <summary>
    /// How often SQLite prepared statements again by itself, for tests. It does so at each change of a bound value by which it chose the plan, such as a bare <c>LIMIT ?</c>, which takes longer than
    /// most questions: that is why they say <c>LIMIT ? + 0</c>.
    /// </summary>
    internal int PreparedAgain => _statements.Sum(s => s?.PreparedAgain ?? 0);

    /// <summary>Opens the file.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="create">Whether to make it when it is missing.</param>
    /// <exception cref="LedgerException">It cannot be opened.</exception>
    public static LedgerConnection Open(string path, bool create)
    {
        // One session uses a connection at a time, so that SQLite need not lock in every call.
        var flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX | (create ? raw.SQLITE_OPEN_CREATE : 0);
        var code = raw.sqlite3_open_v2(path, out var database, flags, null);
        try
        {
            if (code != raw.SQLITE_OK) throw Failures.Of(code, database, path);
            _ = raw.sqlite3_extended_result_codes(database, 1);
            return new LedgerConnection(database, path);
        }
        catch
        {
            database?.Dispose();
            throw;
        }
    }

    /// <summary>A prepared statement, ready for its first value. Dispose it after use.</summary>
    public Statement Run(Sql sql)
    {
        if (sql.Slot >= _statements.Length) Array.Resize(ref _statements, sql.Slot + 16);
        return _statements[sql.Slot] ??= Prepare(sql.Text);
    }

    /// <summary>Carries out a text that is needed once.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_database, sql);
        if (code != raw.SQLITE_OK) throw Failed(code);
    }

    /// <summary>Lets what is deleted or replaced meanwhile be overwritten in the file, instead of only forgotten.</summary>
    public void Overwriting(Action work)
    {
        Execute("PRAGMA secure_delete = ON");
        try
        {
            work();
        }
        finally
        {
            Execute("PRAGMA secure_delete = OFF");
        }
    }

    /// <summary>Reads one number with a text that is needed once.</summary>
    public long Scalar(string sql)
    {
        var statement = Prepare(sql);
        try
        {
            return statement.Step() ? statement.Int() : 0;
        }
        finally
        {
            statement.Close();
        }
    }

    /// <summary>Reads the texts of a statement that is needed once.</summary>
    public List<string> Texts(string sql)
    {
        var texts = new List<string>();
        Once(sql, row => texts.Add(row.TextOrNull() ?? ""));
        return texts;
    }

    /// <summary>Reads rows with so many sealed columns, their seal and their key, and tells of those that do not fit.</summary>
    public void CheckSeals(string sql, int columns, Action<string> broken) => Once(sql, row =>
    {
        for (var i = 0; i < columns; i++) row.Pass();
        if (!row.IsSealed()) broken(row.TextOrNull() ?? "");
    });

    /// <summary>Reads numbers, hashes and documents.</summary>
    public void ReadDocuments(string sql, Action<long, byte[], string> each) => Once(sql, row => each(row.Int(), row.Bytes().ToArray(), row.TextOrNull() ?? ""));

    /// <summary>A number that changes when another connection commits.</summary>
    public long Version()
    {
        using var version = Run(DataVersion);
        return version.Step() ? version.Int() : 0;
    }

    /// <summary>Begins a transaction.</summary>
    /// <returns>False when another connection writes.</returns>
    public bool TryBeginWrite()
    {
        IsBroken = false;
        using (var begin = Run(BeginImmediate))
            if (!begin.Try(Failures.IsBusy)) return false;

        // What another process committed meanwhile may be about any row.
        if (Version() is var version && version == _version) return true;
        ForgetRows();
        _version = version;
        return true;
    }

    /// <summary>Begins a transaction that sees the last committed state until it ends.</summary>
    /// <returns>False when another connection is in the way.</returns>
    public bool TryBeginRead()
    {
        IsBroken = false;
        using (var begin = Run(Begin)) begin.Step();

        // The snapshot is taken by the first read, not by the beginning.
        using (var touch = Run(Touch))
            if (touch.Try(Failures.IsBusy)) return true;
        Undo();
        return false;
    }

    public void CommitTransaction()
    {
        using var commit = Run(Commit);
        commit.Step();
    }

    /// <summary>Ends a transaction that only read: what is at hand was committed, so it stays.</summary>
    public void Undo()
    {
        if (!InTransaction) return;
        using var rollback = Run(Rollback);
        rollback.Step();
    }

    /// <summary>Ends a transaction that wrote, without keeping anything.</summary>
    public void UndoWrite()
    {
        Words.Forget();
        Hashes.Forget();
        ForgetRows();
        Undo();
    }

    public LedgerException Failed(int code)
    {
        IsBroken = true;
        return Failures.Of(code, _database, Path);
    }

    public LedgerException Damaged(Exception? inner = null)
    {
        IsBroken = true;
        return Failures.Damaged(Path, inner);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements) statement?.Close();
        _statements = [];
        _database.Dispose();
    }

    private void ForgetRows()
    {
        Deliveries.Forget();
        Publications.Forget();
        Limits.Forget();
    }

    private void Once(string sql, Action<Statement> each)
    {
        var statement = Prepare(sql);
        try
        {
            while (statement.Step()) each(statement);
        }
        finally
        {
            statement.Close();
        }
    }

    private Statement Prepare(string sql)
    {
        var code = raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle);
        return code == raw.SQLITE_OK ? new Statement(this, handle) : throw Failed(code);
    }
}
