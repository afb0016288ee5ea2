using System.Text.Json;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Sqlite;

/// <summary>Deliveries in a session.</summary>
internal sealed class DeliveryStore(SqliteSession session) : IDeliveryStore
{
    private const string Fixed = "id, publication, account, operation";
    private const string Moved = "rendition, parts, part, state, waits_for, since, not_before, intended, not_after, closes_at, late, due, attempts, fence, lease_until, started_at, unproven_since, handle, give_up_at, looks, reference, url, done_at, predecessor, cause, problem, arguments";

    /// <summary>The columns that the seal covers, in their order.</summary>
    public const string Sealed = Fixed + ", " + Moved;

    private const string Columns = Sealed + ", seal";
    private const int Moving = (1 << (int)DeliveryState.Preparing) | (1 << (int)DeliveryState.Accepted) | (1 << (int)DeliveryState.Uncertain);
    private const int Soon = (1 << (int)WaitReason.Limit) | (1 << (int)WaitReason.Retry) | (1 << (int)WaitReason.Platform) | (1 << (int)WaitReason.Proof);

    private static readonly Sql ById = new($"SELECT {Columns} FROM deliveries WHERE id = ?");
    private static readonly Sql OfPublication = new($"SELECT {Columns} FROM deliveries WHERE publication = ? ORDER BY id");
    private static readonly Sql Due = new($"SELECT {Columns} FROM deliveries INDEXED BY deliveries_due WHERE account = ? AND due <= ? ORDER BY due, id LIMIT ?");
    private static readonly Sql DueInOrder = new($"SELECT {Columns} FROM deliveries INDEXED BY deliveries_due WHERE account = ? AND due <= ? ORDER BY intended, id LIMIT ?");
    private static readonly Sql Awaited = new($"SELECT {Columns} FROM deliveries INDEXED BY deliveries_soon WHERE account = ? AND due IS NOT NULL AND waits_for IN {Schema.SoonReasons}");
    private static readonly Sql NextAccount = new("SELECT account, due FROM deliveries INDEXED BY deliveries_due WHERE account > ? AND due IS NOT NULL ORDER BY account, due LIMIT 1");
    private static readonly Sql NextOfAccount = new("SELECT due FROM deliveries INDEXED BY deliveries_due WHERE account = ? AND due > ? AND (? = 0 OR (1 << waits_for) & ?) ORDER BY due LIMIT 1");
    private static readonly Sql NextSoon = new($"SELECT due FROM deliveries INDEXED BY deliveries_soon WHERE due > ? AND due IS NOT NULL AND waits_for IN {Schema.SoonReasons} AND (1 << waits_for) & ? ORDER BY due LIMIT 1");
    private static readonly Sql NextLease = new("SELECT lease_until FROM deliveries INDEXED BY deliveries_leased WHERE lease_until > ? ORDER BY lease_until LIMIT 1");
    private static readonly Sql Leased = new($"SELECT {Columns} FROM deliveries INDEXED BY deliveries_leased WHERE lease_until <= ? ORDER BY lease_until, id LIMIT ?");
    private static readonly Sql Busy = new("SELECT DISTINCT account FROM deliveries INDEXED BY deliveries_leased WHERE lease_until IS NOT NULL");
    private static readonly Sql InStates = new($"SELECT {Columns} FROM deliveries WHERE id > ? AND (1 << state) & ? ORDER BY id LIMIT ?");
    private static readonly Sql CountOpen = new($"""
        SELECT state, waits_for, intended <= ?, coalesce(due < ?, 0) OR coalesce(lease_until < ?, 0), count(*) FROM deliveries WHERE state < {(int)DeliveryState.Published} GROUP BY 1, 2, 3, 4
        """);

    // Few deliveries are being proven at a time: their index is all that is read.
    private static readonly Sql InMovingStates = new($"SELECT {Columns} FROM deliveries INDEXED BY deliveries_moving WHERE id > ? AND (1 << state) & ? AND state IN {Schema.MovingStates} ORDER BY id LIMIT ?");

    private static readonly Sql Insert = new($"INSERT INTO deliveries ({Columns}) VALUES ({string.Join(", ", Columns.Split(", ").Select(_ => "?"))})");
    private static readonly Sql Update = new($"UPDATE deliveries SET {string.Join(" = ?, ", Moved.Split(", "))} = ?, seal = ? WHERE id = ?");
    private static readonly Sql SetReceipt = new("INSERT OR REPLACE INTO receipts (delivery, part, reference, url, at, seal) VALUES (?, ?, ?, ?, ?, ?)");
    private static readonly Sql ReceiptsOf = new("SELECT delivery, part, reference, url, at, seal FROM receipts WHERE delivery = ? ORDER BY part");

    private readonly LedgerConnection _connection = session.Connection;

    public ValueTask<IReadOnlyList<DeliveryRow>> ReadAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        session.Enter(cancellationToken);
        var rows = new List<DeliveryRow>(ids.Count);
        foreach (var id in ids.Distinct().Order())
        {
            using var find = _connection.Run(ById);
            if (find.With(id).Step()) rows.Add(Read(find));
        }

        return ValueTask.FromResult<IReadOnlyList<DeliveryRow>>(rows);
    }

    public ValueTask AddAsync(IReadOnlyCollection<DeliveryRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        session.Writing(cancellationToken);
        foreach (var row in rows)
        {
            using var insert = _connection.Run(Insert);
            insert.With(row.Id).With(row.Publication).With(_connection.Words.Add(row.Account)).With((int)row.Operation);

            // Numbers only grow: one that is there already says that the file has lost count.
            if (!Bind(insert, row).WithSeal().Try(Failures.IsConstraint)) throw _connection.Damaged();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask UpdateAsync(IReadOnlyCollection<DeliveryRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        session.Writing(cancellationToken);
        foreach (var row in rows)
        {
            using var update = _connection.Run(Update);
            update.Cover(row.Id).Cover(row.Publication).Cover(_connection.Words.Add(row.Account)).Cover((int)row.Operation);
            Bind(update, row).WithSeal().With(row.Id).Step();
            if (_connection.Changes != 1) throw new KeyNotFoundException(FormattableString.Invariant($"There is no delivery {row.Id}."));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<DeliveryRow>> OfAsync(IReadOnlyCollection<long> publications, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publications);
        session.Enter(cancellationToken);
        var rows = new List<DeliveryRow>();
        foreach (var publication in publications.Distinct())
        {
            using var of = _connection.Run(OfPublication);
            ReadAll(of.With(publication), rows);
        }

        if (publications.Count > 1) rows.Sort((a, b) => a.Id.CompareTo(b.Id));
        return ValueTask.FromResult<IReadOnlyList<DeliveryRow>>(rows);
    }

    public ValueTask<IReadOnlyList<string>> TakeAsync(IReadOnlyCollection<string> accounts, bool wait, CancellationToken cancellationToken)
    {
        // There is one writing session at a time: it has everything.
        session.Writing(cancellationToken);
        return ValueTask.FromResult<IReadOnlyList<string>>([.. accounts]);
    }

    public ValueTask<IReadOnlyList<string>> DueAccountsAsync(DateTimeOffset now, string? after, int limit, CancellationToken cancellationToken)
    {
        session.Enter(cancellationToken);
        var accounts = new List<string>();
        foreach (var (account, due) in Queues(after is null ? 0 : _connection.Words.Find(after) ?? 0))
        {
            if (accounts.Count >= limit) break;
            if (due <= now) accounts.Add(_connection.Words.Value(account));
        }

        return ValueTask.FromResult<IReadOnlyList<string>>(accounts);
    }

    public ValueTask<IReadOnlyList<DeliveryRow>> DueAsync(IReadOnlyCollection<AccountShare> shares, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shares);
        session.Enter(cancellationToken);
        var rows = new List<DeliveryRow>();
        foreach (var share in shares)
        {
            if (_connection.Words.Find(share.Account) is not { } account) continue;
            using var due = _connection.Run(share.InOrder ? DueInOrder : Due);
            ReadAll(due.With(account).With(now).With(share.Limit), rows);
        }

        return ValueTask.FromResult<IReadOnlyList<DeliveryRow>>(rows);
    }

    public ValueTask<IReadOnlyList<DeliveryRow>> AwaitedAsync(IReadOnlyCollection<string> accounts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        session.Enter(cancellationToken);
        var rows = new List<DeliveryRow>();
        foreach (var account in accounts.Distinct(StringComparer.Ordinal))
        {
            if (_connection.Words.Find(account) is not { } word) continue;
            using var awaited = _connection.Run(Awaited);
            ReadAll(awaited.With(word), rows);
        }

        rows.Sort((a, b) => a.Id.CompareTo(b.Id));
        return ValueTask.FromResult<IReadOnlyList<DeliveryRow>>(rows);
    }

    public ValueTask<DateTimeOffset?> NextDueAsync(DateTimeOffset now, IReadOnlyCollection<WaitReason> only, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(only);
        session.Enter(cancellationToken);
        var mask = only.Aggregate(0, (m, r) => m | (1 << (int)r));
        DateTimeOffset? next = null;
        using (var lease = _connection.Run(NextLease)) Sooner(lease.With(now));
        if (mask != 0 && (mask & ~Soon) == 0)
        {
            using var soon = _connection.Run(NextSoon);
            Sooner(soon.With(now).With(mask));
            return ValueTask.FromResult(next);
        }

        foreach (var (account, due) in Queues(0))
        {
            // What is first in an account's queue is the soonest of it.
            if (due > now && (mask == 0 || due >= next))
            {
                if (next is null || due < next) next = due;
                continue;
            }

            using var later = _connection.Run(NextOfAccount);
            Sooner(later.With(account).With(now).With(mask).With(mask));
        }

        return ValueTask.FromResult(next);

        void Sooner(Statement found)
        {
            if (found.Step() && found.Instant() is var moment && !(moment >= next)) next = moment;
        }
    }

    public ValueTask<IReadOnlyList<DeliveryRow>> LeasedAsync(DateTimeOffset? until, int limit, CancellationToken cancellationToken)
    {
        using var leased = session.Read(Leased, cancellationToken);
        return List(leased.With(until ?? DateTimeOffset.MaxValue).With(limit));
    }

    public ValueTask<IReadOnlySet<string>> BusyAsync(IReadOnlyCollection<string> accounts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        session.Enter(cancellationToken);
        var busy = new HashSet<string>(StringComparer.Ordinal);
        if (accounts.Count == 0) return ValueTask.FromResult<IReadOnlySet<string>>(busy);
        using (var read = _connection.Run(Busy))
            while (read.Step()) busy.Add(_connection.Words.Value(read.Int()));
        busy.IntersectWith(accounts);
        return ValueTask.FromResult<IReadOnlySet<string>>(busy);
    }

    public ValueTask<IReadOnlyList<DeliveryRow>> InAsync(IReadOnlyCollection<DeliveryState> states, long after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(states);
        var mask = states.Count == 0 ? -1 : states.Aggregate(0, (m, s) => m | (1 << (int)s));
        using var read = session.Read((mask & ~Moving) == 0 ? InMovingStates : InStates, cancellationToken);
        return List(read.With(after).With(mask).With(limit));
    }

    public ValueTask<IReadOnlyList<OpenCount>> CountOpenAsync(DateTimeOffset now, TimeSpan grace, CancellationToken cancellationToken)
    {
        using var count = session.Read(CountOpen, cancellationToken);
        count.With(now).With(now - grace).With(now - grace);
        var rows = new List<OpenCount>();
        while (count.Step())
            rows.Add(new OpenCount(
                (DeliveryState)count.Within((int)DeliveryState.Cancelled), (WaitReason?)count.WithinOrNull((int)WaitReason.Duplicate), count.Int() != 0, count.Int() != 0, count.Within(int.MaxValue)));
        return ValueTask.FromResult<IReadOnlyList<OpenCount>>(rows);
    }

    public ValueTask SetReceiptsAsync(IReadOnlyCollection<ReceiptRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        session.Writing(cancellationToken);
        foreach (var row in rows)
        {
            using var set = _connection.Run(SetReceipt);
            set.With(row.Delivery).With(row.Part).With(row.Receipt.Reference).With(row.Receipt.Url?.OriginalString).With(row.At).WithSeal().Step();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<ReceiptRow>> ReceiptsAsync(IReadOnlyCollection<long> deliveries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deliveries);
        session.Enter(cancellationToken);
        var rows = new List<ReceiptRow>();
        try
        {
            foreach (var delivery in deliveries.Distinct().Order())
            {
                using var read = _connection.Run(ReceiptsOf);
                read.With(delivery);
                while (read.Step())
                {
                    rows.Add(new ReceiptRow(read.Int(), read.Within(int.MaxValue), Receipts.Read(read) ?? throw _connection.Damaged(), read.Instant()));
                    read.CheckSeal();
                }
            }
        }
        catch (FormatException e)
        {
            throw _connection.Damaged(e);
        }

        return ValueTask.FromResult<IReadOnlyList<ReceiptRow>>(rows);
    }

    /// <summary>The accounts in whose queues something has a due moment, and the first of those: one seek an account, however long the queues.</summary>
    private IEnumerable<(long Account, DateTimeOffset Due)> Queues(long after)
    {
        while (true)
        {
            DateTimeOffset due;
            using (var next = _connection.Run(NextAccount))
            {
                if (!next.With(after).Step()) yield break;
                (after, due) = (next.Int(), next.Instant());
            }

            yield return (after, due);
        }
    }

    private Statement Bind(Statement statement, DeliveryRow row) => statement
        .With(_connection.Hashes.Add(row.Rendition)).With(row.Parts).With(row.Part)
        .With((int)row.State).With((int?)row.WaitsFor).With(row.Since).With(row.NotBefore).With(row.Intended).With(row.NotAfter).With(row.ClosesAt).With((int)row.Late)
        .With(row.Due).With(row.Attempts).With(row.Fence).With(row.LeaseUntil).With(row.StartedAt).With(row.UnprovenSince).With(row.Handle).With(row.GiveUpAt).With(row.Looks)
        .With(row.Receipt?.Reference).With(row.Receipt?.Url?.OriginalString).With(row.DoneAt)
        .With(row.Predecessor).With(_connection.Words.Add(row.Cause)).With(row.Problem is { } problem ? _connection.Words.Add(problem) : null)
        .With(row.ProblemArguments.Count == 0 ? null : JsonSerializer.Serialize(row.ProblemArguments));

    private ValueTask<IReadOnlyList<DeliveryRow>> List(Statement statement)
    {
        var rows = new List<DeliveryRow>();
        ReadAll(statement, rows);
        return ValueTask.FromResult<IReadOnlyList<DeliveryRow>>(rows);
    }

    private void ReadAll(Statement statement, List<DeliveryRow> rows)
    {
        while (statement.Step()) rows.Add(Read(statement));
    }

    private DeliveryRow Read(Statement from)
    {
        try
        {
            var row = new DeliveryRow
            {
                Id = from.Int(),
                Publication = from.Int(),
                Account = _connection.Words.Value(from.Int()),
                Operation = (Operations)from.Within((int)(Operations.Publish | Operations.Revise | Operations.Retract | Operations.Annotate)),
                Rendition = _connection.Hashes.Value(from.Int()),
                Parts = from.Within(int.MaxValue),
                Part = from.Within(int.MaxValue),
                State = (DeliveryState)from.Within((int)DeliveryState.Cancelled),
                WaitsFor = (WaitReason?)from.WithinOrNull((int)WaitReason.Duplicate),
                Since = from.Instant(),
                NotBefore = from.InstantOrNull(),
                Intended = from.Instant(),
                NotAfter = from.InstantOrNull(),
                ClosesAt = from.InstantOrNull(),
                Late = (LatePolicy)from.Within((int)LatePolicy.Expire),
                Due = from.InstantOrNull(),
                Attempts = from.Within(int.MaxValue),
                Fence = from.Int(),
                LeaseUntil = from.InstantOrNull(),
                StartedAt = from.InstantOrNull(),
                UnprovenSince = from.InstantOrNull(),
                Handle = from.TextOrNull(),
                GiveUpAt = from.InstantOrNull(),
                Looks = from.Within(int.MaxValue),
                Receipt = Receipts.Read(from),
                DoneAt = from.InstantOrNull(),
                Predecessor = from.IntOrNull(),
                Cause = _connection.Words.Value(from.Int()),
                Problem = _connection.Words.ValueOrNull(from.IntOrNull()),
                ProblemArguments = from.TextOrNull() is { } arguments ? Arguments(arguments) : [],
            };
            from.CheckSeal();
            return row;
        }
        catch (FormatException e)
        {
            throw _connection.Damaged(e);
        }
    }

    private IReadOnlyList<string> Arguments(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(json) ?? throw _connection.Damaged();
        }
        catch (JsonException e)
        {
            throw _connection.Damaged(e);
        }
    }
}
