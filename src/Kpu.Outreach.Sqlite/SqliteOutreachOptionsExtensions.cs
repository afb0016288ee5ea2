using Kpu.Outreach.Sqlite;

namespace Kpu.Outreach;

/// <summary>Lets an outreach client keep its ledger in a SQLite file.</summary>
public static class SqliteOutreachOptionsExtensions
{
    /// <summary>Keeps the ledger in one SQLite file; it is made when there is none.</summary>
    /// <param name="outreach">The client's options.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="options">How to keep it. Default: as <see cref="SqliteLedgerOptions"/> says.</param>
    /// <returns>The client's options.</returns>
    public static OutreachOptions UseSqlite(this OutreachOptions outreach, string path, SqliteLedgerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outreach);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return outreach.UseLedger(async cancellationToken => await SqliteLedger.OpenAsync(path, options, cancellationToken).ConfigureAwait(false));
    }
}
