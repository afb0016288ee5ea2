using System.Runtime.CompilerServices;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Ledger;

/// <summary>How one part of a delivery stands, as people and programs read it.</summary>
/// <remarks>Immutable. Instants carry the offset of the office's zone.</remarks>
public sealed record DeliveryStatus
{
    /// <summary>The delivery's number.</summary>
    public required long Delivery { get; init; }

    /// <summary>The publication's number.</summary>
    public required long Publication { get; init; }

    /// <summary>The publication's identity.</summary>
    public required PublicationKey Key { get; init; }

    /// <summary>How the publication stands in public.</summary>
    public required PublicationState PublicationState { get; init; }

    /// <summary>The revision: the first digits of the rendition's hash.</summary>
    public required string Revision { get; init; }

    /// <summary>The rendition.</summary>
    public required ContentHash Rendition { get; init; }

    /// <summary>What is to be done.</summary>
    public required Operations Operation { get; init; }

    /// <summary>The channel.</summary>
    public required ChannelKey Channel { get; init; }

    /// <summary>The office.</summary>
    public required OfficeCode Office { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>The part, from 1.</summary>
    public required int Part { get; init; }

    /// <summary>How it stands.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>What it waits for; null when it does not wait.</summary>
    public WaitReason? WaitsFor { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The intended moment, or when it is considered next.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>When it was carried out; null when it was not.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public Receipt? Receipt { get; init; }

    /// <summary>The attempts that cost one.</summary>
    public required int Attempts { get; init; }

    /// <summary>What went wrong last; null when nothing did.</summary>
    public Problem? Problem { get; init; }

    /// <summary>Whether its text rests on one person's emergency approval that no second person has looked at yet.</summary>
    public bool IsEmergency { get; init; }
}

/// <summary>Reads how everything stands.</summary>
internal static class StatusReader
{
    private const int PageSize = 1000;

    public static async IAsyncEnumerable<DeliveryStatus> ReadAsync(IDeliveryLedger ledger, OfficeDirectory offices, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = 0L; ;)
        {
            // A session a page: a long reading never holds back the engine.
            var page = new List<DeliveryStatus>();
            var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
            int read;
            await using (session.ConfigureAwait(false))
            {
                var rows = await session.Deliveries.InAsync([], after, PageSize, cancellationToken).ConfigureAwait(false);
                read = rows.Count;
                var publications = (await session.Publications.ReadAsync([.. rows.Select(r => r.Publication).Distinct()], cancellationToken).ConfigureAwait(false)).ToDictionary(p => p.Id);
                var receipts = (await session.Deliveries.ReceiptsAsync([.. rows.Where(r => r.Parts > 1).Select(r => r.Id)], cancellationToken).ConfigureAwait(false)).ToLookup(r => r.Delivery);
                var emergencies = await EmergenciesAsync(session, rows, publications, cancellationToken).ConfigureAwait(false);
                foreach (var row in rows)
                {
                    after = row.Id;
                    var publication = publications[row.Publication];
                    var zone = offices.Find(publication.Office)?.Zone ?? IndonesianZone.Wib;
                    for (var part = 0; part < row.Parts; part++) page.Add(Of(row, publication, receipts[row.Id], part, zone) with { IsEmergency = emergencies.Contains(row.Id) });
                }
            }

            foreach (var status in page) yield return status;
            if (read < PageSize) yield break;
        }
    }

    /// <summary>The deliveries that rest on an emergency approval. Only campaigns that ask for two persons are looked at.</summary>
    private static async ValueTask<IReadOnlySet<long>> EmergenciesAsync(ILedgerSession session, IReadOnlyList<DeliveryRow> rows, Dictionary<long, PublicationRow> publications, CancellationToken cancellationToken)
    {
        var campaigns = (await session.Gates.RulesAsync(cancellationToken).ConfigureAwait(false)).Campaigns;
        int Needed(DeliveryRow row) => campaigns.TryGetValue(publications[row.Publication].Key.Campaign, out var campaign) ? campaign.Approvers : 0;
        var several = rows.Where(r => r.Operation != Operations.Retract && Needed(r) > 1).ToList();
        if (several.Count == 0) return new HashSet<long>();
        var approvals = (await session.Gates.ApprovalsAsync([.. several.Select(r => r.Rendition).Distinct()], cancellationToken).ConfigureAwait(false)).ToLookup(a => (a.Campaign, a.Rendition));
        return several.Where(r => Approvers.Of([.. approvals[(publications[r.Publication].Key.Campaign, r.Rendition)]]).RestOnEmergency(Needed(r))).Select(r => r.Id).ToHashSet();
    }

    private static DeliveryStatus Of(DeliveryRow row, PublicationRow publication, IEnumerable<ReceiptRow> receipts, int part, IndonesianZone zone)
    {
        var (receipt, at) = receipts.FirstOrDefault(r => r.Part == part) is { } own ? (own.Receipt, own.At) : (row.Receipt, row.DoneAt);
        var done = part < row.Part || row.State == DeliveryState.Published;
        var ahead = !done && part > row.Part && !row.State.IsFinal();
        return new DeliveryStatus
        {
            Delivery = row.Id,
            Publication = publication.Id,
            Key = publication.Key,
            PublicationState = publication.State,
            Revision = row.Rendition.Hex[..12],
            Rendition = row.Rendition,
            Operation = row.Operation,
            Channel = publication.Channel,
            Office = publication.Office,
            Title = publication.Title,
            Part = part + 1,
            State = done ? DeliveryState.Published : ahead ? DeliveryState.Waiting : row.State,
            WaitsFor = done ? null : ahead ? WaitReason.Predecessor : row.WaitsFor,
            Since = zone.Show(row.Since),
            Due = row.State.IsFinal() || done ? zone.Show(row.Intended) : zone.Show(row.WaitsFor is WaitReason.Retry or WaitReason.Limit or WaitReason.Platform or WaitReason.Proof && row.Due is { } due ? due : row.NotBefore > row.Intended ? row.NotBefore.Value : row.Intended),
            PublishedAt = done && at is { } moment ? zone.Show(moment) : null,
            Receipt = done ? receipt : null,
            Attempts = row.Attempts,
            Problem = done || row.Problem is null ? null : new Problem { Code = row.Problem, Arguments = row.ProblemArguments },
        };
    }
}
