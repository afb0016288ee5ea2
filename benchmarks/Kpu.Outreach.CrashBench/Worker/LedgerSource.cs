using System.Text.RegularExpressions;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.PostgreSql;
using Kpu.Outreach.Sqlite;

namespace Kpu.Outreach.CrashBench.Worker;

/// <summary>The one place that knows kinds of ledgers.</summary>
internal static partial class LedgerSource
{
    /// <summary>The variable of the environment that holds the connection to PostgreSQL.</summary>
    public const string Variable = "OUTREACH_CRASH_POSTGRES";

    private const string Sqlite = "sqlite";
    public const string PostgreSql = "postgres";

    /// <summary>Names a ledger of a kind for a space: <c>sqlite:FOLDER/lane-0.db</c>, or <c>postgres:FOLDER/lane-0</c>, a schema of that name in the database that <see cref="Variable"/> names; what is remembered of it lies in the folder.</summary>
    public static string NameOf(string kind, string folder, string space) => kind switch
    {
        Sqlite => $"{Sqlite}:{Path.Combine(folder, space + ".db")}",
        PostgreSql => $"{PostgreSql}:{Path.Combine(folder, space)}",
        _ => throw new ArgumentException($"There is no ledger '{kind}'.", nameof(kind)),
    };

    /// <summary>Opens a ledger by its name.</summary>
    public static async ValueTask<IDeliveryLedger> OpenAsync(string name, CancellationToken cancellationToken) => name.Split(':', 2) switch
    {
        [Sqlite, var path] => await SqliteLedger.OpenAsync(path, cancellationToken: cancellationToken),
        [PostgreSql, var path] => await PostgreSqlLedger.OpenAsync(
            Environment.GetEnvironmentVariable(Variable) ?? throw new ArgumentException($"The environment variable {Variable} is not set."),
            new PostgreSqlLedgerOptions { Schema = SchemaOf(path), AnchorFolder = Path.GetDirectoryName(path) }, cancellationToken),
        _ => throw new ArgumentException($"There is no ledger '{name}'.", nameof(name)),
    };

    /// <summary>The folder is the run's own, so that two runs in one database do not meet.</summary>
    private static string SchemaOf(string path) => Other().Replace($"{Path.GetFileName(Path.GetDirectoryName(path))}_{Path.GetFileName(path)}".ToLowerInvariant(), "_");

    [GeneratedRegex("[^a-z0-9_]")]
    private static partial Regex Other();
}
