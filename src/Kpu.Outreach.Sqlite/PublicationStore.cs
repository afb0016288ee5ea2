using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Sqlite;

/// <summary>Publications in a session.</summary>
internal sealed class PublicationStore(SqliteSession session) : IPublicationStore
{
    private const string Columns = "p.id, p.campaign, p.material, p.account, p.recipient, p.placement, p.occurrence, p.office, p.channel, p.title, p.state, p.live, p.reference, p.url, p.published_at, p.updated_at, p.plan, p.open, p.seal";

    private static readonly Sql ByKey = new($"SELECT {Columns} FROM publications p WHERE p.campaign = ? AND p.material = ? AND p.occurrence = ? AND p.account = ? AND p.place = ? AND coalesce(p.recipient, 0) = ?");
    private static readonly Sql ById = new($"SELECT {Columns} FROM publications p WHERE p.id = ?");
    private static readonly Sql Shown = new($"SELECT {Columns} FROM publications p WHERE p.account = ? AND p.state <> 0 ORDER BY p.id");
    private static readonly Sql Named = new($"SELECT {Columns} FROM publications p WHERE p.campaign = ? AND p.material = ? AND p.occurrence = ? ORDER BY p.id");
    private static readonly Sql Unwanted = new($"""
        SELECT {Columns} FROM publications p
        WHERE p.id > ? AND p.plan < ? AND EXISTS (SELECT 1 FROM deliveries d WHERE d.publication = p.id AND d.state < {(int)DeliveryState.Published})
        ORDER BY p.id LIMIT ?
        """);

    private static readonly Sql IsTaken = new("SELECT 1 FROM publications WHERE id = ?");
    private static readonly Sql Insert = new("""
        INSERT INTO publications (id, campaign, material, account, recipient, placement, occurrence, office, channel, title, state, live, reference, url, published_at, updated_at, plan, open, seal, place)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    private static readonly Sql Update = new("""
        UPDATE publications SET office = ?, channel = ?, title = ?, state = ?, live = ?, reference = ?, url = ?, published_at = ?, updated_at = ?, plan = ?, open = ?, seal = ? WHERE id = ?
        """);

    private readonly LedgerConnection _connection = session.Connection;

    public ValueTask<IReadOnlyList<PublicationRow>> FindAsync(IReadOnlyCollection<PublicationKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        session.Enter(cancellationToken);
        var rows = new List<PublicationRow>();
        var words = _connection.Words;
        foreach (var key in keys)
        {
            if (words.Find(key.Campaign) is not { } campaign || words.Find(key.Material) is not { } material || words.Find(key.Occurrence) is not { } occurrence
                || words.Find(key.Account) is not { } account || words.Find(Place(key)) is not { } place) continue;
            using var find = _connection.Run(ByKey);
            find.With(campaign).With(material).With(occurrence).With(account).With(place);
            if (key.Recipient is null) find.With(0);
            else find.With(key.Recipient);
            if (find.Step()) rows.Add(Read(find));
        }

        return ValueTask.FromResult<IReadOnlyList<PublicationRow>>(rows);
    }

    public ValueTask<IReadOnlyList<PublicationRow>> ReadAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        session.Enter(cancellationToken);
        var rows = new List<PublicationRow>(ids.Count);
        foreach (var id in ids.Distinct().Order())
        {
            using var get = _connection.Run(ById);
            if (get.With(id).Step()) rows.Add(Read(get));
        }

        return ValueTask.FromResult<IReadOnlyList<PublicationRow>>(rows);
    }

    public ValueTask AddAsync(IReadOnlyCollection<PublicationRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        session.Writing(cancellationToken);
        var words = _connection.Words;
        foreach (var row in rows)
        {
            using var insert = _connection.Run(Insert);
            insert.With(row.Id);
            BindKey(insert, row.Key, covered: false);
            if (BindState(insert, row).WithSeal().With(words.Add(Place(row.Key))).Try(Failures.IsConstraint)) continue;
            using var taken = _connection.Run(IsTaken);

            // Numbers only grow: one that is there already says that the file has lost count.
            throw taken.With(row.Id).Step() ? _connection.Damaged() : new ArgumentException($"The publication {row.Key} exists already.", nameof(rows));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask UpdateAsync(IReadOnlyCollection<PublicationRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        session.Writing(cancellationToken);
        foreach (var row in rows)
        {
            using var update = _connection.Run(Update);
            update.Cover(row.Id);
            BindKey(update, row.Key, covered: true);
            BindState(update, row).WithSeal().With(row.Id).Step();
            if (_connection.Changes != 1) throw new KeyNotFoundException(FormattableString.Invariant($"There is no publication {row.Id}."));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<PublicationRow>> ShownOnAsync(string account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        using var shown = session.Read(Shown, cancellationToken);
        return List(shown.With(_connection.Words.Find(account)));
    }

    public ValueTask<IReadOnlyList<PublicationRow>> NamedAsync(string campaign, string material, string occurrence, CancellationToken cancellationToken)
    {
        using var named = session.Read(Named, cancellationToken);
        return List(named.With(_connection.Words.Find(campaign)).With(_connection.Words.Find(material)).With(_connection.Words.Find(occurrence)));
    }

    public ValueTask<IReadOnlyList<PublicationRow>> UnwantedAsync(long plan, long after, int limit, CancellationToken cancellationToken)
    {
        using var unwanted = session.Read(Unwanted, cancellationToken);
        return List(unwanted.With(after).With(plan).With(limit));
    }

    private void BindKey(Statement statement, PublicationKey key, bool covered)
    {
        var words = _connection.Words;
        var (campaign, material, account, placement, occurrence) = (words.Add(key.Campaign), words.Add(key.Material), words.Add(key.Account), words.Add(key.Placement.Value), words.Add(key.Occurrence));
        if (covered) statement.Cover(campaign).Cover(material).Cover(account).Cover(key.Recipient).Cover(placement).Cover(occurrence);
        else statement.With(campaign).With(material).With(account).With(key.Recipient).With(placement).With(occurrence);
    }

    private Statement BindState(Statement statement, PublicationRow row)
    {
        var words = _connection.Words;
        return statement.With(words.Add(row.Office.Value)).With(words.Add(row.Channel.Value)).With(words.Add(row.Title))
            .With((int)row.State).With(row.Live is { } live ? _connection.Hashes.Add(live) : null)
            .With(row.Receipt?.Reference).With(row.Receipt?.Url?.OriginalString).With(row.PublishedAt).With(row.UpdatedAt).With(row.Plan).With(row.Open);
    }

    private ValueTask<IReadOnlyList<PublicationRow>> List(Statement statement)
    {
        var rows = new List<PublicationRow>();
        while (statement.Step()) rows.Add(Read(statement));
        return ValueTask.FromResult<IReadOnlyList<PublicationRow>>(rows);
    }

    private PublicationRow Read(Statement from)
    {
        var words = _connection.Words;
        try
        {
            var row = new PublicationRow
            {
                Id = from.Int(),
                Key = new PublicationKey
                {
                    Campaign = words.Value(from.Int()),
                    Material = words.Value(from.Int()),
                    Account = words.Value(from.Int()),
                    Recipient = from.TextOrNull(),
                    Placement = new PlacementKey(words.Value(from.Int())),
                    Occurrence = words.Value(from.Int()),
                },
                Office = OfficeCode.Parse(words.Value(from.Int())),
                Channel = new ChannelKey(words.Value(from.Int())),
                Title = words.Value(from.Int()),
                State = (PublicationState)from.Within((int)PublicationState.Withdrawn),
                Live = from.IntOrNull() is { } live ? _connection.Hashes.Value(live) : null,
                Receipt = Receipts.Read(from),
                PublishedAt = from.InstantOrNull(),
                UpdatedAt = from.InstantOrNull(),
                Plan = from.Int(),
                Open = from.Within(int.MaxValue),
            };
            from.CheckSeal();
            return row;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw _connection.Damaged(e);
        }
    }

    private static string Place(PublicationKey key) => key.Placement.Value.ToLowerInvariant();
}

/// <summary>Reads where something stands out of two columns.</summary>
internal static class Receipts
{
    /// <summary>The receipt; null when the reference is null.</summary>
    public static Receipt? Read(Statement from)
    {
        var (reference, url) = (from.TextOrNull(), from.TextOrNull());
        return reference is null ? null : new Receipt(reference, url is null ? null : new Uri(url, UriKind.RelativeOrAbsolute));
    }
}
