using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>The renditions used last: thousands of deliveries carry the same one, and by its hash it never changes. Not thread-safe.</summary>
internal sealed class RenditionShelf
{
    private const int AtHand = 256;

    private readonly Dictionary<ContentHash, Rendition> _shelf = [];

    public async ValueTask<Rendition?> FindAsync(IRenditionStore store, ContentHash hash, CancellationToken cancellationToken)
    {
        if (_shelf.TryGetValue(hash, out var known)) return known;
        if (await store.FindAsync(hash, cancellationToken).ConfigureAwait(false) is not { } rendition) return null;
        if (_shelf.Count >= AtHand) _shelf.Clear();
        return _shelf[hash] = rendition;
    }
}
