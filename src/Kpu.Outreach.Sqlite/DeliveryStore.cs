using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Sqlite;

/// <summary>Deliveries in a session.</summary>
internal sealed class DeliveryStore(SqliteSession session) : IDeliveryStore
{
    /// <summary>The columns that the seal covers, in their order. What no question asks for is packed into the last one.</summary>
    public const string Sealed = "id, publication, account, state, waits_for, intended, due, lease_until, rest";

    private const string Columns = Sealed + ", seal";
    private const int MostArguments = 1000;
    private const int Moving = (1 << (int)DeliveryState.Preparing) | (1 << (int)DeliveryState.Accepted) | (1 << (int)DeliveryState.Uncertain);
    private const int Soon = (1 << (int)WaitReason.Limit) | (1 << (int)WaitReason.Retry) | (1 << (int)WaitReason.Platform) | (1 << (int)WaitReason.Proof);

    private static readonly Sql ById = new($"SELECT {Columns} FROM deliveries WHERE id = ?");
    private static readonly Sql OfPublication = new($"SELECT {Columns} FROM deliveries WHERE publication = ? ORDER BY id");
    private static readonly Sql Due = new($"SELECT {Columns} FROM deliveries INDEXED BY deliveries_due WHERE account = ? AND due <= ? ORDER BY due, id LIMIT ? + 0");
    private static readonly Sql DueInOrder = new($"SELECT {Columns} FROM deliveries INDEXED BY deliveries_due WHERE account = ? AND due <= ? ORDER BY intended, id LIMIT ? + 0");
    private static readonly Sql Awaited = new($"SELECT {Columns} FROM deliveries INDEXED BY deliveries_soon WHERE account = ? AND due IS NOT NULL AND waits_for IN {Schema.SoonReasons}");
    private static readonly Sql NextAccount = new("SELECT account, due FROM deliveries INDEXED BY deliveries_due WHERE account > ? AND due IS NOT NULL ORDER BY account, due LIMIT 1");
    private static readonly Sql NextOfAccount = new("SELECT due FROM deliveries INDEXED BY deliveries_due WHERE account = ? AND due > ? AND (? = 0 OR (1 << waits_for) & ?) ORDER BY due LIMIT 1");
    private static readonly Sql NextSoon = new($"SELECT due FROM deliveries INDEXED BY deliveries_soon WHERE due > ? AND due IS NOT NULL AND waits_for IN {Schema.SoonReasons} AND (1 << waits_for) & ? ORDER BY due LIMIT 1");
    private static readonly Sql NextLease = new("SELECT lease_until FROM deliveries INDEXED BY deliveries_leased WHERE lease_until > ? ORDER BY lease_until LIMIT 1");
    private static readonly Sql Leased = new($"SELECT {Columns} FROM deliveries INDEXED BY deliveries_leased WHERE lease_until <= ? ORDER BY lease_until, id LIMIT ? + 0");
    private static readonly Sql Busy = new("SELECT DISTINCT account FROM deliveries INDEXED BY deliveries_leased WHERE lease_until IS NOT NULL");
    private static readonly Sql InStates = new($"SELECT {Columns} FROM deliveries WHERE id > ? AND (1 << state) & ? ORDER BY id LIMIT ? + 0");
    private static readonly Sql CountOpen = new($"""
        SELECT state, waits_for, intended <= ?, coalesce(due < ?, 0) OR coalesce(lease_until < ?, 0), count(*) FROM deliveries WHERE state < {(int)DeliveryState.Published} GROUP BY 1, 2, 3, 4
        """);

    // Few deliveries are being proven at a time: their index is all that is read.
    private static readonly Sql InMovingStates = new($"SELECT {Columns} FROM deliveries INDEXED BY deliveries_moving WHERE id > ? AND (1 << state) & ? AND state IN {Schema.MovingStates} ORDER BY id LIMIT ? + 0");

    private static readonly Sql Insert = new($"INSERT INTO deliveries ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    private static readonly Sql Update = new("UPDATE deliveries SET state = ?, waits_for = ?, intended = ?, due = ?, lease_until = ?, rest = ?, seal = ? WHERE id = ?");
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
            if (session.IsWriting && _connection.Deliveries.Find(id) is { } known)
            {
                rows.Add(known);
                continue;
            }

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
            insert.With(row.Id).With(row.Publication).With(_connection.Words.Add(row.Account));

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
            update.Cover(row.Id).Cover(row.Publication).Cover(_connection.Words.Add(row.Account));
            Bind(update, row).WithSeal().With(row.Id).Step();
            if (_connection.Changes != 1) throw new KeyNotFoundException(FormattableString.Invariant($"There is no delivery {row.Id}."));
            if (row.LeaseUntil is null) _connection.Deliveries.Drop(row.Id);
            else _connection.Deliveries.Keep(row.Id, row);
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

    private Statement Bind(Statement statement, DeliveryRow row)
    {
        var rest = new PackedWriter(stackalloc byte[256]);
        try
        {
            rest.Add((int)row.Operation);
            rest.Add(_connection.Hashes.Add(row.Rendition));
            rest.Add(row.Parts);
            rest.Add(row.Part);
            rest.Add(row.Since);
            rest.Add(row.NotBefore);
            rest.Add(row.NotAfter);
            rest.Add(row.ClosesAt);
            rest.Add((int)row.Late);
            rest.Add(row.Attempts);
            rest.Add(row.Fence);
            rest.Add(row.StartedAt);
            rest.Add(row.UnprovenSince);
            rest.Add(row.Handle);
            rest.Add(row.GiveUpAt);
            rest.Add(row.Looks);
            Receipts.Pack(ref rest, row.Receipt);
            rest.Add(row.DoneAt);
            rest.Add(row.Predecessor);
            rest.Add(_connection.Words.Add(row.Cause));
            rest.Add(row.Problem is { } problem ? _connection.Words.Add(problem) : null);
            rest.Add(row.ProblemArguments.Count);
            foreach (var argument in row.ProblemArguments) rest.Add(argument);
            return statement.With((int)row.State).With((int?)row.WaitsFor).With(row.Intended).With(row.Due).With(row.LeaseUntil).With(rest.Written);
        }
        finally
        {
            rest.Dispose();
        }
    }

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
            var (id, publication, account) = (from.Int(), from.Int(), from.Int());
            var (state, waitsFor) = (from.Within((int)DeliveryState.Cancelled), from.WithinOrNull((int)WaitReason.Duplicate));
            var (intended, due, leaseUntil) = (from.Instant(), from.InstantOrNull(), from.InstantOrNull());
            var rest = new PackedReader(from.Bytes(), _connection);
            from.CheckSeal();
            var row = new DeliveryRow
            {
                Id = id,
                Publication = publication,
                Account = _connection.Words.Value(account),
                State = (DeliveryState)state,
                WaitsFor = (WaitReason?)waitsFor,
                Intended = intended,
                Due = due,
                LeaseUntil = leaseUntil,
                Operation = (Operations)rest.Within((int)(Operations.Publish | Operations.Revise | Operations.Retract | Operations.Annotate)),
                Rendition = _connection.Hashes.Value(rest.Int()),
                Parts = rest.Within(int.MaxValue),
                Part = rest.Within(int.MaxValue),
                Since = rest.Instant(),
                NotBefore = rest.InstantOrNull(),
                NotAfter = rest.InstantOrNull(),
                ClosesAt = rest.InstantOrNull(),
                Late = (LatePolicy)rest.Within((int)LatePolicy.Expire),
                Attempts = rest.Within(int.MaxValue),
                Fence = rest.Int(),
                StartedAt = rest.InstantOrNull(),
                UnprovenSince = rest.InstantOrNull(),
                Handle = rest.TextOrNull(),
                GiveUpAt = rest.InstantOrNull(),
                Looks = rest.Within(int.MaxValue),
                Receipt = Receipts.Unpack(ref rest),
                DoneAt = rest.InstantOrNull(),
                Predecessor = rest.IntOrNull(),
                Cause = _connection.Words.Value(rest.Int()),
                Problem = _connection.Words.ValueOrNull(rest.IntOrNull()),
                ProblemArguments = Arguments(ref rest),
            };
            rest.End();
            return row;
        }
        catch (FormatException e)
        {
            throw _connection.Damaged(e);
        }
    }

    private IReadOnlyList<string> Arguments(ref PackedReader from)
    {
        if (from.Within(MostArguments) is var count && count == 0) return [];
        var arguments = new string[count];
        for (var i = 0; i < count; i++) arguments[i] = from.TextOrNull() ?? throw _connection.Damaged();
        return arguments;
    }
}
