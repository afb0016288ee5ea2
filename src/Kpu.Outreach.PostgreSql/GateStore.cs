using Kpu.Outreach.Ledger;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.PostgreSql;

/// <summary>What gates are decided on, in a session.</summary>
internal sealed class GateStore(PostgreSqlSession session) : IGateStore
{
    private const string AddApproval = "INSERT INTO approvals (campaign, rendition, kind, approved_by, why, system_user_name, at, delivery) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    private const string Approvals = "SELECT campaign, rendition, kind, approved_by, why, system_user_name, at, delivery FROM approvals WHERE rendition = ANY($1) ORDER BY number";
    private const string RemoveApprovals = "DELETE FROM approvals WHERE at < $1 AND NOT rendition = ANY($2)";
    private const string AddWordings = "INSERT INTO wordings (words, campaign, material, occurrence) SELECT * FROM unnest($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    private const string Wordings = "SELECT words, campaign, material, occurrence FROM wordings WHERE words = ANY($1)";
    private const string NextHold = "SELECT coalesce(max(id), 0) + 1 FROM holds";
    private const string Holds = "SELECT id, scope, value, set_by, why, since, until, released_at, released_by FROM holds ORDER BY id";
    private const string Campaigns = "SELECT id, approvers, role FROM campaigns ORDER BY id";
    private const string Facts = "SELECT id, version, good FROM facts ORDER BY id";
    private const string Closures = "SELECT region, with_below, since, until FROM closures ORDER BY number";
    private const string Number = "SELECT value FROM numbers WHERE name = $1";
    private const string SetNumber = "INSERT INTO numbers (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    private const string SetHold = """
        INSERT INTO holds (id, scope, value, set_by, why, since, until, released_at, released_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (id) DO UPDATE SET scope = excluded.scope, value = excluded.value, set_by = excluded.set_by, why = excluded.why, since = excluded.since, until = excluded.until,
            released_at = excluded.released_at, released_by = excluded.released_by
        """;

    private const string SetCampaigns = """
        INSERT INTO campaigns (id, approvers, role) SELECT * FROM unnest($1, $2, $3) ON CONFLICT (id) DO UPDATE SET approvers = excluded.approvers, role = excluded.role
        """;

    private const string SetFacts = """
        INSERT INTO facts (id, version, good) SELECT * FROM unnest($1, $2, $3) ON CONFLICT (id) DO UPDATE SET version = excluded.version, good = excluded.good
        """;

    private const string AddClosures = "INSERT INTO closures (number, region, with_below, since, until) SELECT * FROM unnest($1, $2, $3, $4, $5)";

    public async ValueTask<bool> AddApprovalAsync(ApprovalRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        session.Writing(cancellationToken);
        if ((await ApprovalsAsync([row.Rendition], cancellationToken).ConfigureAwait(false)).Any(a => a.Campaign == row.Campaign && a.Kind == row.Kind && a.Delivery == row.Delivery && string.Equals(a.By, row.By, StringComparison.OrdinalIgnoreCase))) return false;
        var words = await session.Server.Words.AddAsync(session, [row.Campaign, row.Kind], cancellationToken).ConfigureAwait(false);
        var hashes = await session.Server.Hashes.AddAsync(session, [row.Rendition], cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync(cancellationToken, Value.Command(
            AddApproval, Value.Of(words[row.Campaign]), Value.Of(hashes[row.Rendition]), Value.Of(words[row.Kind]), Value.Text(row.By), Value.Text(row.Why), Value.Text(row.SystemUser), Value.Instant(row.At), Value.LongOrNull(row.Delivery))).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<IReadOnlyList<ApprovalRow>> ApprovalsAsync(IReadOnlyCollection<ContentHash> renditions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(renditions);
        session.Enter(cancellationToken);
        var hashes = await session.Server.Hashes.FindAsync(session, renditions, cancellationToken).ConfigureAwait(false);
        if (hashes.Count == 0) return [];
        var known = hashes.ToDictionary(h => h.Value, h => h.Key);
        var lines = await session.QueryAsync(
            Value.Command(Approvals, Value.Of(known.Keys.ToArray())),
            row => (Campaign: row.Long(), Rendition: row.Long(), Kind: row.Long(), By: row.Text(), Why: row.TextOrNull(), SystemUser: row.TextOrNull(), At: row.Instant(), Delivery: row.LongOrNull()),
            cancellationToken).ConfigureAwait(false);
        var words = await session.Server.Words.ValuesAsync(session, lines.SelectMany(l => new[] { l.Campaign, l.Kind }), cancellationToken).ConfigureAwait(false);
        return lines.ConvertAll(l => new ApprovalRow(words[l.Campaign], known[l.Rendition], l.By, words[l.Kind], l.Why, l.SystemUser, l.At, l.Delivery));
    }

    public async ValueTask<int> RemoveApprovalsAsync(DateTimeOffset before, IReadOnlySet<ContentHash> except, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(except);
        session.Writing(cancellationToken);
        var stay = await session.Server.Hashes.FindAsync(session, [.. except], cancellationToken).ConfigureAwait(false);
        return await session.ExecuteAsync(cancellationToken, Value.Command(RemoveApprovals, Value.Instant(before), Value.Of(stay.Values.ToArray()))).ConfigureAwait(false);
    }

    public async ValueTask AddWordingsAsync(IReadOnlyCollection<WordingRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        session.Writing(cancellationToken);
        var words = await session.Server.Words.AddAsync(session, rows.SelectMany(r => new[] { r.Campaign, r.Material, r.Occurrence }), cancellationToken).ConfigureAwait(false);
        var hashes = await session.Server.Hashes.AddAsync(session, rows.Select(r => r.Words), cancellationToken).ConfigureAwait(false);
        var bulk = new Bulk<WordingRow>([.. rows]).Longs(r => hashes[r.Words]).Longs(r => words[r.Campaign]).Longs(r => words[r.Material]).Longs(r => words[r.Occurrence]);
        await session.ExecuteAsync(cancellationToken, Value.Command(AddWordings, bulk.Parameters)).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<WordingRow>> WordingsAsync(IReadOnlyCollection<ContentHash> words, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(words);
        session.Enter(cancellationToken);
        var known = (await session.Server.Hashes.FindAsync(session, words, cancellationToken).ConfigureAwait(false)).ToDictionary(h => h.Value, h => h.Key);
        if (known.Count == 0) return [];
        var lines = await session.QueryAsync(Value.Command(Wordings, Value.Of(known.Keys.ToArray())), row => (Words: row.Long(), Campaign: row.Long(), Material: row.Long(), Occurrence: row.Long()), cancellationToken).ConfigureAwait(false);
        var names = await session.Server.Words.ValuesAsync(session, lines.SelectMany(l => new[] { l.Campaign, l.Material, l.Occurrence }), cancellationToken).ConfigureAwait(false);
        return lines.ConvertAll(l => new WordingRow(known[l.Words], names[l.Campaign], names[l.Material], names[l.Occurrence]));
    }

    public async ValueTask<long> SetHoldAsync(HoldRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        session.Writing(cancellationToken);
        var id = row.Id != 0 ? row.Id : (await session.QueryAsync(Value.Command(NextHold), r => r.Long(), cancellationToken).ConfigureAwait(false))[0];
        await session.ExecuteAsync(cancellationToken, Value.Command(
            SetHold, Value.Of(id), Value.Of((short)row.Scope), Value.Text(row.Value), Value.Text(row.By), Value.Text(row.Why), Value.Instant(row.From), Value.Instant(row.Until), Value.Instant(row.ReleasedAt),
            Value.Text(row.ReleasedBy))).ConfigureAwait(false);
        return id;
    }

    public async ValueTask<IReadOnlyList<HoldRow>> HoldsAsync(CancellationToken cancellationToken) => await session.QueryAsync(
        Value.Command(Holds),
        row => new HoldRow
        {
            Id = row.Long(),
            Scope = (HoldScope)row.Within((int)HoldScope.Channel),
            Value = row.Text(),
            By = row.Text(),
            Why = row.TextOrNull(),
            From = row.Instant(),
            Until = row.InstantOrNull(),
            ReleasedAt = row.InstantOrNull(),
            ReleasedBy = row.TextOrNull(),
        },
        cancellationToken).ConfigureAwait(false);

    public async ValueTask SetRulesAsync(IReadOnlyList<CampaignRow> campaigns, IReadOnlyList<ClosedTime>? closures, IReadOnlyList<FactRow> facts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(campaigns);
        ArgumentNullException.ThrowIfNull(facts);
        session.Writing(cancellationToken);
        var someCampaigns = new Bulk<CampaignRow>([.. campaigns.Reverse().DistinctBy(c => c.Id)]).Texts(c => c.Id).Ints(c => c.Approvers).Texts(c => c.Role);
        var someFacts = new Bulk<FactRow>([.. facts.Reverse().DistinctBy(f => f.Id)]).Texts(f => f.Id).Ints(f => f.Version).Flags(f => f.Good);
        await session.ExecuteAsync(cancellationToken, Value.Command(SetCampaigns, someCampaigns.Parameters), Value.Command(SetFacts, someFacts.Parameters)).ConfigureAwait(false);
        if (closures is null) return;
        var all = new Bulk<(ClosedTime Time, int Number)>([.. closures.Select((c, i) => (c, i))]).Ints(c => c.Number).Texts(c => c.Time.Region.Value).Flags(c => c.Time.WithBelow).Instants(c => c.Time.From).Instants(c => c.Time.Until);
        await session.ExecuteAsync(cancellationToken, Value.Command("DELETE FROM closures"), Value.Command(AddClosures, all.Parameters)).ConfigureAwait(false);
    }

    public async ValueTask<GateRules> RulesAsync(CancellationToken cancellationToken)
    {
        var (campaigns, facts, closures) = (new Dictionary<string, CampaignRow>(), new Dictionary<string, FactRow>(), new List<ClosedTime>());
        await session.ReadAsync([Value.Command(Campaigns), Value.Command(Facts), Value.Command(Closures)], Read, cancellationToken).ConfigureAwait(false);
        return new GateRules(campaigns, closures, facts);

        void Read(int query, Row row)
        {
            if (query == 0)
            {
                var campaign = new CampaignRow(row.Text(), row.Count(), row.TextOrNull());
                campaigns[campaign.Id] = campaign;
            }
            else if (query == 1)
            {
                var fact = new FactRow(row.Text(), row.Count(), row.Flag());
                facts[fact.Id] = fact;
            }
            else
            {
                closures.Add(new ClosedTime(OfficeCode.TryParse(row.Text(), out var region) ? region : throw session.Damaged(), row.Flag(), row.Instant(), row.Instant()));
            }
        }
    }

    public async ValueTask<long> NumberAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        var found = await session.QueryAsync(Value.Command(Number, Value.Text(name)), row => row.Long(), cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? 0 : found[0];
    }

    public async ValueTask SetNumberAsync(string name, long value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        session.Writing(cancellationToken);
        await session.ExecuteAsync(cancellationToken, Value.Command(SetNumber, Value.Text(name), Value.Of(value))).ConfigureAwait(false);
    }
}
