using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Sqlite;

/// <summary>Publications in a session.</summary>
internal sealed class PublicationStore(SqliteSession session) : IPublicationStore
{
    /// <summary>The columns that the seal covers, in their order. What no question asks for is packed into the last one.</summary>
    public const string Sealed = "id, campaign, material, account, recipient, occurrence, state, plan, open, rest";

    private const string Columns = Sealed + ", seal";

    private static readonly Sql ByKey = new($"SELECT {Columns} FROM publications WHERE campaign = ? AND material = ? AND occurrence = ? AND account = ? AND place = ? AND coalesce(recipient, 0) = ?");
    private static readonly Sql ById = new($"SELECT {Columns} FROM publications WHERE id = ?");
    private static readonly Sql Shown = new($"SELECT {Columns} FROM publications WHERE account = ? AND state <> 0 ORDER BY id");
    private static readonly Sql Named = new($"SELECT {Columns} FROM publications WHERE campaign = ? AND material = ? AND occurrence = ? ORDER BY id");
    private static readonly Sql Unwanted = new($"""
        SELECT {Columns} FROM publications
        WHERE id > ? AND plan < ? AND EXISTS (SELECT 1 FROM deliveries d WHERE d.publication = publications.id AND d.state < {(int)DeliveryState.Published})
        ORDER BY id LIMIT ? + 0
        """);

    private static readonly Sql IsTaken = new("SELECT 1 FROM publications WHERE id = ?");
    private static readonly Sql Insert = new($"INSERT INTO publications ({Columns}, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    private static readonly Sql Update = new("UPDATE publications SET state = ?, plan = ?, open = ?, rest = ?, seal = ? WHERE id = ?");

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
            if (session.IsWriting && _connection.Publications.Find(id) is { } known)
            {
                rows.Add(known);
                continue;
            }

            using var get = _connection.Run(ById);
            if (!get.With(id).Step()) continue;
            var row = Read(get);
            rows.Add(row);
            if (session.IsWriting) _connection.Publications.Keep(id, row);
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
            _connection.Publications.Replace(row.Id, row);
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
        var (campaign, material, account, occurrence) = (words.Add(key.Campaign), words.Add(key.Material), words.Add(key.Account), words.Add(key.Occurrence));
        if (covered) statement.Cover(campaign).Cover(material).Cover(account).Cover(key.Recipient).Cover(occurrence);
        else statement.With(campaign).With(material).With(account).With(key.Recipient).With(occurrence);
    }

    private Statement BindState(Statement statement, PublicationRow row)
    {
        var words = _connection.Words;
        var rest = new PackedWriter(stackalloc byte[256]);
        try
        {
            rest.Add(words.Add(row.Key.Placement.Value));
            rest.Add(words.Add(row.Office.Value));
            rest.Add(words.Add(row.Channel.Value));
            rest.Add(words.Add(row.Title));
            rest.Add(row.Live is { } live ? _connection.Hashes.Add(live) : null);
            Receipts.Pack(ref rest, row.Receipt);
            rest.Add(row.PublishedAt);
            rest.Add(row.UpdatedAt);
            return statement.With((int)row.State).With(row.Plan).With(row.Open).With(rest.Written);
        }
        finally
        {
            rest.Dispose();
        }
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
            var (id, campaign, material, account) = (from.Int(), from.Int(), from.Int(), from.Int());
            var (recipient, occurrence) = (from.TextOrNull(), from.Int());
            var (state, plan, open) = (from.Within((int)PublicationState.Withdrawn), from.Int(), from.Within(int.MaxValue));
            var rest = new PackedReader(from.Bytes(), _connection);
            from.CheckSeal();
            var row = new PublicationRow
            {
                Id = id,
                Key = new PublicationKey
                {
                    Campaign = words.Value(campaign),
                    Material = words.Value(material),
                    Account = words.Value(account),
                    Recipient = recipient,
                    Placement = new PlacementKey(words.Value(rest.Int())),
                    Occurrence = words.Value(occurrence),
                },
                Office = OfficeCode.Parse(words.Value(rest.Int())),
                Channel = new ChannelKey(words.Value(rest.Int())),
                Title = words.Value(rest.Int()),
                State = (PublicationState)state,
                Live = rest.IntOrNull() is { } live ? _connection.Hashes.Value(live) : null,
                Receipt = Receipts.Unpack(ref rest),
                PublishedAt = rest.InstantOrNull(),
                UpdatedAt = rest.InstantOrNull(),
                Plan = plan,
                Open = open,
            };
            rest.End();
            return row;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw _connection.Damaged(e);
        }
    }

    private static string Place(PublicationKey key) => key.Placement.Value.ToLowerInvariant();
}

/// <summary>Where something stands, in columns and packed.</summary>
internal static class Receipts
{
    /// <summary>The receipt out of two columns; null when the reference is null.</summary>
    public static Receipt? Read(Statement from) => Of(from.TextOrNull(), from.TextOrNull());

    public static Receipt? Unpack(ref PackedReader from) => Of(from.TextOrNull(), from.TextOrNull());

    public static void Pack(ref PackedWriter to, Receipt? receipt)
    {
        to.Add(receipt?.Reference);
        to.Add(receipt?.Url?.OriginalString);
    }

    private static Receipt? Of(string? reference, string? url) => reference is null ? null : new Receipt(reference, url is null ? null : new Uri(url, UriKind.RelativeOrAbsolute));
}
