using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>Finds what says the same as a delivery and went out a short time ago. Nothing is asked as long as no two names share their words.</summary>
internal static class Duplicates
{
    /// <summary>The publication of which a delivery is a likely duplicate; null when there is none, or a person let it go out.</summary>
    public static async ValueTask<PublicationRow?> FindAsync(LedgerWork work, RenditionShelf shelf, DeliveryRow delivery, PublicationRow publication, Rendition rendition, DuplicateRule rule, CancellationToken cancellationToken)
    {
        // What is partly public, or may be public, is no newcomer.
        if (delivery is not { Operation: Operations.Publish, Part: 0, UnprovenSince: null }) return null;
        if (!rule.CountsIntended && !await work.SharesWordingsAsync(cancellationToken).ConfigureAwait(false)) return null;
        if ((await work.ApproversAsync(publication.Key.Campaign, delivery.Rendition, cancellationToken).ConfigureAwait(false)).Allow(delivery.Id)) return null;
        var names = await work.WordingsAsync(rendition.Wording, cancellationToken).ConfigureAwait(false);
        var key = publication.Key;

        var here = names.Where(n => rule.CountsIntended || !n.IsRepeatOf(key)).Select(n => key with { Campaign = n.Campaign, Material = n.Material, Occurrence = n.Occurrence }).Where(k => k != key).ToList();
        await work.LoadAsync(here, cancellationToken).ConfigureAwait(false);
        foreach (var other in here.Select(work.Known).OfType<PublicationRow>())
            if (await SaidAsync(work, shelf, other, rendition, rule, cancellationToken).ConfigureAwait(false)) return other;
        if (!rule.AmongSisters) return null;

        foreach (var name in names.Where(n => rule.CountsIntended || n.Campaign != key.Campaign))
        {
            foreach (var other in await work.NamedAsync(name, cancellationToken).ConfigureAwait(false))
            {
                if (other.Channel != publication.Channel || other.Key.Account == key.Account || other.Key.Placement != key.Placement || other.Key.Recipient != key.Recipient) continue;
                if (await SaidAsync(work, shelf, other, rendition, rule, cancellationToken).ConfigureAwait(false)) return other;
            }
        }

        return null;
    }

    /// <summary>Whether a publication says, or may say, the same in public, and not for long.</summary>
    private static async ValueTask<bool> SaidAsync(LedgerWork work, RenditionShelf shelf, PublicationRow other, Rendition rendition, DuplicateRule rule, CancellationToken cancellationToken)
    {
        var since = work.Now - rule.Window;
        async ValueTask<bool> IsSameAsync(Primitives.ContentHash hash) =>
            hash == rendition.Hash || (await shelf.FindAsync(work.Session.Renditions, hash, cancellationToken).ConfigureAwait(false))?.Wording == rendition.Wording;

        if (other.State is PublicationState.Withdrawn or PublicationState.Gone) return false;
        if (other.Live is { } live && other.PublishedAt >= since && await IsSameAsync(live).ConfigureAwait(false)) return true;
        if (other.Open == 0) return false;
        foreach (var delivery in await work.OfAsync(other.Id, cancellationToken).ConfigureAwait(false))
        {
            var mayShow = delivery.Operation is Operations.Publish or Operations.Revise && (delivery.UnprovenSince is not null || delivery.State is DeliveryState.InFlight or DeliveryState.Accepted or DeliveryState.Uncertain);
            if (mayShow && !(delivery.StartedAt < since) && await IsSameAsync(delivery.Rendition).ConfigureAwait(false)) return true;
        }

        return false;
    }
}

/// <summary>Notes, while a plan is merged, under which names its words stand. Used by one merge.</summary>
internal sealed class WordingNotes
{
    private readonly HashSet<(Primitives.ContentHash Rendition, string Campaign, string Material, string Occurrence)> _noted = [];
    private readonly List<WordingRow> _new = [];

    /// <summary>A publication shall say what a rendition says; thousands of accounts have the same name for it.</summary>
    public void Add(PublicationKey key, Rendition rendition)
    {
        if (_noted.Add((rendition.Hash, key.Campaign, key.Material, key.Occurrence))) _new.Add(new WordingRow(rendition.Wording, key.Campaign, key.Material, key.Occurrence));
    }

    /// <summary>Writes what is new.</summary>
    public async ValueTask FlushAsync(LedgerWork work, CancellationToken cancellationToken)
    {
        if (_new.Count > 0) await work.AddWordingsAsync(_new, cancellationToken).ConfigureAwait(false);
        _new.Clear();
    }
}
