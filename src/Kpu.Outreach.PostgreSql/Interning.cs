using System.Text;
using Kpu.Outreach.Primitives;
using Npgsql;

namespace Kpu.Outreach.PostgreSql;

/// <summary>Values that many rows share, stored once under a small number, with the ones last used at hand. Thread-safe.</summary>
/// <remarks>
/// New ones are stored in a transaction of their own, all of a call in one go and in the order of their hashes: an unused one harms nobody, none at hand is ever rolled back, and sessions that store
/// the same do not wait for each other's end.
/// </remarks>
internal abstract class Interned<T>(Server server)
    where T : notnull
{
    // Enough for what one plan names; more would only cost memory.
    private const int AtHand = 65_536;

    private readonly Lock _lock = new();
    private readonly Dictionary<T, long> _ids = [];
    private readonly Dictionary<long, T> _values = [];

    /// <summary>Stores hashes (and values) that are not there.</summary>
    protected abstract string Insert { get; }

    /// <summary>Reads numbers and hashes by hashes.</summary>
    protected abstract string IdsOf { get; }

    /// <summary>Reads numbers and values by numbers.</summary>
    protected abstract string ValuesOf { get; }

    /// <summary>The numbers of values, which are stored when they are new.</summary>
    public async ValueTask<IReadOnlyDictionary<T, long>> AddAsync(PostgreSqlSession session, IEnumerable<T> values, CancellationToken cancellationToken)
    {
        var known = new Dictionary<T, long>();
        if (Known(values, known) is not { Count: > 0 } missing) return known;
        var sorted = missing.Select(v => (Value: v, Hash: HashOf(v).ToBytes())).OrderBy(v => v.Hash, BytesInOrder.Instance).ToList();
        var hashes = sorted.ConvertAll(v => v.Hash).ToArray();
        var insert = Value.Command(Insert, InsertParameters(sorted));
        var ids = Value.Command(IdsOf, Value.Of(hashes));
        await session.GuardAsync(async () =>
        {
            var connection = await server.ConnectToInternAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            await ReadIdsAsync(new NpgsqlBatch(connection) { BatchCommands = { insert, ids } }, missing, known, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return known.Count > 0 && missing.TrueForAll(known.ContainsKey) ? known : throw Failures.Damaged(server.Name);
    }

    /// <summary>The numbers of those values that were ever stored.</summary>
    public async ValueTask<IReadOnlyDictionary<T, long>> FindAsync(PostgreSqlSession session, IEnumerable<T> values, CancellationToken cancellationToken)
    {
        var known = new Dictionary<T, long>();
        if (Known(values, known) is not { Count: > 0 } missing) return known;
        var ids = Value.Command(IdsOf, Value.Of(missing.Select(v => HashOf(v).ToBytes()).ToArray()));
        await session.GuardAsync(async () =>
            await ReadIdsAsync(new NpgsqlBatch(session.Connection) { BatchCommands = { ids } }, missing, known, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return known;
    }

    /// <summary>The values of numbers.</summary>
    public async ValueTask<IReadOnlyDictionary<long, T>> ValuesAsync(PostgreSqlSession session, IEnumerable<long> ids, CancellationToken cancellationToken)
    {
        var (known, missing) = (new Dictionary<long, T>(), new List<long>());
        lock (_lock)
        {
            foreach (var id in ids)
            {
                if (known.ContainsKey(id)) continue;
                if (_values.TryGetValue(id, out var value)) known[id] = value;
                else missing.Add(id);
            }
        }

        if (missing.Count == 0) return known;
        foreach (var (id, value) in await session.QueryAsync(Value.Command(ValuesOf, Value.Of(missing.Distinct().ToArray())), row => (row.Long(), Read(row)), cancellationToken).ConfigureAwait(false))
        {
            known[id] = value;
            Keep(id, value);
        }

        return missing.TrueForAll(known.ContainsKey) ? known : throw session.Damaged();
    }

    /// <summary>Drops everything at hand.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _ids.Clear();
            _values.Clear();
        }
    }

    protected abstract ContentHash HashOf(T value);

    protected abstract NpgsqlParameter[] InsertParameters(IReadOnlyList<(T Value, byte[] Hash)> values);

    protected abstract T Read(Row row);

    private List<T> Known(IEnumerable<T> values, Dictionary<T, long> known)
    {
        var missing = new HashSet<T>();
        lock (_lock)
        {
            foreach (var value in values)
            {
                if (known.ContainsKey(value)) continue;
                if (_ids.TryGetValue(value, out var id)) known[value] = id;
                else missing.Add(value);
            }
        }

        return [.. missing];
    }

    private async ValueTask ReadIdsAsync(NpgsqlBatch batch, List<T> missing, Dictionary<T, long> known, CancellationToken cancellationToken)
    {
        await using var _ = batch.ConfigureAwait(false);
        var byHash = new Dictionary<ContentHash, T>();
        foreach (var value in missing) byHash[HashOf(value)] = value;
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var (id, hash) = (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
            if (hash.Length != 32 || !byHash.TryGetValue(ContentHash.FromBytes(hash), out var value)) throw Failures.Damaged(server.Name);
            known[value] = id;
            Keep(id, value);
        }
    }

    private void Keep(long id, T value)
    {
        lock (_lock)
        {
            if (_ids.Count >= AtHand || _values.Count >= AtHand)
            {
                _ids.Clear();
                _values.Clear();
            }

            _ids[value] = id;
            _values[id] = value;
        }
    }

    private sealed class BytesInOrder : IComparer<byte[]>
    {
        public static readonly BytesInOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}

/// <summary>Texts: ids of campaigns and accounts, titles, recipients.</summary>
internal sealed class WordTable(Server server) : Interned<string>(server)
{
    protected override string Insert => "INSERT INTO words (hash, text) SELECT u.hash, u.text FROM unnest($1, $2) AS u (hash, text) ON CONFLICT DO NOTHING";

    protected override string IdsOf => "SELECT id, hash FROM words WHERE hash = ANY($1)";

    protected override string ValuesOf => "SELECT id, text FROM words WHERE id = ANY($1)";

    protected override ContentHash HashOf(string value) => ContentHash.Of(Encoding.UTF8.GetBytes(value));

    protected override NpgsqlParameter[] InsertParameters(IReadOnlyList<(string Value, byte[] Hash)> values) => new Bulk<(string Value, byte[] Hash)>(values).Bytes(v => v.Hash).Texts(v => v.Value).Parameters;

    protected override string Read(Row row) => row.Text();
}

/// <summary>Hashes of renditions. One may be named before, or without, its rendition being stored.</summary>
internal sealed class HashTable(Server server) : Interned<ContentHash>(server)
{
    private readonly Server _server = server;

    protected override string Insert => "INSERT INTO renditions (hash) SELECT u.hash FROM unnest($1) AS u (hash) ON CONFLICT DO NOTHING";

    protected override string IdsOf => "SELECT id, hash FROM renditions WHERE hash = ANY($1)";

    protected override string ValuesOf => "SELECT id, hash FROM renditions WHERE id = ANY($1)";

    /// <summary>A hash out of a column.</summary>
    public ContentHash From(byte[] bytes) => bytes.Length == 32 ? ContentHash.FromBytes(bytes) : throw Failures.Damaged(_server.Name);

    protected override ContentHash HashOf(ContentHash value) => value;

    protected override NpgsqlParameter[] InsertParameters(IReadOnlyList<(ContentHash Value, byte[] Hash)> values) => [Value.Of(values.Select(v => v.Hash).ToArray())];

    protected override ContentHash Read(Row row) => From(row.Bytes());
}
