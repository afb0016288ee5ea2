using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Sqlite;

/// <summary>The trail in a session. Its links need no seal: the chain is one.</summary>
internal sealed class TrailStore(SqliteSession session) : ITrailStore
{
    private const string Columns = "number, at, first, count, lowest, highest, hash, packed";

    private static readonly Sql Last = new($"SELECT {Columns} FROM trail ORDER BY number DESC LIMIT 1");
    private static readonly Sql Append = new($"INSERT INTO trail ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    private static readonly Sql AddActor = new("INSERT INTO actors (entry, by, why, system_user, seal) VALUES (?, ?, ?, ?, ?)");
    private static readonly Sql All = new($"SELECT {Columns} FROM trail WHERE number > ? ORDER BY number LIMIT ? + 0");
    private static readonly Sql OfPublication = new($"SELECT {Columns} FROM trail WHERE lowest <= ? AND highest >= ? AND number > ? ORDER BY number LIMIT ? + 0");
    private static readonly Sql Actors = new("SELECT entry, by, why, system_user, seal FROM actors WHERE entry BETWEEN ? AND ?");

    private static readonly Sql Remove = new("DELETE FROM trail WHERE number <= ?");
    private static readonly Sql EraseActors = new("DELETE FROM actors WHERE entry <= ?");

    private readonly LedgerConnection _connection = session.Connection;

    public ValueTask<TrailLink?> LastAsync(CancellationToken cancellationToken)
    {
        using var last = session.Read(Last, cancellationToken);
        return ValueTask.FromResult(last.Step() ? Read(last) : null);
    }

    public ValueTask AppendAsync(TrailLink link, IReadOnlyDictionary<long, TrailActor> actors, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(actors);
        using (var append = session.Write(Append, cancellationToken))
        {
            append.With(link.Number).With(link.At).With(link.First).With(link.Count).With(link.Lowest).With(link.Highest).With(link.Hash.ToBytes()).With(link.Packed.Span);
            if (!append.Try(Failures.IsConstraint)) throw new ArgumentException(FormattableString.Invariant($"The trail has a link {link.Number} already."), nameof(link));
        }

        foreach (var (entry, actor) in actors)
        {
            using var add = _connection.Run(AddActor);
            add.With(entry).With(actor.By).With(actor.Why).With(actor.SystemUser).WithSeal().Step();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<TrailLink>> ReadAsync(long? publication, long after, int limit, CancellationToken cancellationToken)
    {
        using var read = session.Read(publication is null ? All : OfPublication, cancellationToken);
        if (publication is { } of) read.With(of).With(of);
        read.With(after).With(limit);
        var links = new List<TrailLink>();
        while (read.Step()) links.Add(Read(read));
        return ValueTask.FromResult<IReadOnlyList<TrailLink>>(links);
    }

    public ValueTask<IReadOnlyDictionary<long, TrailActor>> ActorsAsync(long first, long last, CancellationToken cancellationToken)
    {
        using var read = session.Read(Actors, cancellationToken);
        read.With(first).With(last);
        var actors = new Dictionary<long, TrailActor>();
        while (read.Step())
        {
            actors.Add(read.Int(), new TrailActor(read.Text(), read.TextOrNull(), read.TextOrNull()));
            read.CheckSeal();
        }

        return ValueTask.FromResult<IReadOnlyDictionary<long, TrailActor>>(actors);
    }

    public async ValueTask RemoveAsync(long last, CancellationToken cancellationToken)
    {
        if (await LastAsync(cancellationToken).ConfigureAwait(false) is not { } end || last >= end.Number) throw new ArgumentOutOfRangeException(nameof(last), last, "The last link stays.");
        using var remove = session.Write(Remove, cancellationToken);
        remove.With(last).Step();
    }

    public ValueTask<int> EraseActorsAsync(long last, CancellationToken cancellationToken)
    {
        session.Writing(cancellationToken);
        var erased = 0;
        _connection.Overwriting(() =>
        {
            using (var erase = _connection.Run(EraseActors)) erase.With(last).Step();
            erased = _connection.Changes;
        });
        return ValueTask.FromResult(erased);
    }

    private TrailLink Read(Statement from) => new()
    {
        Number = from.Int(),
        At = from.Instant(),
        First = from.Int(),
        Count = from.Within(int.MaxValue),
        Lowest = from.Int(),
        Highest = from.Int(),
        Hash = _connection.Hashes.From(from.Bytes()),
        Packed = from.Bytes().ToArray(),
    };
}
