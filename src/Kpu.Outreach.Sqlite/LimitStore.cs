using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Sqlite;

/// <summary>Buckets of limits in a session. Permits are stored in millionths.</summary>
internal sealed class LimitStore(SqliteSession session) : ILimitStore
{
    private const double Millionths = 1_000_000;

    private static readonly Sql Find = new("SELECT domain, tokens, at, blocked_until, seal FROM limits WHERE domain = ?");
    private static readonly Sql Blocked = new("SELECT domain, tokens, at, blocked_until, seal FROM limits INDEXED BY limits_blocked WHERE blocked_until > ?");
    private static readonly Sql Set = new("""
        INSERT INTO limits (domain, tokens, at, blocked_until, seal) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (domain) DO UPDATE SET tokens = excluded.tokens, at = excluded.at, blocked_until = excluded.blocked_until, seal = excluded.seal
        """);

    private readonly LedgerConnection _connection = session.Connection;

    public ValueTask<IReadOnlyList<LimitRow>> ReadAsync(IReadOnlyCollection<string> domains, bool alone, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domains);
        session.Enter(cancellationToken);
        var rows = new List<LimitRow>();
        foreach (var domain in domains.Distinct(StringComparer.Ordinal))
        {
            if (session.IsWriting && _connection.Limits.Find(domain) is { } known)
            {
                rows.Add(known);
                continue;
            }

            if (_connection.Words.Find(domain) is not { } word) continue;
            using var find = _connection.Run(Find);
            if (find.With(word).Step()) rows.Add(Read(find));
        }

        return ValueTask.FromResult<IReadOnlyList<LimitRow>>(rows);
    }

    public ValueTask<IReadOnlyList<LimitRow>> BlockedAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var blocked = session.Read(Blocked, cancellationToken);
        blocked.With(now);
        var rows = new List<LimitRow>();
        while (blocked.Step()) rows.Add(Read(blocked));
        return ValueTask.FromResult<IReadOnlyList<LimitRow>>(rows);
    }

    public ValueTask SetAsync(IReadOnlyCollection<LimitRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        session.Writing(cancellationToken);
        foreach (var row in rows)
        {
            var (domain, tokens) = (_connection.Words.Add(row.Domain), (long)Math.Round(row.Tokens * Millionths));
            using var set = _connection.Run(Set);
            set.With(domain).With(tokens).With(row.At).With(row.BlockedUntil).WithSeal().Step();
            _connection.Limits.Keep(row.Domain, row with { Tokens = tokens / Millionths });
        }

        return ValueTask.CompletedTask;
    }

    private LimitRow Read(Statement from)
    {
        var (domain, tokens, at, blockedUntil) = (from.Int(), from.Int(), from.Instant(), from.InstantOrNull());
        from.CheckSeal();
        return new LimitRow(_connection.Words.Value(domain), tokens / Millionths, at, blockedUntil);
    }
}
