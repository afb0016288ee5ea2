using System.Text.Json;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Npgsql;

namespace Kpu.Outreach.PostgreSql;

/// <summary>Deliveries in a session.</summary>
internal sealed class DeliveryStore(PostgreSqlSession session) : IDeliveryStore
{
    internal const string ById = $"SELECT {Columns} FROM deliveries d WHERE d.id = ANY($1) ORDER BY d.id";
    internal const string Take = "SELECT a.id FROM accounts a WHERE a.id = ANY($1) ORDER BY a.id FOR UPDATE";
    internal const string TakeFree = Take + " SKIP LOCKED";
    internal const string Leased = $"SELECT {Columns} FROM deliveries d WHERE d.lease_until <= $1 ORDER BY d.lease_until, d.id LIMIT $2";
    internal const string InMovingStates = $"SELECT {Columns} FROM deliveries d WHERE d.id > $1 AND d.state IN {Schema.MovingStates} AND d.state = ANY($2) ORDER BY d.id LIMIT $3";
    internal const string Busy = "SELECT DISTINCT d.account FROM deliveries d WHERE d.lease_until IS NOT NULL AND d.account = ANY($1)";

    // One seek an account, however long its queue.
    internal const string DueAccounts = Queues + "SELECT q.account FROM queues q WHERE q.due <= $2 LIMIT $3";

    internal const string Due = $"""
        SELECT {Columns} FROM unnest($1, $2) WITH ORDINALITY AS s (account, most, place)
        CROSS JOIN LATERAL (SELECT * FROM deliveries q WHERE q.account = s.account AND q.due <= $3 ORDER BY q.account, q.due, q.id LIMIT s.most) d
        ORDER BY s.place, d.due, d.id
        """;

    internal const string DueInOrder = $"""
        SELECT {Columns} FROM unnest($1, $2) WITH ORDINALITY AS s (account, most, place)
        CROSS JOIN LATERAL (SELECT * FROM deliveries q WHERE q.account = s.account AND q.due <= $3 ORDER BY q.intended, q.id LIMIT s.most) d
        ORDER BY s.place, d.intended, d.id
        """;

    internal const string Awaited = $"SELECT {Columns} FROM deliveries d WHERE d.due IS NOT NULL AND d.waits_for IN {Schema.SoonReasons} AND d.account = ANY($1) ORDER BY d.id";
    internal const string NextLease = "SELECT d.lease_until FROM deliveries d WHERE d.lease_until > $1 ORDER BY d.lease_until LIMIT 1";
    internal const string NextSoon = $"SELECT d.due FROM deliveries d WHERE d.due > $1 AND d.waits_for IN {Schema.SoonReasons} AND d.waits_for = ANY($2) ORDER BY d.due LIMIT 1";
    internal const string NextOfAll = Queues + $"SELECT min(n.due) FROM queues q CROSS JOIN LATERAL ({NextOfAccount} ORDER BY d.account, d.due LIMIT 1) n";
    internal const string NextOfSome = Queues + $"SELECT min(n.due) FROM queues q CROSS JOIN LATERAL ({NextOfAccount} AND d.waits_for = ANY($3) ORDER BY d.account, d.due LIMIT 1) n";

    private const string Columns =
        "d.id, d.publication, d.account, d.operation, d.rendition, d.cause, d.problem, d.since, d.not_before, d.intended, d.not_after, d.closes_at, d.due, d.fence, d.lease_until, d.started_at, d.unproven_since, d.give_up_at, d.done_at, d.predecessor, d.parts, d.part, d.attempts, d.looks, d.state, d.waits_for, d.late, d.handle, d.reference, d.url, d.arguments";

    // The accounts in whose queues something has a due moment, behind an account, and the first moment of each.
    private const string Queues = """
        WITH RECURSIVE queues (account, due) AS (
            (SELECT d.account, d.due FROM deliveries d WHERE d.account > $1 AND d.due IS NOT NULL ORDER BY d.account, d.due LIMIT 1)
            UNION ALL
            SELECT n.account, n.due FROM queues q CROSS JOIN LATERAL (SELECT d.account, d.due FROM deliveries d WHERE d.account > q.account AND d.due IS NOT NULL ORDER BY d.account, d.due LIMIT 1) n)

        """;

    private const string NextOfAccount = "SELECT d.due FROM deliveries d WHERE d.account = q.account AND d.due > $2";
    private const string OfPublications = $"SELECT {Columns} FROM deliveries d WHERE d.publication = ANY($1) ORDER BY d.id";
    private const string InStates = $"SELECT {Columns} FROM deliveries d WHERE d.id > $1 AND d.state = ANY($2) ORDER BY d.id LIMIT $3";
    private const string ThereAre = "SELECT a.id FROM accounts a WHERE a.id = ANY($1)";

    private static readonly WaitReason[] Soon = [WaitReason.Limit, WaitReason.Retry, WaitReason.Platform, WaitReason.Proof];
    private static readonly DeliveryState[] Moving = [DeliveryState.Preparing, DeliveryState.Accepted, DeliveryState.Uncertain];

    private static readonly string CountOpen = $"""
        SELECT d.state, d.waits_for, d.intended <= $1, coalesce(d.due < $2, false) OR coalesce(d.lease_until < $2, false), count(*)::integer
        FROM deliveries d WHERE d.state < {(int)DeliveryState.Published} GROUP BY 1, 2, 3, 4
        """;

    private static readonly string Insert = $"INSERT INTO deliveries ({DeliveryLine.Fixed}, {DeliveryLine.Moved}) SELECT * FROM {Value.Rows($"{DeliveryLine.Fixed}, {DeliveryLine.Moved}")} ON CONFLICT DO NOTHING";

    private static readonly string SetReceipts = $"""
        INSERT INTO receipts (delivery, part, reference, url, at) SELECT * FROM {Value.Rows("delivery, part, reference, url, at")}
        ON CONFLICT (delivery, part) DO UPDATE SET reference = excluded.reference, url = excluded.url, at = excluded.at
        """;

    public ValueTask<IReadOnlyList<DeliveryRow>> ReadAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ListAsync(ById, cancellationToken, Value.Of(ids.ToArray()));
    }

    public async ValueTask AddAsync(IReadOnlyCollection<DeliveryRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        session.Writing(cancellationToken);
        foreach (var some in rows.Chunk(PublicationStore.AtOnce))
        {
            var (words, hashes) = await InternAsync(some, accounts: true, cancellationToken).ConfigureAwait(false);
            var bulk = DeliveryLine.BindMoved(DeliveryLine.BindFixed(new Bulk<DeliveryRow>(some), words), words, hashes);
            var added = await session.ExecuteAsync(cancellationToken, AddAccounts(some.Select(r => words[r.Account])), Value.Command(Insert, bulk.Parameters)).ConfigureAwait(false);
            if (added != some.Length) throw new ArgumentException(FormattableString.Invariant($"One of {some.Length} deliveries from {some[0].Id} on is there already."), nameof(rows));
        }
    }

    public async ValueTask UpdateAsync(IReadOnlyCollection<DeliveryRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        session.Writing(cancellationToken);
        foreach (var some in rows.Reverse().DistinctBy(r => r.Id).OrderBy(r => r.Id).Chunk(PublicationStore.AtOnce))
        {
            var (words, hashes) = await InternAsync(some, accounts: false, cancellationToken).ConfigureAwait(false);
            var bulk = DeliveryLine.BindMoved(new Bulk<DeliveryRow>(some, PublicationStore.Folds(some)).Longs(r => r.Id), words, hashes);
            if (await session.ExecuteAsync(cancellationToken, bulk.Update("deliveries", "id, " + DeliveryLine.Moved)).ConfigureAwait(false) != some.Length)
                throw new KeyNotFoundException(FormattableString.Invariant($"One of {some.Length} deliveries from {some[0].Id} on is not there."));
        }
    }

    public ValueTask<IReadOnlyList<DeliveryRow>> OfAsync(IReadOnlyCollection<long> publications, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publications);
        return ListAsync(OfPublications, cancellationToken, Value.Of(publications.ToArray()));
    }

    public async ValueTask<IReadOnlyList<string>> TakeAsync(IReadOnlyCollection<string> accounts, bool wait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        session.Writing(cancellationToken);
        if (session.Access == LedgerAccess.Change || accounts.Count == 0) return [.. accounts];
        var words = await session.Server.Words.FindAsync(session, accounts, cancellationToken).ConfigureAwait(false);
        var ids = words.Values.ToArray();
        var (there, taken) = (new HashSet<long>(), new HashSet<long>());
        await session.ReadAsync(
            [Value.Command(ThereAre, Value.Of(ids)), Value.Command(wait ? Take : TakeFree, Value.Of(ids))], (query, row) => (query == 0 ? there : taken).Add(row.Long()), cancellationToken).ConfigureAwait(false);

        // What has no row has no delivery either: nobody else can want it.
        return [.. accounts.Where(a => !words.TryGetValue(a, out var id) || taken.Contains(id) || !there.Contains(id))];
    }

    public async ValueTask<IReadOnlyList<string>> DueAccountsAsync(DateTimeOffset now, string? after, int limit, CancellationToken cancellationToken)
    {
        session.Enter(cancellationToken);
        var behind = 0L;
        if (after is not null) behind = (await session.Server.Words.FindAsync(session, [after], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(after);
        var ids = await session.QueryAsync(Value.Command(DueAccounts, Value.Of(behind), Value.Of(now.UtcTicks), Value.Of((long)limit)), row => row.Long(), cancellationToken).ConfigureAwait(false);
        var words = await session.Server.Words.ValuesAsync(session, ids, cancellationToken).ConfigureAwait(false);
        return ids.ConvertAll(id => words[id]);
    }

    public async ValueTask<IReadOnlyList<DeliveryRow>> DueAsync(IReadOnlyCollection<AccountShare> shares, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shares);
        session.Enter(cancellationToken);
        var words = await session.Server.Words.FindAsync(session, shares.Select(s => s.Account), cancellationToken).ConfigureAwait(false);
        var known = shares.Where(s => words.ContainsKey(s.Account)).ToList();
        if (known.Count == 0) return [];
        if (!known.Exists(s => s.InOrder)) return await ReadAsync(Due, known).ConfigureAwait(false);
        var rows = (await ReadAsync(Due, known.FindAll(s => !s.InOrder)).ConfigureAwait(false)).Concat(await ReadAsync(DueInOrder, known.FindAll(s => s.InOrder)).ConfigureAwait(false)).ToLookup(d => d.Account, StringComparer.Ordinal);
        return [.. known.SelectMany(s => rows[s.Account])];

        ValueTask<IReadOnlyList<DeliveryRow>> ReadAsync(string sql, List<AccountShare> some) => ListAsync(
            sql, cancellationToken, Value.Of(some.ConvertAll(s => words[s.Account]).ToArray()), Value.Of(some.ConvertAll(s => (long)s.Limit).ToArray()), Value.Of(now.UtcTicks));
    }

    public async ValueTask<IReadOnlyList<DeliveryRow>> AwaitedAsync(IReadOnlyCollection<string> accounts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        session.Enter(cancellationToken);
        var words = await session.Server.Words.FindAsync(session, accounts, cancellationToken).ConfigureAwait(false);
        return words.Count == 0 ? [] : await ListAsync(Awaited, cancellationToken, Value.Of(words.Values.ToArray())).ConfigureAwait(false);
    }

    public async ValueTask<DateTimeOffset?> NextDueAsync(DateTimeOffset now, IReadOnlyCollection<WaitReason> only, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(only);
        var reasons = Value.Of(only.Select(r => (short)r).ToArray());
        var due = only.Count == 0 ? Value.Command(NextOfAll, Value.Of(0L), Value.Of(now.UtcTicks))
            : only.All(Soon.Contains) ? Value.Command(NextSoon, Value.Of(now.UtcTicks), reasons)
            : Value.Command(NextOfSome, Value.Of(0L), Value.Of(now.UtcTicks), reasons);
        DateTimeOffset? next = null;
        await session.ReadAsync([Value.Command(NextLease, Value.Of(now.UtcTicks)), due], (_, row) => next = row.InstantOrNull() is { } moment && !(moment >= next) ? moment : next, cancellationToken).ConfigureAwait(false);
        return next;
    }

    public ValueTask<IReadOnlyList<DeliveryRow>> LeasedAsync(DateTimeOffset? until, int limit, CancellationToken cancellationToken) =>
        ListAsync(Leased, cancellationToken, Value.Of((until ?? DateTimeOffset.MaxValue).UtcTicks), Value.Of((long)limit));

    public async ValueTask<IReadOnlySet<string>> BusyAsync(IReadOnlyCollection<string> accounts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        session.Enter(cancellationToken);
        var words = await session.Server.Words.FindAsync(session, accounts, cancellationToken).ConfigureAwait(false);
        if (words.Count == 0) return new HashSet<string>();
        var busy = (await session.QueryAsync(Value.Command(Busy, Value.Of(words.Values.ToArray())), row => row.Long(), cancellationToken).ConfigureAwait(false)).ToHashSet();
        return words.Where(w => busy.Contains(w.Value)).Select(w => w.Key).ToHashSet(StringComparer.Ordinal);
    }

    public ValueTask<IReadOnlyList<DeliveryRow>> InAsync(IReadOnlyCollection<DeliveryState> states, long after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(states);

        // Few deliveries are being proven at a time: their index is all that is read.
        var sql = states.Count > 0 && states.All(Moving.Contains) ? InMovingStates : InStates;
        var wanted = states.Count == 0 ? Enum.GetValues<DeliveryState>() : states;
        return ListAsync(sql, cancellationToken, Value.Of(after), Value.Of(wanted.Select(s => (short)s).ToArray()), Value.Of((long)limit));
    }

    public async ValueTask<IReadOnlyList<OpenCount>> CountOpenAsync(DateTimeOffset now, TimeSpan grace, CancellationToken cancellationToken) =>
        await session.QueryAsync(
            Value.Command(CountOpen, Value.Of(now.UtcTicks), Value.Of((now - grace).UtcTicks)),
            row => new OpenCount((DeliveryState)row.Within((int)DeliveryState.Cancelled), (WaitReason?)row.WithinOrNull((int)WaitReason.Duplicate), row.Flag(), row.Flag(), row.Count()),
            cancellationToken).ConfigureAwait(false);

    public async ValueTask SetReceiptsAsync(IReadOnlyCollection<ReceiptRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        session.Writing(cancellationToken);
        foreach (var some in rows.Reverse().DistinctBy(r => (r.Delivery, r.Part)).OrderBy(r => (r.Delivery, r.Part)).Chunk(PublicationStore.AtOnce))
        {
            var bulk = new Bulk<ReceiptRow>(some).Longs(r => r.Delivery).Ints(r => r.Part).Texts(r => r.Receipt.Reference).Texts(r => r.Receipt.Url?.OriginalString).Instants(r => r.At);
            await session.ExecuteAsync(cancellationToken, Value.Command(SetReceipts, bulk.Parameters)).ConfigureAwait(false);
        }
    }

    public async ValueTask<IReadOnlyList<ReceiptRow>> ReceiptsAsync(IReadOnlyCollection<long> deliveries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deliveries);
        try
        {
            return await session.QueryAsync(
                Value.Command("SELECT r.delivery, r.part, r.reference, r.url, r.at FROM receipts r WHERE r.delivery = ANY($1) ORDER BY r.delivery, r.part", Value.Of(deliveries.ToArray())),
                row => new ReceiptRow(row.Long(), row.Count(), Receipts.Of(row.Text(), row.TextOrNull())!, row.Instant()),
                cancellationToken).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw session.Damaged(e);
        }
    }

    /// <summary>Makes the rows by which accounts are taken; in their order, so that sessions which make the same ones do not block each other.</summary>
    public static NpgsqlBatchCommand AddAccounts(IEnumerable<long> accounts) =>
        Value.Command("INSERT INTO accounts (id) SELECT u.id FROM unnest($1) AS u (id) ON CONFLICT DO NOTHING", Value.Of(accounts.Distinct().Order().ToArray()));

    private async ValueTask<(IReadOnlyDictionary<string, long> Words, IReadOnlyDictionary<ContentHash, long> Hashes)> InternAsync(DeliveryRow[] rows, bool accounts, CancellationToken cancellationToken)
    {
        var words = rows.Select(r => r.Cause).Concat(rows.Where(r => r.Problem is not null).Select(r => r.Problem!));
        if (accounts) words = words.Concat(rows.Select(r => r.Account));
        return (
            await session.Server.Words.AddAsync(session, words, cancellationToken).ConfigureAwait(false),
            await session.Server.Hashes.AddAsync(session, rows.Select(r => r.Rendition), cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<IReadOnlyList<DeliveryRow>> ListAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        try
        {
            var lines = await session.QueryAsync(Value.Command(sql, parameters), row => new DeliveryLine(row), cancellationToken).ConfigureAwait(false);
            if (lines.Count == 0) return [];
            var words = await session.Server.Words.ValuesAsync(
                session, lines.Select(l => l.Account).Concat(lines.Select(l => l.Cause)).Concat(lines.Where(l => l.Problem is not null).Select(l => l.Problem!.Value)), cancellationToken).ConfigureAwait(false);
            var hashes = await session.Server.Hashes.ValuesAsync(session, lines.Select(l => l.Rendition), cancellationToken).ConfigureAwait(false);
            return lines.ConvertAll(l => l.ToRow(words, hashes));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw session.Damaged(e);
        }
    }
}
