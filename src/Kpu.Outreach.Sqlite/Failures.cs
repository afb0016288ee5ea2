using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using SQLitePCL;

namespace Kpu.Outreach.Sqlite;

/// <summary>Turns what SQLite says into problems of a ledger.</summary>
internal static class Failures
{
    // SQLITE_IOERR_SHMSIZE.
    private const int NoRoomForShared = raw.SQLITE_IOERR | (19 << 8);

    /// <summary>The failure of a call on an open connection.</summary>
    public static LedgerException Of(int code, sqlite3 database, string path) =>
        Of(code, raw.sqlite3_errmsg(database).utf8_to_string() ?? "", path);

    /// <summary>Something read makes no sense.</summary>
    public static LedgerException Damaged(string path, Exception? inner = null) => Make(path, null, LedgerProblems.Damaged);

    public static LedgerException Locked(string path) => Make(path, null, LedgerProblems.Locked);

    public static LedgerException ReadOnly(string path) => Make(path, null, LedgerProblems.ReadOnly);

    public static LedgerException Failed(string path, Exception inner) => Make(path, null, LedgerProblems.Failed, inner.Message);

    public static LedgerException Newer(string path, long version, long known) =>
        Make(path, null, LedgerProblems.NewerVersion, FormattableString.Invariant($"{version}"), FormattableString.Invariant($"{known}"));

    /// <summary>Whether another connection is in the way.</summary>
    public static bool IsBusy(int code) => Primary(code) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL;

    /// <summary>Whether a row is there already.</summary>
    public static bool IsConstraint(int code) => Primary(code) == raw.SQLITE_CONSTRAINT;

    private static int Primary(int code) => code & 0xff;

    private static LedgerException Of(int code, string says, string path) => Primary(code) switch
    {
        // The file beside the log could not be made as large as it must be.
        _ when code == NoRoomForShared => Make(path, null, LedgerProblems.Full),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT => Make(path, null, LedgerProblems.Damaged),
        raw.SQLITE_FULL => Make(path, null, LedgerProblems.Full),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => Make(path, null, LedgerProblems.Locked),
        raw.SQLITE_READONLY or raw.SQLITE_PERM => Make(path, null, LedgerProblems.ReadOnly),
        _ => Make(path, null, LedgerProblems.Failed, says),
    };

    private static LedgerException Make(string path, Exception? inner, string code, params string[] more) =>
        new(Problem.Error(code, Place.Unknown, [path, .. more]), inner);
}
