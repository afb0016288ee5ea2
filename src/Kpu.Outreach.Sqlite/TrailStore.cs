using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Sqlite;

/// <summary>The trail in a session.</summary>
internal sealed class TrailStore(SqliteSession session) : ITrailStore
{
    private const string Columns = "number, at, kind, publication, delivery, part, became, cause, hash";

    private static readonly Sql Last = new($"SELECT {Columns} FROM trail ORDER BY number DESC LIMIT 1");
    private static readonly Sql Append = new($"INSERT INTO trail ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    private static readonly Sql AddActor = new("INSERT INTO actors (entry, by, why, system_user) VALUES (?, ?, ?, ?)");
    private static readonly Sql All = new($"SELECT {Columns}, by, why, system_user FROM trail LEFT JOIN actors ON entry = number WHERE number > ? ORDER BY number LIMIT ?");
    private static readonly Sql OfPublication = new($"SELECT {Columns}, by, why, system_user FROM trail LEFT JOIN actors ON entry = number WHERE publication = ? AND number > ? ORDER BY number LIMIT ?");

    private readonly LedgerConnection _connection = session.Connection;

    public ValueTask<TrailEntry?> LastAsync(CancellationToken cancellationToken)
    {
        using var last = session.Read(Last, cancellationToken);
        return ValueTask.FromResult(last.Step() ? Read(last) : null);
    }

    public ValueTask AppendAsync(IReadOnlyList<TrailEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        session.Writing(cancellationToken);
        foreach (var entry in entries)
        {
            using var append = _connection.Run(Append);
            append.With(entry.Number).With(entry.At).With(_connection.Words.Add(entry.Kind)).With(entry.Publication).With(entry.Delivery).With(entry.Part)
                .With(entry.To is { } to ? _connection.Words.Add(to) : null).With(entry.Cause).With(entry.Hash.ToBytes());
            if (!append.Try(Failures.IsConstraint)) throw new ArgumentException(FormattableString.Invariant($"The trail has an entry {entry.Number} already."), nameof(entries));
            if (entry.Actor is not { } actor) continue;
            using var add = _connection.Run(AddActor);
            add.With(entry.Number).With(actor.By).With(actor.Why).With(actor.SystemUser).Step();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<TrailEntry>> ReadAsync(long? publication, long after, int limit, CancellationToken cancellationToken)
    {
        using var read = session.Read(publication is null ? All : OfPublication, cancellationToken);
        if (publication is { } of) read.With(of);
        read.With(after).With(limit);
        var rows = new List<TrailEntry>();
        while (read.Step())
        {
            var entry = Read(read);
            rows.Add(read.TextOrNull() is { } by ? entry with { Actor = new TrailActor(by, read.TextOrNull(), read.TextOrNull()) } : entry);
        }

        return ValueTask.FromResult<IReadOnlyList<TrailEntry>>(rows);
    }

    private TrailEntry Read(Statement from) => new()
    {
        Number = from.Int(),
        At = from.Instant(),
        Kind = _connection.Words.Value(from.Int()),
        Publication = from.IntOrNull(),
        Delivery = from.IntOrNull(),
        Part = from.WithinOrNull(int.MaxValue),
        To = _connection.Words.ValueOrNull(from.IntOrNull()),
        Cause = from.TextOrNull(),
        Hash = _connection.Hashes.From(from.Bytes()),
    };
}
