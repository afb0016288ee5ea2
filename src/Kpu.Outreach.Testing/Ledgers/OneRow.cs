using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>The stores of a session for one row at a time. New rows get the next number, as the engine gives it.</summary>
internal static class OneRow
{
    public static async Task<long> AddAsync(this ILedgerSession session, PublicationRow row)
    {
        var id = await NextAsync(session, "publications");
        await session.Publications.AddAsync([row with { Id = id }], default);
        return id;
    }

    public static async Task<long> AddAsync(this ILedgerSession session, DeliveryRow row)
    {
        var id = await NextAsync(session, "deliveries");
        await session.Deliveries.AddAsync([row with { Id = id }], default);
        return id;
    }

    public static async Task AddAsync(this ILedgerSession session, Rendition rendition) => await session.Renditions.AddAsync([rendition], default);

    public static async Task SetAsync(this ILedgerSession session, ReceiptRow row) => await session.Deliveries.SetReceiptsAsync([row], default);

    public static async Task UpdateAsync(this ILedgerSession session, PublicationRow row) => await session.Publications.UpdateAsync([row], default);

    public static async Task UpdateAsync(this ILedgerSession session, DeliveryRow row) => await session.Deliveries.UpdateAsync([row], default);

    public static async Task<PublicationRow?> FindAsync(this ILedgerSession session, PublicationKey key) => (await session.Publications.FindAsync([key], default)).SingleOrDefault();

    public static async Task<PublicationRow?> PublicationAsync(this ILedgerSession session, long id) => (await session.Publications.ReadAsync([id], default)).SingleOrDefault();

    public static async Task<DeliveryRow?> DeliveryAsync(this ILedgerSession session, long id) => (await session.Deliveries.ReadAsync([id], default)).SingleOrDefault();

    public static async Task<IReadOnlyList<DeliveryRow>> OfAsync(this ILedgerSession session, long publication) => await session.Deliveries.OfAsync([publication], default);

    public static async Task<IReadOnlyList<ReceiptRow>> ReceiptsAsync(this ILedgerSession session, long delivery) => await session.Deliveries.ReceiptsAsync([delivery], default);

    public static async Task<IReadOnlyList<DeliveryRow>> DueAsync(this ILedgerSession session, DateTimeOffset now, int limit, string account = "laman") =>
        await session.Deliveries.DueAsync([new AccountShare(account, limit)], now, default);

    public static async Task<IReadOnlyList<ApprovalRow>> ApprovalsAsync(this ILedgerSession session, ContentHash rendition) => await session.Gates.ApprovalsAsync([rendition], default);

    /// <summary>Appends a link with entries like these.</summary>
    public static async Task AppendAsync(this ILedgerSession session, params (long? Publication, string Kind)[] moves)
    {
        if (moves.Length > 0) await session.Trail.AppendAsync(LedgerSamples.Link(await session.Trail.LastAsync(default), moves), new Dictionary<long, TrailActor>(), default);
    }

    private static async Task<long> NextAsync(ILedgerSession session, string name)
    {
        var next = await session.Gates.NumberAsync(name, default) + 1;
        await session.Gates.SetNumberAsync(name, next, default);
        return next;
    }
}
