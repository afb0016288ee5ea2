using Kpu.Outreach.Documents;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.PostgreSql;

/// <summary>Renditions in a session.</summary>
internal sealed class RenditionStore(PostgreSqlSession session) : IRenditionStore
{
    private const int AtOnce = 256;
    private const string Known = "SELECT d.rendition FROM documents d WHERE d.rendition = ANY($1)";
    private const string Insert = "INSERT INTO documents (rendition, document) SELECT u.rendition, u.document FROM unnest($1, $2) AS u (rendition, document) ON CONFLICT DO NOTHING";
    private const string ByHash = "SELECT d.document FROM renditions r JOIN documents d ON d.rendition = r.id WHERE r.hash = $1";

    public async ValueTask AddAsync(IReadOnlyCollection<Rendition> renditions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(renditions);
        session.Writing(cancellationToken);
        var hashes = await session.Server.Hashes.AddAsync(session, renditions.Select(r => r.Hash), cancellationToken).ConfigureAwait(false);
        var known = (await session.QueryAsync(Value.Command(Known, Value.Of(hashes.Values.ToArray())), row => row.Long(), cancellationToken).ConfigureAwait(false)).ToHashSet();
        foreach (var some in renditions.DistinctBy(r => r.Hash).Select(r => (Id: hashes[r.Hash], Rendition: r)).Where(r => !known.Contains(r.Id)).OrderBy(r => r.Id).Chunk(AtOnce))
        {
            var bulk = new Bulk<(long Id, Rendition Rendition)>(some).Longs(r => r.Id).Texts(r => RenditionDocument.Write(r.Rendition));
            await session.ExecuteAsync(cancellationToken, Value.Command(Insert, bulk.Parameters)).ConfigureAwait(false);
        }
    }

    public async ValueTask<Rendition?> FindAsync(ContentHash hash, CancellationToken cancellationToken)
    {
        var found = await session.QueryAsync(Value.Command(ByHash, Value.Of(hash.ToBytes())), row => row.Text(), cancellationToken).ConfigureAwait(false);
        if (found.Count == 0) return null;
        try
        {
            var rendition = RenditionDocument.Read(found[0]);

            // What was approved by its hash must be what goes out.
            return rendition.Hash == hash ? rendition : throw session.Damaged();
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw session.Damaged(e);
        }
    }
}
