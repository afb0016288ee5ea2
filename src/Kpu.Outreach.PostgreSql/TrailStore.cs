using Kpu.Outreach.Ledger;
using Npgsql;

namespace Kpu.Outreach.PostgreSql;

/// <summary>The trail in a session. Whoever reads its last link to append has the trail alone until the session ends.</summary>
internal sealed class TrailStore(PostgreSqlSession session) : ITrailStore
{
    private const string Columns = "number, at, first, count, lowest, highest, hash, packed";
    private const string Lock = "SELECT one FROM heads WHERE one = 1 FOR UPDATE";
    private const string Last = $"SELECT {Columns} FROM trail ORDER BY number DESC LIMIT 1";
    private const string All = $"SELECT {Columns} FROM trail WHERE number > $1 ORDER BY number LIMIT $2";
    private const string OfPublication = $"SELECT {Columns} FROM trail WHERE number > $1 AND lowest <= $3 AND highest >= $3 ORDER BY number LIMIT $2";
    private const string Append = $"INSERT INTO trail ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    private const string Actors = "SELECT entry, acted_by, why, system_user_name FROM actors WHERE entry BETWEEN $1 AND $2";

    private const string Remove = "DELETE FROM trail WHERE number <= $1";
    private const string EraseActors = "DELETE FROM actors WHERE entry <= $1";

    private const string AddActors = "INSERT INTO actors (entry, acted_by, why, system_user_name) SELECT * FROM unnest($1, $2, $3, $4)";

    public async ValueTask<TrailLink?> LastAsync(CancellationToken cancellationToken)
    {
        // The link is read by a statement of its own, begun when the lock was there: it sees what the one before committed.
        NpgsqlBatchCommand[] queries = session.Access == LedgerAccess.Read ? [Value.Command(Last)] : [Value.Command(Lock), Value.Command(Last)];
        TrailLink? last = null;
        await session.ReadAsync(
            queries,
            (query, row) =>
            {
                if (query == queries.Length - 1) last = Read(row);
            },
            cancellationToken).ConfigureAwait(false);
        return last;
    }

    public async ValueTask AppendAsync(TrailLink link, IReadOnlyDictionary<long, TrailActor> actors, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(actors);
        session.Writing(cancellationToken);
        var append = Value.Command(
            Append, Value.Of(link.Number), Value.Of(link.At.UtcTicks), Value.Of(link.First), Value.Of(link.Count), Value.Of(link.Lowest), Value.Of(link.Highest), Value.Of(link.Hash.ToBytes()), Value.Of(link.Packed.ToArray()));
        var commands = new List<NpgsqlBatchCommand>();
        if (actors.Count > 0)
        {
            var bulk = new Bulk<KeyValuePair<long, TrailActor>>([.. actors]).Longs(a => a.Key).Texts(a => a.Value.By).Texts(a => a.Value.Why).Texts(a => a.Value.SystemUser);
            commands.Add(Value.Command(AddActors, bulk.Parameters));
        }

        commands.Add(append);
        if (await session.ExecuteAsync(cancellationToken, [.. commands]).ConfigureAwait(false) == 0) throw new ArgumentException(FormattableString.Invariant($"The trail has a link {link.Number} already."), nameof(link));
    }

    public async ValueTask<IReadOnlyList<TrailLink>> ReadAsync(long? publication, long after, int limit, CancellationToken cancellationToken) => await session.QueryAsync(
        publication is { } of ? Value.Command(OfPublication, Value.Of(after), Value.Of((long)limit), Value.Of(of)) : Value.Command(All, Value.Of(after), Value.Of((long)limit)), Read, cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyDictionary<long, TrailActor>> ActorsAsync(long first, long last, CancellationToken cancellationToken)
    {
        var found = await session.QueryAsync(
            Value.Command(Actors, Value.Of(first), Value.Of(last)), row => (row.Long(), new TrailActor(row.Text(), row.TextOrNull(), row.TextOrNull())), cancellationToken).ConfigureAwait(false);
        return found.ToDictionary(a => a.Item1, a => a.Item2);
    }

    public async ValueTask RemoveAsync(long last, CancellationToken cancellationToken)
    {
        session.Writing(cancellationToken);
        if (await LastAsync(cancellationToken).ConfigureAwait(false) is not { } end || last >= end.Number) throw new ArgumentOutOfRangeException(nameof(last), last, "The last link stays.");
        await session.ExecuteAsync(cancellationToken, Value.Command(Remove, Value.Of(last))).ConfigureAwait(false);
    }

    public async ValueTask<int> EraseActorsAsync(long last, CancellationToken cancellationToken)
    {
        session.Writing(cancellationToken);
        return await session.ExecuteAsync(cancellationToken, Value.Command(EraseActors, Value.Of(last))).ConfigureAwait(false);
    }

    private TrailLink Read(Row from) => new()
    {
        Number = from.Long(),
        At = from.Instant(),
        First = from.Long(),
        Count = from.Count(),
        Lowest = from.Long(),
        Highest = from.Long(),
        Hash = session.Server.Hashes.From(from.Bytes()),
        Packed = from.Bytes(),
    };
}
