using Kpu.Outreach.PostgreSql;

namespace Kpu.Outreach;

/// <summary>Lets an outreach client keep its ledger in PostgreSQL.</summary>
public static class PostgreSqlOutreachOptionsExtensions
{
    /// <summary>Keeps the ledger in a PostgreSQL database; its tables are made when there are none.</summary>
    /// <param name="outreach">The client's options.</param>
    /// <param name="connectionString">How to reach the database, as Npgsql writes it.</param>
    /// <param name="options">How to use it. Default: as <see cref="PostgreSqlLedgerOptions"/> says.</param>
    /// <returns>The client's options.</returns>
    public static OutreachOptions UsePostgreSql(this OutreachOptions outreach, string connectionString, PostgreSqlLedgerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outreach);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        return outreach.UseLedger(async cancellationToken => await PostgreSqlLedger.OpenAsync(connectionString, options, cancellationToken).ConfigureAwait(false));
    }
}
