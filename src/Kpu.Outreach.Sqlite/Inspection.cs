using Kpu.Outreach.Documents;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Sqlite;

/// <summary>Looks through the file: the form of its pages and indexes as SQLite checks it, and the seal of every row.</summary>
internal static class Inspection
{
    private const int MostProblems = 100;
    private const int HashBytes = 32;

    // The columns that each seal covers, in their order, and the seal.
    private static readonly (string Table, string Key, string Sealed)[] Tables =
    [
        ("ledger", "one", "id"),
        ("words", "id", "text"),
        ("renditions", "id", "hash"),
        ("publications", "id", PublicationStore.Sealed),
        ("deliveries", "id", DeliveryStore.Sealed),
        ("receipts", "delivery", "delivery, part, reference, url, at"),
        ("approvals", "number", "campaign, rendition, by, kind, why, system_user, at, delivery"),
        ("wordings", "words", "words, campaign, material, occurrence"),
        ("holds", "id", "id, scope, value, by, why, since, until, released_at, released_by"),
        ("campaigns", "id", "id, approvers, role"),
        ("facts", "id", "id, version, good"),
        ("closures", "number", "region, with_below, since, until"),
        ("numbers", "name", "name, value"),
        ("limits", "domain", "domain, tokens, at, blocked_until"),
        ("actors", "entry", "entry, by, why, system_user"),
    ];

    public static List<Problem> Run(LedgerConnection connection, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        Guard(problems, "file", () =>
        {
            foreach (var line in connection.Texts("PRAGMA integrity_check(100)"))
                if (line != "ok") Add(problems, "file", line);
        });
        foreach (var (table, key, columns) in Tables)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Guard(problems, table, () => connection.CheckSeals($"SELECT {columns}, seal, {key} FROM {table}", columns.Split(',').Length, row => Add(problems, $"{table}#{row}", "seal")));
        }

        // The chain seals what a link tells; what cannot even be read as one would end the walk along it.
        Guard(problems, "trail", () =>
        {
            foreach (var number in connection.Texts(FormattableString.Invariant($"SELECT number FROM trail WHERE at NOT BETWEEN 0 AND {DateTime.MaxValue.Ticks} OR count NOT BETWEEN 0 AND {int.MaxValue} OR length(hash) <> {HashBytes}")))
                Add(problems, $"trail#{number}", "form");
        });
        Guard(problems, "renditions", () => connection.ReadDocuments("SELECT id, hash, document FROM renditions WHERE document IS NOT NULL", (id, hash, document) =>
        {
            if (!IsWhole(hash, document)) Add(problems, FormattableString.Invariant($"renditions#{id}"), "hash");
        }));
        return problems;
    }

    private static bool IsWhole(byte[] hash, string document)
    {
        try
        {
            return RenditionDocument.Read(document).Hash.ToBytes().AsSpan().SequenceEqual(hash);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static void Guard(List<Problem> problems, string place, Action look)
    {
        try
        {
            look();
        }
        catch (LedgerException e)
        {
            Add(problems, place, e.Problem.Code);
        }
    }

    private static void Add(List<Problem> problems, string place, string what)
    {
        if (problems.Count < MostProblems) problems.Add(Problem.Error(LedgerProblems.RowDamaged, new Place(place), what));
    }
}
