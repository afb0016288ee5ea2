using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Sqlite;

/// <summary>The tables of the file and how an older file is brought up to date.</summary>
internal static class Schema
{
    /// <summary>"KPUo": tells the file from other databases.</summary>
    public const long ApplicationId = 0x4B50556F;

    /// <summary>Step n brings a file from version n to n + 1; the first one makes a new file. A step that was released is never changed.</summary>
    private static readonly IReadOnlyList<string> Steps = [First];

    /// <summary>The version this library writes.</summary>
    public static int Version => Steps.Count;

    // Instants are ticks of UTC. Numbers of words and renditions stand for texts and hashes: bytes a row decide the rate with a million rows.
    // The key's index stands on those numbers and not on a hash: what is planned together is written together, where hashes would touch the whole index in every transaction.
    // In it, place is the placement without its case, and 0, which is no text, stands for no recipient.
    // Of a delivery, only what is due, leased, soon due or being proven stands in an index: each one costs every move.
    private const string First = $"""
        CREATE TABLE ledger (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, seal INTEGER NOT NULL) STRICT;
        CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, seal INTEGER NOT NULL) STRICT;
        CREATE TABLE renditions (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, seal INTEGER NOT NULL, document TEXT) STRICT;

        CREATE TABLE publications (
            id INTEGER PRIMARY KEY,
            campaign INTEGER NOT NULL, material INTEGER NOT NULL, account INTEGER NOT NULL, recipient TEXT, place INTEGER NOT NULL, occurrence INTEGER NOT NULL,
            state INTEGER NOT NULL, plan INTEGER NOT NULL, open INTEGER NOT NULL, rest BLOB NOT NULL, seal INTEGER NOT NULL) STRICT;
        CREATE UNIQUE INDEX publications_key ON publications (campaign, material, occurrence, account, place, coalesce(recipient, 0));
        CREATE INDEX publications_shown ON publications (account) WHERE state <> 0;

        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY, publication INTEGER NOT NULL, account INTEGER NOT NULL, state INTEGER NOT NULL, waits_for INTEGER, intended INTEGER NOT NULL, due INTEGER, lease_until INTEGER,
            rest BLOB NOT NULL, seal INTEGER NOT NULL) STRICT;
        CREATE INDEX deliveries_publication ON deliveries (publication);
        CREATE INDEX deliveries_due ON deliveries (account, due) WHERE due IS NOT NULL;
        CREATE INDEX deliveries_leased ON deliveries (lease_until, account) WHERE lease_until IS NOT NULL;
        CREATE INDEX deliveries_soon ON deliveries (due) WHERE due IS NOT NULL AND waits_for IN {SoonReasons};
        CREATE INDEX deliveries_moving ON deliveries (id) WHERE state IN {MovingStates};
        CREATE TABLE receipts (delivery INTEGER NOT NULL, part INTEGER NOT NULL, reference TEXT NOT NULL, url TEXT, at INTEGER NOT NULL, seal INTEGER NOT NULL, PRIMARY KEY (delivery, part)) STRICT, WITHOUT ROWID;

        CREATE TABLE approvals (
            number INTEGER PRIMARY KEY, campaign INTEGER NOT NULL, rendition INTEGER NOT NULL, by TEXT NOT NULL, kind INTEGER NOT NULL, why TEXT, system_user TEXT, at INTEGER NOT NULL, delivery INTEGER, seal INTEGER NOT NULL) STRICT;
        CREATE INDEX approvals_rendition ON approvals (rendition, campaign);
        CREATE TABLE wordings (
            words INTEGER NOT NULL, campaign INTEGER NOT NULL, material INTEGER NOT NULL, occurrence INTEGER NOT NULL, seal INTEGER NOT NULL, PRIMARY KEY (words, campaign, material, occurrence)) STRICT, WITHOUT ROWID;
        CREATE TABLE holds (
            id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, value TEXT NOT NULL, by TEXT NOT NULL, why TEXT, since INTEGER NOT NULL, until INTEGER, released_at INTEGER, released_by TEXT, seal INTEGER NOT NULL) STRICT;
        CREATE TABLE campaigns (id TEXT PRIMARY KEY, approvers INTEGER NOT NULL, role TEXT, seal INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE facts (id TEXT PRIMARY KEY, version INTEGER NOT NULL, good INTEGER NOT NULL, seal INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE closures (number INTEGER PRIMARY KEY, region TEXT NOT NULL, with_below INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, seal INTEGER NOT NULL) STRICT;
        CREATE TABLE numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL, seal INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE limits (domain INTEGER PRIMARY KEY, tokens INTEGER NOT NULL, at INTEGER NOT NULL, blocked_until INTEGER, seal INTEGER NOT NULL) STRICT;
        CREATE INDEX limits_blocked ON limits (blocked_until) WHERE blocked_until IS NOT NULL;

        CREATE TABLE trail (
            number INTEGER PRIMARY KEY, at INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, lowest INTEGER NOT NULL, highest INTEGER NOT NULL, hash BLOB NOT NULL, packed BLOB NOT NULL) STRICT;
        CREATE TABLE actors (entry INTEGER PRIMARY KEY, by TEXT NOT NULL, why TEXT, system_user TEXT, seal INTEGER NOT NULL) STRICT;
        """;

    /// <summary>What moves soon by itself: limit, retry, platform, proof. Few rows at a time.</summary>
    public const string SoonReasons = "(5, 7, 11, 12)";

    /// <summary>Preparing, accepted, uncertain. Few rows at a time.</summary>
    public const string MovingStates = "(1, 3, 4)";

    /// <summary>Whether the file has to be made or migrated.</summary>
    /// <exception cref="LedgerException">It is of a newer version, or no ledger.</exception>
    public static bool IsOld(LedgerConnection connection)
    {
        var version = connection.Scalar("PRAGMA user_version");
        var isLedger = connection.Scalar("PRAGMA application_id") == ApplicationId;
        if (!isLedger && (version != 0 || connection.Scalar("SELECT count(*) FROM sqlite_master") > 0)) throw connection.Damaged();
        if (version > Version) throw Failures.Newer(connection.Path, version, Version);
        return isLedger && version < 1 ? throw connection.Damaged() : version < Version;
    }

    /// <summary>Makes or migrates the file, inside a transaction that writes.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="newId">Makes the id of a new ledger.</param>
    public static void Update(LedgerConnection connection, Func<string> newId)
    {
        // Another process may have done it while this one waited for its turn.
        if (!IsOld(connection)) return;
        var version = (int)connection.Scalar("PRAGMA user_version");
        for (var i = version; i < Version; i++) connection.Execute(Steps[i]);
        connection.Execute(FormattableString.Invariant($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}"));
        if (version > 0) return;
        using var insert = connection.Run(InsertId);
        insert.With(newId()).WithSeal().Step();
    }

    /// <summary>The ledger's id.</summary>
    public static string ReadId(LedgerConnection connection)
    {
        using var read = connection.Run(SelectId);
        if (!read.Step() || read.Text() is not { Length: > 0 } id) throw connection.Damaged();
        read.CheckSeal();
        return id;
    }

    private static readonly Sql InsertId = new("INSERT INTO ledger (one, id, seal) VALUES (1, ?, ?)");
    private static readonly Sql SelectId = new("SELECT id, seal FROM ledger");
}
