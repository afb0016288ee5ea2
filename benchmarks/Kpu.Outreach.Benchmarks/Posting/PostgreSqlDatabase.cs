using System.Globalization;
using Kpu.Outreach.PostgreSql;
using Npgsql;

namespace Kpu.Outreach.Benchmarks.Posting;

/// <summary>The database that the host of a benchmark gives; each run has schemas of its own in it.</summary>
internal static class PostgreSqlDatabase
{
    /// <summary>The variable of the environment that says how it is reached.</summary>
    public const string Variable = "OUTREACH_BENCH_POSTGRES";

    private static int _runs;

    /// <exception cref="UsageException">The variable is not set.</exception>
    public static string ConnectionString => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? text : throw new UsageException($"The environment variable {Variable} says how the database is reached; it is not set.");

    /// <summary>A setup whose workers share a ledger in a schema of their own.</summary>
    public static Setup NewSetup(int workers)
    {
        var schema = string.Create(CultureInfo.InvariantCulture, $"bench_{Environment.ProcessId}_{Interlocked.Increment(ref _runs)}");
        return new Setup((options, _) => options.UsePostgreSql(ConnectionString, new PostgreSqlLedgerOptions { Schema = schema }))
        {
            Workers = workers,
            CleanUpAsync = () => ExecuteAsync($"DROP SCHEMA IF EXISTS {schema} CASCADE"),
        };
    }

    public static async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync();
    }
}
