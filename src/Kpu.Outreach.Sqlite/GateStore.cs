using Kpu.Outreach.Ledger;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Sqlite;

/// <summary>What gates are decided on, in a session.</summary>
internal sealed class GateStore(SqliteSession session) : IGateStore
{
    private static readonly Sql AddApproval = new("INSERT INTO approvals (campaign, rendition, by, kind, why, system_user, at, delivery, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    private static readonly Sql Approvals = new("SELECT campaign, rendition, by, kind, why, system_user, at, delivery, seal, number FROM approvals WHERE rendition = ? ORDER BY number");
    private static readonly Sql OldApprovals = new("SELECT number, rendition FROM approvals WHERE at < ?");
    private static readonly Sql RemoveApproval = new("DELETE FROM approvals WHERE number = ?");
    private static readonly Sql AddWording = new("INSERT OR IGNORE INTO wordings (words, campaign, material, occurrence, seal) VALUES (?, ?, ?, ?, ?)");
    private static readonly Sql Wordings = new("SELECT words, campaign, material, occurrence, seal FROM wordings WHERE words = ?");
    private static readonly Sql SetHold = new("INSERT OR REPLACE INTO holds (id, scope, value, by, why, since, until, released_at, released_by, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    private static readonly Sql NextHold = new("SELECT coalesce(max(id), 0) + 1 FROM holds");
    private static readonly Sql Holds = new("SELECT id, scope, value, by, why, since, until, released_at, released_by, seal FROM holds ORDER BY id");
    private static readonly Sql SetCampaign = new("INSERT OR REPLACE INTO campaigns (id, approvers, role, seal) VALUES (?, ?, ?, ?)");
    private static readonly Sql Campaigns = new("SELECT id, approvers, role, seal FROM campaigns");
    private static readonly Sql SetFact = new("INSERT OR REPLACE INTO facts (id, version, good, seal) VALUES (?, ?, ?, ?)");
    private static readonly Sql Facts = new("SELECT id, version, good, seal FROM facts");
    private static readonly Sql ClearClosures = new("DELETE FROM closures");
    private static readonly Sql AddClosure = new("INSERT INTO closures (region, with_below, since, until, seal) VALUES (?, ?, ?, ?, ?)");
    private static readonly Sql Closures = new("SELECT region, with_below, since, until, seal FROM closures ORDER BY number");
    private static readonly Sql Number = new("SELECT name, value, seal FROM numbers WHERE name = ?");
    private static readonly Sql SetNumber = new("INSERT OR REPLACE INTO numbers (name, value, seal) VALUES (?, ?, ?)");

    private readonly LedgerConnection _connection = session.Connection;

    public ValueTask<bool> AddApprovalAsync(ApprovalRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        session.Writing(cancellationToken);
        if (Approved(row.Rendition).Exists(a => a.Campaign == row.Campaign && a.Kind == row.Kind && a.Delivery == row.Delivery && string.Equals(a.By, row.By, StringComparison.OrdinalIgnoreCase))) return ValueTask.FromResult(false);
        using var add = _connection.Run(AddApproval);
        add.With(_connection.Words.Add(row.Campaign)).With(_connection.Hashes.Add(row.Rendition)).With(row.By).With(_connection.Words.Add(row.Kind)).With(row.Why).With(row.SystemUser).With(row.At).With(row.Delivery).WithSeal().Step();
        return ValueTask.FromResult(true);
    }

    public ValueTask<IReadOnlyList<ApprovalRow>> ApprovalsAsync(IReadOnlyCollection<ContentHash> renditions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(renditions);
        session.Enter(cancellationToken);
        var rows = new List<(long Number, ApprovalRow Row)>();
        foreach (var rendition in renditions.Distinct()) Approved(rendition, rows);
        return ValueTask.FromResult<IReadOnlyList<ApprovalRow>>([.. rows.OrderBy(r => r.Number).Select(r => r.Row)]);
    }

    public ValueTask<int> RemoveApprovalsAsync(DateTimeOffset before, IReadOnlySet<ContentHash> except, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(except);
        session.Writing(cancellationToken);
        var old = new List<(long Number, long Rendition)>();
        using (var read = _connection.Run(OldApprovals))
        {
            read.With(before);
            while (read.Step()) old.Add((read.Int(), read.Int()));
        }

        old.RemoveAll(a => except.Contains(_connection.Hashes.Value(a.Rendition)));
        _connection.Overwriting(() =>
        {
            foreach (var (number, _) in old)
            {
                using var remove = _connection.Run(RemoveApproval);
                remove.With(number).Step();
            }
        });
        return ValueTask.FromResult(old.Count);
    }

    public ValueTask AddWordingsAsync(IReadOnlyCollection<WordingRow> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        session.Writing(cancellationToken);
        foreach (var row in rows)
        {
            using var add = _connection.Run(AddWording);
            add.With(_connection.Hashes.Add(row.Words)).With(_connection.Words.Add(row.Campaign)).With(_connection.Words.Add(row.Material)).With(_connection.Words.Add(row.Occurrence)).WithSeal().Step();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<WordingRow>> WordingsAsync(IReadOnlyCollection<ContentHash> words, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(words);
        session.Enter(cancellationToken);
        var rows = new List<WordingRow>();
        foreach (var said in words.Distinct())
        {
            if (_connection.Hashes.Find(said) is not { } id) continue;
            using var read = _connection.Run(Wordings);
            read.With(id);
            while (read.Step())
            {
                read.Int();
                rows.Add(new WordingRow(said, _connection.Words.Value(read.Int()), _connection.Words.Value(read.Int()), _connection.Words.Value(read.Int())));
                read.CheckSeal();
            }
        }

        return ValueTask.FromResult<IReadOnlyList<WordingRow>>(rows);
    }

    public ValueTask<long> SetHoldAsync(HoldRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        session.Writing(cancellationToken);
        var id = row.Id == 0 ? FreeHold() : row.Id;
        _connection.Overwriting(() =>
        {
            using var set = _connection.Run(SetHold);
            set.With(id).With((int)row.Scope).With(row.Value).With(row.By).With(row.Why).With(row.From).With(row.Until).With(row.ReleasedAt).With(row.ReleasedBy).WithSeal().Step();
        });
        return ValueTask.FromResult(id);
    }

    public ValueTask<IReadOnlyList<HoldRow>> HoldsAsync(CancellationToken cancellationToken)
    {
        using var read = session.Read(Holds, cancellationToken);
        var rows = new List<HoldRow>();
        while (read.Step())
        {
            rows.Add(new HoldRow
            {
                Id = read.Int(),
                Scope = (HoldScope)read.Within((int)HoldScope.Channel),
                Value = read.Text(),
                By = read.Text(),
                Why = read.TextOrNull(),
                From = read.Instant(),
                Until = read.InstantOrNull(),
                ReleasedAt = read.InstantOrNull(),
                ReleasedBy = read.TextOrNull(),
            });
            read.CheckSeal();
        }

        return ValueTask.FromResult<IReadOnlyList<HoldRow>>(rows);
    }

    public ValueTask SetRulesAsync(IReadOnlyList<CampaignRow> campaigns, IReadOnlyList<ClosedTime>? closures, IReadOnlyList<FactRow> facts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(campaigns);
        ArgumentNullException.ThrowIfNull(facts);
        session.Writing(cancellationToken);
        foreach (var campaign in campaigns)
        {
            using var set = _connection.Run(SetCampaign);
            set.With(campaign.Id).With(campaign.Approvers).With(campaign.Role).WithSeal().Step();
        }

        foreach (var fact in facts)
        {
            using var set = _connection.Run(SetFact);
            set.With(fact.Id).With(fact.Version).With(fact.Good ? 1 : 0).WithSeal().Step();
        }

        if (closures is null) return ValueTask.CompletedTask;
        using (var clear = _connection.Run(ClearClosures)) clear.Step();
        foreach (var closure in closures)
        {
            using var add = _connection.Run(AddClosure);
            add.With(closure.Region.Value).With(closure.WithBelow ? 1 : 0).With(closure.From).With(closure.Until).WithSeal().Step();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<GateRules> RulesAsync(CancellationToken cancellationToken)
    {
        session.Enter(cancellationToken);
        var campaigns = new Dictionary<string, CampaignRow>();
        using (var read = _connection.Run(Campaigns))
        {
            while (read.Step())
            {
                var row = new CampaignRow(read.Text(), (int)read.Int(), read.TextOrNull());
                read.CheckSeal();
                campaigns[row.Id] = row;
            }
        }

        var facts = new Dictionary<string, FactRow>();
        using (var read = _connection.Run(Facts))
        {
            while (read.Step())
            {
                var row = new FactRow(read.Text(), (int)read.Int(), read.Int() != 0);
                read.CheckSeal();
                facts[row.Id] = row;
            }
        }

        var closures = new List<ClosedTime>();
        using (var read = _connection.Run(Closures))
        {
            while (read.Step())
            {
                var region = OfficeCode.TryParse(read.Text(), out var code) ? code : throw _connection.Damaged();
                closures.Add(new ClosedTime(region, read.Int() != 0, read.Instant(), read.Instant()));
                read.CheckSeal();
            }
        }

        return ValueTask.FromResult(new GateRules(campaigns, closures, facts));
    }

    public ValueTask<long> NumberAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        using var read = session.Read(Number, cancellationToken);
        if (!read.With(name).Step()) return ValueTask.FromResult(0L);
        read.Text();
        var value = read.Int();
        read.CheckSeal();
        return ValueTask.FromResult(value);
    }

    public ValueTask SetNumberAsync(string name, long value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        using var set = session.Write(SetNumber, cancellationToken);
        set.With(name).With(value).WithSeal().Step();
        return ValueTask.CompletedTask;
    }

    private long FreeHold()
    {
        using var next = _connection.Run(NextHold);
        return next.Step() ? next.Int() : 1;
    }

    private List<ApprovalRow> Approved(ContentHash rendition)
    {
        var rows = new List<(long Number, ApprovalRow Row)>();
        Approved(rendition, rows);
        return rows.ConvertAll(r => r.Row);
    }

    private void Approved(ContentHash rendition, List<(long Number, ApprovalRow Row)> rows)
    {
        if (_connection.Hashes.Find(rendition) is not { } hash) return;
        using var read = _connection.Run(Approvals);
        read.With(hash);
        while (read.Step())
        {
            var campaign = _connection.Words.Value(read.Int());
            read.Int();
            var row = new ApprovalRow(campaign, rendition, read.Text(), _connection.Words.Value(read.Int()), read.TextOrNull(), read.TextOrNull(), read.Instant(), read.IntOrNull());
            read.CheckSeal();
            rows.Add((read.Int(), row));
        }
    }
}
