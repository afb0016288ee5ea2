using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Dispatching;

/// <summary>Where a worker that has company begins its round of the accounts: side by side, several would stand in each other's way at every account.</summary>
internal static class StartingPlace
{
    /// <summary>The name under which workers that joined are counted.</summary>
    private const string Workers = "workers";

    /// <summary>Laid one after the other round a circle, such parts keep away from each other, however many they are.</summary>
    private const double GoldenPart = 0.6180339887498949;

    /// <param name="ledger">The ledger, which counts the workers.</param>
    /// <param name="now">The moment.</param>
    /// <param name="accounts">The accounts that the worker knows.</param>
    /// <param name="cancellationToken">Stops waiting for the ledger.</param>
    /// <returns>The account behind which the worker begins; null for the first of all.</returns>
    public static async ValueTask<string?> FindAsync(IDeliveryLedger ledger, DateTimeOffset now, IReadOnlyList<string> accounts, CancellationToken cancellationToken)
    {
        if (accounts.Count == 0) return null;
        var work = await LedgerWork.OpenAsync(ledger, LedgerAccess.Change, now, null, cancellationToken).ConfigureAwait(false);
        await using var _ = work.ConfigureAwait(false);
        var before = await work.Session.Gates.NumberAsync(Workers, cancellationToken).ConfigureAwait(false);
        await work.Session.Gates.SetNumberAsync(Workers, before + 1, cancellationToken).ConfigureAwait(false);
        await work.CommitAsync(cancellationToken).ConfigureAwait(false);
        return accounts[(int)(accounts.Count * (before * GoldenPart % 1))];
    }
}
