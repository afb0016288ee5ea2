using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Sqlite;

/// <summary>Values that many rows share, stored once under a small number, with the ones last used at hand. What an unfinished transaction added must be forgotten with it.</summary>
internal abstract class Interned<T>(LedgerConnection connection)
    where T : notnull
{
    // Enough for what one plan names; more would only cost memory.
    private const int AtHand = 8192;

    private readonly Dictionary<T, long> _ids = [];
    private readonly Dictionary<long, T> _values = [];

    protected abstract Sql IdOf { get; }

    protected abstract Sql ValueOf { get; }

    protected abstract Sql Insert { get; }

    /// <summary>The number of a value; null when it was never stored.</summary>
    public long? Find(T value)
    {
        if (_ids.TryGetValue(value, out var known)) return known;
        using var find = connection.Run(IdOf);
        Bind(find, value);
        return find.Step() ? Keep(find.Int(), value) : null;
    }

    /// <summary>The number of a value, which is stored when it is new.</summary>
    public long Add(T value)
    {
        if (Find(value) is { } known) return known;
        using var insert = connection.Run(Insert);
        Bind(insert, value);
        insert.WithSeal().Step();
        return Keep(connection.LastId, value);
    }

    /// <summary>The value of a number.</summary>
    public T Value(long id)
    {
        if (_values.TryGetValue(id, out var known)) return known;
        using var read = connection.Run(ValueOf);
        if (!read.With(id).Step()) throw connection.Damaged();
        var value = Read(read);
        read.CheckSeal();
        Keep(id, value);
        return value;
    }

    /// <summary>Drops everything at hand.</summary>
    public void Forget()
    {
        _ids.Clear();
        _values.Clear();
    }

    protected abstract void Bind(Statement statement, T value);

    protected abstract T Read(Statement statement);

    private long Keep(long id, T value)
    {
        if (_ids.Count >= AtHand) Forget();
        _ids[value] = id;
        _values[id] = value;
        return id;
    }
}

/// <summary>Texts: ids of campaigns and accounts, titles, words of the trail.</summary>
internal sealed class WordTable(LedgerConnection connection) : Interned<string>(connection)
{
    private static readonly Sql IdOfText = new("SELECT id FROM words WHERE text = ?");
    private static readonly Sql TextOfId = new("SELECT text, seal FROM words WHERE id = ?");
    private static readonly Sql InsertText = new("INSERT INTO words (text, seal) VALUES (?, ?)");

    protected override Sql IdOf => IdOfText;

    protected override Sql ValueOf => TextOfId;

    protected override Sql Insert => InsertText;

    public string? ValueOrNull(long? id) => id is { } known ? Value(known) : null;

    protected override void Bind(Statement statement, string value) => statement.With(value);

    protected override string Read(Statement statement) => statement.Text();
}

/// <summary>Hashes of renditions. One may be named before, or without, its rendition being stored.</summary>
internal sealed class HashTable(LedgerConnection connection) : Interned<ContentHash>(connection)
{
    private static readonly Sql IdOfHash = new("SELECT id FROM renditions WHERE hash = ?");
    private static readonly Sql HashOfId = new("SELECT hash, seal FROM renditions WHERE id = ?");
    private static readonly Sql InsertHash = new("INSERT INTO renditions (hash, seal) VALUES (?, ?)");

    private readonly LedgerConnection _connection = connection;

    protected override Sql IdOf => IdOfHash;

    protected override Sql ValueOf => HashOfId;

    protected override Sql Insert => InsertHash;

    /// <summary>A hash out of a column.</summary>
    public ContentHash From(ReadOnlySpan<byte> bytes) => bytes.Length == 32 ? ContentHash.FromBytes(bytes) : throw _connection.Damaged();

    protected override void Bind(Statement statement, ContentHash value) => statement.With(value.ToBytes());

    protected override ContentHash Read(Statement statement) => From(statement.Bytes());
}
