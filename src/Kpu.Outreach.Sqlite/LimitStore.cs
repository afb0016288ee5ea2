using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Sqlite;

/// <summary>Buckets of limits in a session. Permits are stored in millionths.</summary>
internal sealed class LimitStore(SqliteSession session) : ILimitStore
{
    private const double Millionths = 1_000_000;

    private static readonly Sql Find = new("SELECT domain, tokens, at, blocked_until, seal FROM limits WHERE domain = ?");
    private static readonly Sql Blocked = new("SELECT domain, tokens, at, blocked_until, seal FROM limits INDEXED BY limits_blocked WHERE blocked_until > ?");
    private static readonly Sql Set = new("INSERT OR REPLACE INTO limits (domain, tokens, at, blocked_until, seal) VALUES (?, ?, ?, ?, ?)");

    private readonly LedgerConnection _connection = session.Connection;

    public ValueTask<IReadOnlyList<LimitRow>> ReadAsync(IReadOnlyCollection<string> domains, bool alone, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domains);
        session.Enter(cancellationToken);
        var rows = new List<LimitRow>();
        foreach (var domain in domains.Distinct(StringComparer.Ordinal))
        {
            using var find = _connection.Run(Find);
            if (find.With(domain).Step()) rows.Add(Read(find));
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
            using var set = _connection.Run(Set);
            set.With(row.Domain).With((long)Math.Round(row.Tokens * Millionths)).With(row.At).With(row.BlockedUntil).WithSeal().Step();
        }

        return ValueTask.CompletedTask;
    }

    private static LimitRow Read(Statement from)
    {
        var row = new LimitRow(from.Text(), from.Int() / Millionths, from.Instant(), from.InstantOrNull());
        from.CheckSeal();
        return row;
    }
}
