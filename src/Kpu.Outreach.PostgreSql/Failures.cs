using System.Globalization;
using System.Net.Sockets;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Npgsql;

namespace Kpu.Outreach.PostgreSql;

/// <summary>Turns what the server and the network say into problems of a ledger.</summary>
internal static class Failures
{
    /// <summary>The server ended a session that stood idle inside a transaction.</summary>
    private const string IdleInTransaction = "25P03";

    /// <summary>What was thrown by a call to the server.</summary>
    /// <returns>The problem; null when it is none of the ledger's, such as a cancellation.</returns>
    public static LedgerException? Of(Exception thrown, string ledger) => thrown switch
    {
        PostgresException server => Of(server, ledger),
        NpgsqlException or IOException or SocketException or TimeoutException => Unavailable(ledger, Innermost(thrown).Message, thrown),
        InvalidCastException => Damaged(ledger, thrown),
        _ => null,
    };

    /// <summary>Something read makes no sense.</summary>
    public static LedgerException Damaged(string ledger, Exception? inner = null) => Make(ledger, inner, LedgerProblems.Damaged);

    public static LedgerException Unavailable(string ledger, string says, Exception? inner = null) => Make(ledger, inner, LedgerProblems.Unavailable, says);

    /// <summary>What answers is a standby: nothing can be written there, and what is read may lag behind.</summary>
    public static LedgerException Standby(string ledger) => Unavailable(ledger, "it is a standby that has not taken over");

    /// <summary>The ledger is older than what is remembered of it.</summary>
    public static LedgerException Restored(string ledger, long last, long remembered) =>
        Make(ledger, null, LedgerProblems.Restored, last.ToString(CultureInfo.InvariantCulture), remembered.ToString(CultureInfo.InvariantCulture));

    public static LedgerException Held(string ledger) => Make(ledger, null, LedgerProblems.Held);

    public static LedgerException Newer(string ledger, long version, long known) =>
        Make(ledger, null, LedgerProblems.NewerVersion, version.ToString(CultureInfo.InvariantCulture), known.ToString(CultureInfo.InvariantCulture));

    public static LedgerException ClockDiffers(string ledger, TimeSpan by, TimeSpan allowed) => Make(
        ledger, null, LedgerProblems.ClockDiffers, by.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture), allowed.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture));

    private static LedgerException Of(PostgresException thrown, string ledger) => thrown.SqlState switch
    {
        // Another session is in the way: a lock that took too long, a dead-lock, a statement that the server ended.
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => Make(ledger, thrown, LedgerProblems.Locked),
        PostgresErrorCodes.DiskFull => Make(ledger, thrown, LedgerProblems.Full),
        PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege => Make(ledger, thrown, LedgerProblems.ReadOnly),
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn => Damaged(ledger, thrown),

        // The server shuts down or comes up, has no connection left, or ended one that stood idle.
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
            or IdleInTransaction => Unavailable(ledger, thrown.MessageText, thrown),
        { } state when state.StartsWith("08", StringComparison.Ordinal) => Unavailable(ledger, thrown.MessageText, thrown),
        _ => Make(ledger, thrown, LedgerProblems.Failed, thrown.MessageText),
    };

    private static Exception Innermost(Exception thrown) => thrown.InnerException is { } inner ? Innermost(inner) : thrown;

    private static LedgerException Make(string ledger, Exception? inner, string code, params string[] more) =>
        new(Problem.Error(code, Place.Unknown, [ledger, .. more]), inner);
}
