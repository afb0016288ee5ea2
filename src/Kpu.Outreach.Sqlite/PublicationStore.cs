using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Sqlite;

/// <summary>Publications in a session.</summary>
internal sealed class PublicationStore(SqliteSession session) : IPublicationStore
{
    private const string Columns = "p.id, p.campaign, p.material, p.account, p.recipient, p.placement, p.occurrence, p.office, p.channel, p.title, p.state, p.live, p.reference, p.url, p.published_at, p.updated_at, p.plan";

    private static readonly Sql ByKey = new($"SELECT {Columns} FROM publications p WHERE p.campaign = ? AND p.material = ? AND p.occurrence = ? AND p.account = ? AND p.place = ? AND coalesce(p.recipient, 0) = ?");
    private static readonly Sql ById = new($"SELECT {Columns} FROM publications p WHERE p.id = ?");
    private static readonly Sql Shown = new($"SELECT {Columns} FROM publications p WHERE p.account = ? AND p.state <> 0 ORDER BY p.id");
    private static readonly Sql Unwanted = new($"""
        SELECT {Columns} FROM publications p
        WHERE p.id > ? AND p.plan < ? AND EXISTS (SELECT 1 FROM deliveries d WHERE d.publication = p.id AND d.state < {(int)DeliveryState.Published})
        ORDER BY p.id LIMIT ?
        """);

    private static readonly Sql Insert = new("""
        INSERT INTO publications (campaign, material, account, recipient, placement, place, occurrence, office, channel, title, state, live, reference, url, published_at, updated_at, plan)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    private static readonly Sql Update = new("""
        UPDATE publications SET office = ?, channel = ?, title = ?, state = ?, live = ?, reference = ?, url = ?, published_at = ?, updated_at = ?, plan = ? WHERE id = ?
        """);

    private readonly LedgerConnection _connection = session.Connection;

    public ValueTask<PublicationRow?> FindAsync(PublicationKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        using var find = session.Read(ByKey, cancellationToken);
        var words = _connection.Words;
        if (words.Find(key.Campaign) is not { } campaign || words.Find(key.Material) is not { } material || words.Find(key.Occurrence) is not { } occurrence
            || words.Find(key.Account) is not { } account || words.Find(Place(key)) is not { } place) return ValueTask.FromResult<PublicationRow?>(null);
        find.With(campaign).With(material).With(occurrence).With(account).With(place);
        if (key.Recipient is null) find.With(0);
        else find.With(key.Recipient);
        return ValueTask.FromResult(find.Step() ? Read(find) : null);
    }

    public ValueTask<PublicationRow> GetAsync(long id, CancellationToken cancellationToken)
    {
        using var get = session.Read(ById, cancellationToken);
        return get.With(id).Step() ? ValueTask.FromResult(Read(get)) : throw new KeyNotFoundException(FormattableString.Invariant($"There is no publication {id}."));
    }

    public ValueTask<long> AddAsync(PublicationRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        using var insert = session.Write(Insert, cancellationToken);
        var (words, key) = (_connection.Words, row.Key);
        insert.With(words.Add(key.Campaign)).With(words.Add(key.Material)).With(words.Add(key.Account)).With(key.Recipient).With(words.Add(key.Placement.Value)).With(words.Add(Place(key))).With(words.Add(key.Occurrence));
        if (!BindState(insert, row).Try(Failures.IsConstraint)) throw new ArgumentException($"The publication {key} exists already.", nameof(row));
        return ValueTask.FromResult(_connection.LastId);
    }

    public ValueTask UpdateAsync(PublicationRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        using var update = session.Write(Update, cancellationToken);
        BindState(update, row).With(row.Id).Step();
        return _connection.Changes == 1 ? ValueTask.CompletedTask : throw new KeyNotFoundException(FormattableString.Invariant($"There is no publication {row.Id}."));
    }

    public ValueTask<IReadOnlyList<PublicationRow>> ShownOnAsync(string account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        using var shown = session.Read(Shown, cancellationToken);
        return List(shown.With(_connection.Words.Find(account)));
    }

    public ValueTask<IReadOnlyList<PublicationRow>> UnwantedAsync(long plan, long after, int limit, CancellationToken cancellationToken)
    {
        using var unwanted = session.Read(Unwanted, cancellationToken);
        return List(unwanted.With(after).With(plan).With(limit));
    }

    private Statement BindState(Statement statement, PublicationRow row)
    {
        var words = _connection.Words;
        return statement.With(words.Add(row.Office.Value)).With(words.Add(row.Channel.Value)).With(words.Add(row.Title))
            .With((int)row.State).With(row.Live is { } live ? _connection.Hashes.Add(live) : null)
            .With(row.Receipt?.Reference).With(row.Receipt?.Url?.OriginalString).With(row.PublishedAt).With(row.UpdatedAt).With(row.Plan);
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
            return new PublicationRow
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
            };
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
