namespace Kpu.Outreach.Ledger;

/// <summary>What is not done yet.</summary>
/// <remarks>Immutable.</remarks>
public sealed record Backlog
{
    /// <summary>Deliveries that wait, by what they wait for.</summary>
    public required IReadOnlyDictionary<WaitReason, int> Waiting { get; init; }

    /// <summary>Deliveries whose moment has come and that only a person can move.</summary>
    public required int NeedsPerson { get; init; }

    /// <summary>Deliveries that have been due longer than the grace and that nobody works on.</summary>
    public required int Overdue { get; init; }

    /// <summary>When something will be due next; null when nothing will be by itself.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>Whether only a person can move what waits for this.</summary>
    /// <param name="reason">What is waited for.</param>
    /// <returns>True for an approval, a hold, a fact, a credential, a consent, a likely duplicate, and a decision.</returns>
    public static bool IsForPerson(WaitReason reason) =>
        reason is WaitReason.Approval or WaitReason.Hold or WaitReason.Fact or WaitReason.Credential or WaitReason.Person or WaitReason.Consent or WaitReason.Duplicate;

    internal static async Task<Backlog> ReadAsync(IDeliveryLedger ledger, DateTimeOffset now, TimeSpan grace, CancellationToken cancellationToken)
    {
        const int PageSize = 1000;
        var waiting = new SortedDictionary<WaitReason, int>();
        var (person, overdue) = (0, 0);
        var session = await ledger.OpenAsync(write: false, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        for (var after = 0L; ;)
        {
            var page = await session.Deliveries.InAsync([DeliveryState.Waiting, DeliveryState.Preparing, DeliveryState.Accepted, DeliveryState.Uncertain], after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var row in page)
            {
                after = row.Id;
                if (row.Due + grace < now) overdue++;
                if (row.WaitsFor is not { } reason) continue;
                waiting[reason] = waiting.GetValueOrDefault(reason) + 1;
                if (row.Intended <= now && IsForPerson(reason)) person++;
            }

            if (page.Count < PageSize) break;
        }

        return new Backlog { Waiting = waiting, NeedsPerson = person, Overdue = overdue, NextDue = await session.Deliveries.NextDueAsync(now, [], cancellationToken).ConfigureAwait(false) };
    }
}
