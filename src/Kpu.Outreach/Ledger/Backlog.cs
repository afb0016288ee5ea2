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
        var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        var counts = await session.Deliveries.CountOpenAsync(now, grace, cancellationToken).ConfigureAwait(false);
        var waiting = new SortedDictionary<WaitReason, int>();
        foreach (var group in counts.Where(c => c.WaitsFor is not null).GroupBy(c => c.WaitsFor!.Value)) waiting[group.Key] = group.Sum(c => c.Count);
        return new Backlog
        {
            Waiting = waiting,
            NeedsPerson = counts.Where(c => c is { WaitsFor: { } reason, MomentHasCome: true } && IsForPerson(reason)).Sum(c => c.Count),
            Overdue = counts.Where(c => c.IsOverdue).Sum(c => c.Count),
            NextDue = await session.Deliveries.NextDueAsync(now, [], cancellationToken).ConfigureAwait(false),
        };
    }
}
