using System.Text.Json;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Sqlite;

/// <summary>Deliveries in a session.</summary>
internal sealed class DeliveryStore(SqliteSession session) : IDeliveryStore
{
    private const string Columns = "publication, operation, rendition, parts, part, state, waits_for, since, not_before, intended, not_after, closes_at, late, due, attempts, fence, lease_until, started_at, unproven_since, handle, give_up_at, looks, predecessor, cause, problem, arguments";
    private const int Moving = (1 << (int)DeliveryState.Preparing) | (1 << (int)DeliveryState.InFlight) | (1 << (int)DeliveryState.Accepted) | (1 << (int)DeliveryState.Uncertain);

    private static readonly Sql ById = new($"SELECT id, {Columns} FROM deliveries WHERE id = ?");
    private static readonly Sql OfPublication = new($"SELECT id, {Columns} FROM deliveries WHERE publication = ? ORDER BY id");
    private static readonly Sql Due = new($"SELECT id, {Columns} FROM deliveries INDEXED BY deliveries_due WHERE due <= ? ORDER BY due, id LIMIT ?");
    private static readonly Sql NextDue = new("SELECT due FROM deliveries INDEXED BY deliveries_due WHERE due > ? AND (waits_for IS NULL OR ((1 << waits_for) & ?) = 0) ORDER BY due LIMIT 1");
    private static readonly Sql InStates = new($"SELECT id, {Columns} FROM deliveries WHERE id > ? AND (1 << state) & ? ORDER BY id LIMIT ?");

    // Few deliveries are on their way at a time: their index is all that is read.
    private static readonly Sql InMovingStates = new($"SELECT id, {Columns} FROM deliveries INDEXED BY deliveries_moving WHERE id > ? AND (1 << state) & ? AND state BETWEEN 1 AND 4 ORDER BY id LIMIT ?");

    private static readonly Sql Insert = new($"INSERT INTO deliveries ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    private static readonly Sql Update = new($"UPDATE deliveries SET {string.Join(" = ?, ", Columns.Split(", "))} = ? WHERE id = ?");
    private static readonly Sql SetReceipt = new("INSERT OR REPLACE INTO receipts (delivery, part, reference, url, at) VALUES (?, ?, ?, ?, ?)");
    private static readonly Sql ReceiptsOf = new("SELECT part, reference, url, at FROM receipts WHERE delivery = ? ORDER BY part");

    private readonly LedgerConnection _connection = session.Connection;

    public ValueTask<DeliveryRow?> FindAsync(long id, CancellationToken cancellationToken)
    {
        using var find = session.Read(ById, cancellationToken);
        return ValueTask.FromResult(find.With(id).Step() ? Read(find) : null);
    }

    public ValueTask<long> AddAsync(DeliveryRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        using var insert = session.Write(Insert, cancellationToken);
        Bind(insert, row).Step();
        return ValueTask.FromResult(_connection.LastId);
    }

    public ValueTask UpdateAsync(DeliveryRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        using var update = session.Write(Update, cancellationToken);
        Bind(update, row).With(row.Id).Step();
        return _connection.Changes == 1 ? ValueTask.CompletedTask : throw new KeyNotFoundException(FormattableString.Invariant($"There is no delivery {row.Id}."));
    }

    public ValueTask<IReadOnlyList<DeliveryRow>> OfAsync(long publication, CancellationToken cancellationToken)
    {
        using var of = session.Read(OfPublication, cancellationToken);
        return List(of.With(publication));
    }

    public ValueTask<IReadOnlyList<DeliveryRow>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        using var due = session.Read(Due, cancellationToken);
        return List(due.With(now).With(limit));
    }

    public ValueTask<DateTimeOffset?> NextDueAsync(DateTimeOffset now, IReadOnlyCollection<WaitReason> leaveOut, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leaveOut);
        using var next = session.Read(NextDue, cancellationToken);
        return ValueTask.FromResult<DateTimeOffset?>(next.With(now).With(leaveOut.Aggregate(0, (m, r) => m | (1 << (int)r))).Step() ? next.Instant() : null);
    }

    public ValueTask<IReadOnlyList<DeliveryRow>> InAsync(IReadOnlyList<DeliveryState> states, long after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(states);
        var mask = states.Count == 0 ? -1 : states.Aggregate(0, (m, s) => m | (1 << (int)s));
        using var read = session.Read((mask & ~Moving) == 0 ? InMovingStates : InStates, cancellationToken);
        return List(read.With(after).With(mask).With(limit));
    }

    public ValueTask SetReceiptAsync(ReceiptRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        using var set = session.Write(SetReceipt, cancellationToken);
        set.With(row.Delivery).With(row.Part).With(row.Receipt.Reference).With(row.Receipt.Url?.OriginalString).With(row.At).Step();
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<ReceiptRow>> ReceiptsAsync(long delivery, CancellationToken cancellationToken)
    {
        using var read = session.Read(ReceiptsOf, cancellationToken);
        read.With(delivery);
        var rows = new List<ReceiptRow>();
        try
        {
            while (read.Step()) rows.Add(new ReceiptRow(delivery, read.Within(int.MaxValue), Receipts.Read(read) ?? throw _connection.Damaged(), read.Instant()));
        }
        catch (FormatException e)
        {
            throw _connection.Damaged(e);
        }

        return ValueTask.FromResult<IReadOnlyList<ReceiptRow>>(rows);
    }

    private Statement Bind(Statement statement, DeliveryRow row) => statement
        .With(row.Publication).With((int)row.Operation).With(_connection.Hashes.Add(row.Rendition)).With(row.Parts).With(row.Part)
        .With((int)row.State).With((int?)row.WaitsFor).With(row.Since).With(row.NotBefore).With(row.Intended).With(row.NotAfter).With(row.ClosesAt).With((int)row.Late)
        .With(row.Due).With(row.Attempts).With(row.Fence).With(row.LeaseUntil).With(row.StartedAt).With(row.UnprovenSince).With(row.Handle).With(row.GiveUpAt).With(row.Looks)
        .With(row.Predecessor).With(_connection.Words.Add(row.Cause)).With(row.Problem is { } problem ? _connection.Words.Add(problem) : null)
        .With(row.ProblemArguments.Count == 0 ? null : JsonSerializer.Serialize(row.ProblemArguments));

    private ValueTask<IReadOnlyList<DeliveryRow>> List(Statement statement)
    {
        var rows = new List<DeliveryRow>();
        while (statement.Step()) rows.Add(Read(statement));
        return ValueTask.FromResult<IReadOnlyList<DeliveryRow>>(rows);
    }

    private DeliveryRow Read(Statement from) => new()
    {
        Id = from.Int(),
        Publication = from.Int(),
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
        Predecessor = from.IntOrNull(),
        Cause = _connection.Words.Value(from.Int()),
        Problem = _connection.Words.ValueOrNull(from.IntOrNull()),
        ProblemArguments = from.TextOrNull() is { } arguments ? Arguments(arguments) : [],
    };

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
