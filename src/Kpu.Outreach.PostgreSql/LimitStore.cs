using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.PostgreSql;

/// <summary>Buckets of limits in a session. Permits are stored in millionths.</summary>
internal sealed class LimitStore(PostgreSqlSession session) : ILimitStore
{
    private const double Millionths = 1_000_000;
    private const string Columns = "domain, tokens, at, blocked_until";
    private const string Find = $"SELECT {Columns} FROM limits WHERE domain = ANY($1)";

    private const string Blocked = $"SELECT {Columns} FROM limits WHERE blocked_until > $1";

    // A bucket that is not there yet cannot be locked as a row. In the order of the locks themselves, so that no two sessions wait for each other.
    private const string Lock = "SELECT pg_advisory_xact_lock($1::int, h) FROM (SELECT DISTINCT hashtext(d) AS h FROM unnest($2) AS d ORDER BY 1) AS locks";

    private static readonly string Set = $"""
        INSERT INTO limits ({Columns}) SELECT {Columns} FROM {Value.Rows(Columns)}
        ON CONFLICT (domain) DO UPDATE SET tokens = excluded.tokens, at = excluded.at, blocked_until = excluded.blocked_until
        """;

    public async ValueTask<IReadOnlyList<LimitRow>> ReadAsync(IReadOnlyCollection<string> domains, bool alone, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domains);
        if (domains.Count == 0) return [];
        string[] asked = [.. domains.Select(d => Texts.Write(d)!)];
        if (alone && session.Access == LedgerAccess.Work) await session.ExecuteAsync(cancellationToken, Value.Command(Lock, Value.Of((int)session.Server.LockKey), Value.Of(asked))).ConfigureAwait(false);
        return await ReadAsync(Value.Command(Find, Value.Of(asked)), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<LimitRow>> BlockedAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        await ReadAsync(Value.Command(Blocked, Value.Of(now.UtcTicks)), cancellationToken).ConfigureAwait(false);

    public async ValueTask SetAsync(IReadOnlyCollection<LimitRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        session.Writing(cancellationToken);
        if (rows.Count == 0) return;
        var bulk = new Bulk<LimitRow>([.. rows]).Texts(r => r.Domain).Longs(r => (long)Math.Round(r.Tokens * Millionths)).Longs(r => r.At.UtcTicks).Instants(r => r.BlockedUntil);
        await session.ExecuteAsync(cancellationToken, Value.Command(Set, bulk.Parameters)).ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<LimitRow>> ReadAsync(Npgsql.NpgsqlBatchCommand command, CancellationToken cancellationToken) =>
        await session.QueryAsync(command, row => new LimitRow(row.Text(), row.Long() / Millionths, row.Instant(), row.InstantOrNull()), cancellationToken).ConfigureAwait(false);
}
