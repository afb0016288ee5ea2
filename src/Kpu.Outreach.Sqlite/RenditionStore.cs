using Kpu.Outreach.Documents;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Sqlite;

/// <summary>Renditions in a session. Those stored here are known without looking again: a plan offers the same one for thousands of publications.</summary>
internal sealed class RenditionStore(SqliteSession session) : IRenditionStore
{
    private static readonly Sql Store = new("UPDATE renditions SET document = ? WHERE id = ? AND document IS NULL");
    private static readonly Sql IsStored = new("SELECT document IS NOT NULL FROM renditions WHERE id = ?");
    private static readonly Sql ByHash = new("SELECT document FROM renditions WHERE hash = ?");

    private readonly HashSet<long> _stored = [];

    public ValueTask AddAsync(IReadOnlyCollection<Rendition> renditions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(renditions);
        session.Writing(cancellationToken);
        foreach (var rendition in renditions)
        {
            var id = session.Connection.Hashes.Add(rendition.Hash);
            if (!_stored.Add(id) || Has(id)) continue;
            using var store = session.Connection.Run(Store);
            store.With(RenditionDocument.Write(rendition)).With(id).Step();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<Rendition?> FindAsync(ContentHash hash, CancellationToken cancellationToken)
    {
        using var find = session.Read(ByHash, cancellationToken);
        if (!find.With(hash.ToBytes()).Step() || find.TextOrNull() is not { } document) return ValueTask.FromResult<Rendition?>(null);
        try
        {
            var rendition = RenditionDocument.Read(document);

            // What was approved by its hash must be what goes out.
            return rendition.Hash == hash ? ValueTask.FromResult<Rendition?>(rendition) : throw session.Connection.Damaged();
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw session.Connection.Damaged(e);
        }
    }

    private bool Has(long id)
    {
        using var has = session.Connection.Run(IsStored);
        return has.With(id).Step() && has.Int() != 0;
    }
}
