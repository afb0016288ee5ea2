using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.PostgreSql;

/// <summary>Publications in a session.</summary>
internal sealed class PublicationStore(PostgreSqlSession session) : IPublicationStore
{
    /// <summary>How many rows one statement writes: enough to make the round trip cheap, few enough to keep its arrays small.</summary>
    public const int AtOnce = 4096;

    /// <summary>How many rows are so many that the columns in which all agree are worth a statement of their own; of fewer rows there would be as many statements as rows happen to agree.</summary>
    private const int Many = 32;

    private const string Fixed = "campaign, material, account, placement, place, occurrence, recipient";
    private const string Moved = "office, channel, title, live, published_at, updated_at, plan, open, state, reference, url";
    private const string Columns = $"p.id, p.campaign, p.material, p.account, p.placement, p.occurrence, p.recipient, p.office, p.channel, p.title, p.live, p.published_at, p.updated_at, p.plan, p.open, p.state, p.reference, p.url";

    private const string ById = $"SELECT {Columns} FROM publications p WHERE p.id = ANY($1) ORDER BY p.id";
    private const string Shown = $"SELECT {Columns} FROM publications p WHERE p.account = $1 AND p.state <> 0 ORDER BY p.id";

    private const string Named = $"SELECT {Columns} FROM publications p WHERE p.campaign = $1 AND p.material = $2 AND p.occurrence = $3 ORDER BY p.id";

    private static readonly string ByKey = $"""
        SELECT {Columns} FROM {Value.Rows("campaign, material, occurrence, account, place, recipient")}
        JOIN publications p ON p.campaign = u.campaign AND p.material = u.material AND p.occurrence = u.occurrence AND p.account = u.account AND p.place = u.place AND p.recipient = u.recipient
        """;

    private static readonly string Unwanted = $"""
        SELECT {Columns} FROM publications p
        WHERE p.id > $1 AND p.plan < $2 AND EXISTS (SELECT 1 FROM deliveries d WHERE d.publication = p.id AND d.state < {(int)DeliveryState.Published})
        ORDER BY p.id LIMIT $3
        """;

    private static readonly string Insert = $"INSERT INTO publications (id, {Fixed}, {Moved}) SELECT * FROM {Value.Rows($"id, {Fixed}, {Moved}")} ON CONFLICT DO NOTHING";

    public async ValueTask<IReadOnlyList<PublicationRow>> FindAsync(IReadOnlyCollection<PublicationKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        session.Enter(cancellationToken);
        var words = await session.Server.Words.FindAsync(session, keys.SelectMany(WordsOf), cancellationToken).ConfigureAwait(false);
        var known = keys.Where(k => WordsOf(k).All(words.ContainsKey)).ToList();
        if (known.Count == 0) return [];
        var bulk = new Bulk<PublicationKey>(known).Longs(k => words[k.Campaign]).Longs(k => words[k.Material]).Longs(k => words[k.Occurrence]).Longs(k => words[k.Account])
            .Longs(k => words[Place(k)]).Longs(k => k.Recipient is { } recipient ? words[recipient] : 0);
        return await ListAsync(ByKey, cancellationToken, bulk.Parameters).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<PublicationRow>> ReadAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ListAsync(ById, cancellationToken, Value.Of(ids.ToArray()));
    }

    public async ValueTask AddAsync(IReadOnlyCollection<PublicationRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        session.Writing(cancellationToken);
        foreach (var some in rows.Chunk(AtOnce))
        {
            var (words, hashes) = await InternAsync(some, key: true, cancellationToken).ConfigureAwait(false);
            var bulk = new Bulk<PublicationRow>(some).Longs(r => r.Id)
                .Longs(r => words[r.Key.Campaign]).Longs(r => words[r.Key.Material]).Longs(r => words[r.Key.Account]).Longs(r => words[r.Key.Placement.Value]).Longs(r => words[Place(r.Key)])
                .Longs(r => words[r.Key.Occurrence]).Longs(r => r.Key.Recipient is { } recipient ? words[recipient] : 0);
            var added = await session.ExecuteAsync(
                cancellationToken, DeliveryStore.AddAccounts(some.Select(r => words[r.Key.Account])), Value.Command(Insert, Bind(bulk, words, hashes).Parameters)).ConfigureAwait(false);
            if (added != some.Length) throw new ArgumentException($"One of the publications {some[0].Key} and others exists already.", nameof(rows));
        }
    }

    public async ValueTask UpdateAsync(IReadOnlyCollection<PublicationRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        session.Writing(cancellationToken);
        foreach (var some in rows.Reverse().DistinctBy(r => r.Id).OrderBy(r => r.Id).Chunk(AtOnce))
        {
            var (words, hashes) = await InternAsync(some, key: false, cancellationToken).ConfigureAwait(false);
            var bulk = Bind(new Bulk<PublicationRow>(some, Folds(some)).Longs(r => r.Id), words, hashes);
            var updated = await session.ExecuteAsync(cancellationToken, bulk.Update("publications", "id, " + Moved)).ConfigureAwait(false);
            if (updated != some.Length) throw new KeyNotFoundException(FormattableString.Invariant($"One of {some.Length} publications from {some[0].Id} on is not there."));
        }
    }

    public async ValueTask<IReadOnlyList<PublicationRow>> ShownOnAsync(string account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        session.Enter(cancellationToken);
        var words = await session.Server.Words.FindAsync(session, [account], cancellationToken).ConfigureAwait(false);
        return words.TryGetValue(account, out var id) ? await ListAsync(Shown, cancellationToken, Value.Of(id)).ConfigureAwait(false) : [];
    }

    public async ValueTask<IReadOnlyList<PublicationRow>> NamedAsync(string campaign, string material, string occurrence, CancellationToken cancellationToken)
    {
        session.Enter(cancellationToken);
        var words = await session.Server.Words.FindAsync(session, [campaign, material, occurrence], cancellationToken).ConfigureAwait(false);
        if (!words.TryGetValue(campaign, out var inCampaign) || !words.TryGetValue(material, out var of) || !words.TryGetValue(occurrence, out var at)) return [];
        return await ListAsync(Named, cancellationToken, Value.Of(inCampaign), Value.Of(of), Value.Of(at)).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<PublicationRow>> UnwantedAsync(long plan, long after, int limit, CancellationToken cancellationToken) =>
        ListAsync(Unwanted, cancellationToken, Value.Of(after), Value.Of(plan), Value.Of((long)limit));

    /// <summary>Whether rows are so many that columns are folded.</summary>
    public static bool Folds<T>(T[] rows) => rows.Length >= Many;

    private static IEnumerable<string> WordsOf(PublicationKey key)
    {
        yield return key.Campaign;
        yield return key.Material;
        yield return key.Account;
        yield return Place(key);
        yield return key.Occurrence;
        if (key.Recipient is { } recipient) yield return recipient;
    }

    private static string Place(PublicationKey key) => key.Placement.Value.ToLowerInvariant();

    private static Bulk<PublicationRow> Bind(Bulk<PublicationRow> bulk, IReadOnlyDictionary<string, long> words, IReadOnlyDictionary<ContentHash, long> hashes) => bulk
        .Longs(r => words[r.Office.Value]).Longs(r => words[r.Channel.Value]).Longs(r => words[r.Title]).LongsOrNull(r => r.Live is { } live ? hashes[live] : null)
        .Instants(r => r.PublishedAt).Instants(r => r.UpdatedAt).Longs(r => r.Plan).Ints(r => r.Open).Shorts(r => (int)r.State).Texts(r => r.Receipt?.Reference).Texts(r => r.Receipt?.Url?.OriginalString);

    private async ValueTask<(IReadOnlyDictionary<string, long> Words, IReadOnlyDictionary<ContentHash, long> Hashes)> InternAsync(PublicationRow[] rows, bool key, CancellationToken cancellationToken)
    {
        var words = rows.SelectMany(r => new[] { r.Office.Value, r.Channel.Value, r.Title });
        if (key) words = words.Concat(rows.SelectMany(r => WordsOf(r.Key))).Concat(rows.Select(r => r.Key.Placement.Value));
        return (
            await session.Server.Words.AddAsync(session, words, cancellationToken).ConfigureAwait(false),
            await session.Server.Hashes.AddAsync(session, rows.Where(r => r.Live is not null).Select(r => r.Live!.Value), cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<IReadOnlyList<PublicationRow>> ListAsync(string sql, CancellationToken cancellationToken, params Npgsql.NpgsqlParameter[] parameters)
    {
        var lines = await session.QueryAsync(Value.Command(sql, parameters), row => new Line(row), cancellationToken).ConfigureAwait(false);
        if (lines.Count == 0) return [];
        var words = await session.Server.Words.ValuesAsync(session, lines.SelectMany(l => l.Words).Where(w => w != 0), cancellationToken).ConfigureAwait(false);
        var hashes = await session.Server.Hashes.ValuesAsync(session, lines.Where(l => l.Live is not null).Select(l => l.Live!.Value), cancellationToken).ConfigureAwait(false);
        try
        {
            return lines.ConvertAll(l => l.ToRow(words, hashes));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw session.Damaged(e);
        }
    }

    /// <summary>A row as it stands in the table.</summary>
    private sealed class Line
    {
        private readonly DateTimeOffset? _publishedAt;
        private readonly DateTimeOffset? _updatedAt;
        private readonly long _plan;
        private readonly int _open;
        private readonly int _state;
        private readonly string? _reference;
        private readonly string? _url;
        private readonly long _id;

        public Line(Row from)
        {
            _id = from.Long();
            for (var i = 0; i < Words.Length; i++) Words[i] = from.Long();
            Live = from.LongOrNull();
            _publishedAt = from.InstantOrNull();
            _updatedAt = from.InstantOrNull();
            _plan = from.Long();
            _open = from.Count();
            _state = from.Within((int)PublicationState.Withdrawn);
            _reference = from.TextOrNull();
            _url = from.TextOrNull();
        }

        /// <summary>Campaign, material, account, placement, occurrence, recipient, office, channel, title.</summary>
        public long[] Words { get; } = new long[9];

        public long? Live { get; }

        public PublicationRow ToRow(IReadOnlyDictionary<long, string> words, IReadOnlyDictionary<long, ContentHash> hashes) => new()
        {
            Id = _id,
            Key = new PublicationKey
            {
                Campaign = words[Words[0]],
                Material = words[Words[1]],
                Account = words[Words[2]],
                Placement = new PlacementKey(words[Words[3]]),
                Occurrence = words[Words[4]],
                Recipient = Words[5] == 0 ? null : words[Words[5]],
            },
            Office = OfficeCode.Parse(words[Words[6]]),
            Channel = new ChannelKey(words[Words[7]]),
            Title = words[Words[8]],
            Live = Live is { } live ? hashes[live] : null,
            PublishedAt = _publishedAt,
            UpdatedAt = _updatedAt,
            Plan = _plan,
            Open = _open,
            State = (PublicationState)_state,
            Receipt = Receipts.Of(_reference, _url),
        };
    }
}

/// <summary>Where something stands, out of two columns.</summary>
internal static class Receipts
{
    /// <summary>The receipt; null when the reference is null.</summary>
    public static Receipt? Of(string? reference, string? url) => reference is null ? null : new Receipt(reference, url is null ? null : new Uri(url, UriKind.RelativeOrAbsolute));
}
