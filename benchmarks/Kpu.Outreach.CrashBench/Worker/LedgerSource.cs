using Kpu.Outreach.Ledger;
using Kpu.Outreach.Sqlite;

namespace Kpu.Outreach.CrashBench.Worker;

/// <summary>The one place that knows kinds of ledgers.</summary>
internal static class LedgerSource
{
    private const string Sqlite = "sqlite";

    /// <summary>Names a ledger of a kind for a space, such as <c>sqlite:FOLDER/lane-0.db</c>.</summary>
    public static string NameOf(string kind, string folder, string space) => kind switch
    {
        Sqlite => $"{Sqlite}:{Path.Combine(folder, space + ".db")}",
        _ => throw new ArgumentException($"There is no ledger '{kind}'.", nameof(kind)),
    };

    /// <summary>Opens a ledger by its name.</summary>
    public static async ValueTask<IDeliveryLedger> OpenAsync(string name, CancellationToken cancellationToken) => name.Split(':', 2) switch
    {
        [Sqlite, var path] => await SqliteLedger.OpenAsync(path, cancellationToken: cancellationToken),
        _ => throw new ArgumentException($"There is no ledger '{name}'.", nameof(name)),
    };
}
