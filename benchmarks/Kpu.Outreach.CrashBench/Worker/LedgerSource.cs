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
    private const string PostgreSql = "postgres";

    /// <summary>Names a ledger of a kind for a space: <c>sqlite:FOLDER/lane-0.db</c>, or <c>postgres:SCHEMA</c> in the database that <see cref="Variable"/> names.</summary>
    public static string NameOf(string kind, string folder, string space) => kind switch
    {
        Sqlite => $"{Sqlite}:{Path.Combine(folder, space + ".db")}",

        // The folder is the run's own, so that two runs in one database do not meet.
        PostgreSql => $"{PostgreSql}:{Other().Replace($"{Path.GetFileName(folder.TrimEnd('/'))}_{space}".ToLowerInvariant(), "_")}",
        _ => throw new ArgumentException($"There is no ledger '{kind}'.", nameof(kind)),
    };

    /// <summary>Opens a ledger by its name.</summary>
    public static async ValueTask<IDeliveryLedger> OpenAsync(string name, CancellationToken cancellationToken) => name.Split(':', 2) switch
    {
        [Sqlite, var path] => await SqliteLedger.OpenAsync(path, cancellationToken: cancellationToken),
        [PostgreSql, var schema] => await PostgreSqlLedger.OpenAsync(
            Environment.GetEnvironmentVariable(Variable) ?? throw new ArgumentException($"The environment variable {Variable} is not set."),
            new PostgreSqlLedgerOptions { Schema = schema }, cancellationToken),
        _ => throw new ArgumentException($"There is no ledger '{name}'.", nameof(name)),
    };

    [GeneratedRegex("[^a-z0-9_]")]
    private static partial Regex Other();
}
