using Kpu.Outreach.Ledger;
using Npgsql;

namespace Kpu.Outreach.PostgreSql;

/// <summary>The tables and how older ones are brought up to date.</summary>
internal static class Schema
{
    /// <summary>What moves soon by itself: limit, retry, platform, proof. Few rows at a time.</summary>
    public const string SoonReasons = "(5, 7, 11, 12)";

    /// <summary>Preparing, accepted, uncertain. Few rows at a time.</summary>
    public const string MovingStates = "(1, 3, 4)";

    /// <summary>Step n brings a schema from version n to n + 1; the first one makes the tables. A step that was released is never changed.</summary>
    private static readonly IReadOnlyList<string> Steps = [First, StateOutOfIndex];

    /// <summary>The version this library writes.</summary>
    public static int Version => Steps.Count;

    // Instants are ticks of UTC: the hashes of the trail cover ticks, and a timestamp of PostgreSQL has one digit less. Numbers of words and renditions stand for texts and hashes.
    // A word is found by its SHA-256, since an index takes no long texts. In the key of a publication, place is the placement without its case, and recipient 0 stands for none.
    // Of a delivery, only what is due, leased, soon due or being proven stands in an index: each one costs every move. Room is left on the pages for the next version of a row.
    private const string First = $"""
        CREATE TABLE ledger (one smallint PRIMARY KEY CHECK (one = 1), version integer NOT NULL, id text NOT NULL);
        CREATE TABLE words (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, hash bytea NOT NULL UNIQUE, text text NOT NULL);
        CREATE TABLE renditions (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, hash bytea NOT NULL UNIQUE);
        CREATE TABLE documents (rendition bigint PRIMARY KEY, document text NOT NULL);
        CREATE TABLE accounts (id bigint PRIMARY KEY) WITH (fillfactor = 70);

        CREATE TABLE publications (
            id bigint PRIMARY KEY,
            campaign bigint NOT NULL, material bigint NOT NULL, account bigint NOT NULL, placement bigint NOT NULL, place bigint NOT NULL, occurrence bigint NOT NULL, recipient bigint NOT NULL,
            office bigint NOT NULL, channel bigint NOT NULL, title bigint NOT NULL, live bigint, published_at bigint, updated_at bigint, plan bigint NOT NULL,
            open integer NOT NULL, state smallint NOT NULL, reference text, url text) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
        CREATE UNIQUE INDEX publications_key ON publications (campaign, material, occurrence, account, place, recipient);
        CREATE INDEX publications_shown ON publications (account, id) WHERE state <> 0;

        CREATE TABLE deliveries (
            id bigint PRIMARY KEY, publication bigint NOT NULL, account bigint NOT NULL, rendition bigint NOT NULL, cause bigint NOT NULL, problem bigint,
            since bigint NOT NULL, not_before bigint, intended bigint NOT NULL, not_after bigint, closes_at bigint, due bigint, fence bigint NOT NULL, lease_until bigint, started_at bigint,
            unproven_since bigint, give_up_at bigint, done_at bigint, predecessor bigint,
            parts integer NOT NULL, part integer NOT NULL, attempts integer NOT NULL, looks integer NOT NULL,
            operation smallint NOT NULL, state smallint NOT NULL, waits_for smallint, late smallint NOT NULL,
            handle text, reference text, url text, arguments text) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
        CREATE INDEX deliveries_publication ON deliveries (publication);
        CREATE INDEX deliveries_due ON deliveries (account, due, id) WHERE due IS NOT NULL;
        CREATE INDEX deliveries_leased ON deliveries (lease_until, id, account) WHERE lease_until IS NOT NULL;
        CREATE INDEX deliveries_soon ON deliveries (due) WHERE due IS NOT NULL AND waits_for IN {SoonReasons};
        CREATE INDEX deliveries_moving ON deliveries (id) WHERE state IN {MovingStates};
        CREATE TABLE receipts (delivery bigint NOT NULL, part integer NOT NULL, reference text NOT NULL, url text, at bigint NOT NULL, PRIMARY KEY (delivery, part));

        CREATE TABLE approvals (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, campaign bigint NOT NULL, rendition bigint NOT NULL, kind bigint NOT NULL, approved_by text NOT NULL, why text, system_user_name text, at bigint NOT NULL, delivery bigint);
        CREATE INDEX approvals_rendition ON approvals (rendition, campaign);
        CREATE TABLE wordings (words bigint NOT NULL, campaign bigint NOT NULL, material bigint NOT NULL, occurrence bigint NOT NULL, PRIMARY KEY (words, campaign, material, occurrence));
        CREATE TABLE holds (
            id bigint PRIMARY KEY, scope smallint NOT NULL, value text NOT NULL, set_by text NOT NULL, why text, since bigint NOT NULL, until bigint, released_at bigint, released_by text);
        CREATE TABLE campaigns (id text COLLATE "C" PRIMARY KEY, approvers integer NOT NULL, role text);
        CREATE TABLE facts (id text COLLATE "C" PRIMARY KEY, version integer NOT NULL, good boolean NOT NULL);
        CREATE TABLE closures (number integer PRIMARY KEY, region text NOT NULL, with_below boolean NOT NULL, since bigint NOT NULL, until bigint NOT NULL);
        CREATE TABLE numbers (name text COLLATE "C" PRIMARY KEY, value bigint NOT NULL) WITH (fillfactor = 50);

        CREATE TABLE limits (domain text COLLATE "C" PRIMARY KEY, tokens bigint NOT NULL, at bigint NOT NULL, blocked_until bigint) WITH (fillfactor = 50);
        CREATE INDEX limits_blocked ON limits (blocked_until) WHERE blocked_until IS NOT NULL;

        CREATE TABLE heads (one smallint PRIMARY KEY CHECK (one = 1)) WITH (fillfactor = 50);
        INSERT INTO heads (one) VALUES (1);
        CREATE TABLE trail (
            number bigint PRIMARY KEY, at bigint NOT NULL, first bigint NOT NULL, count integer NOT NULL, lowest bigint NOT NULL, highest bigint NOT NULL, hash bytea NOT NULL, packed bytea NOT NULL);
        CREATE TABLE actors (entry bigint PRIMARY KEY, acted_by text NOT NULL, why text, system_user_name text);
        """;

    // A publication changes its state with nearly every call. While no index knows the state, the new version of the row finds room on its page and no index has to be told.
    private const string StateOutOfIndex = """
        DROP INDEX publications_shown;
        CREATE INDEX publications_account ON publications (account, id);
        """;

    // Read as rows, which every statement sees anew; the functions that look up names answer from memory in the midst of a transaction.
    private const string NoSchema = "SELECT NOT EXISTS (SELECT 1 FROM pg_catalog.pg_namespace n WHERE n.nspname = $1)";
    private const string NoLedger = "SELECT NOT EXISTS (SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = 'ledger')";
    private const string ReadVersion = "SELECT version, id FROM ledger";

    /// <summary>Makes or migrates the tables where that is needed.</summary>
    /// <param name="server">The server.</param>
    /// <param name="options">The name of the schema, and how the id of a new ledger is made.</param>
    /// <param name="cancellationToken">Stops waiting for others.</param>
    /// <returns>The ledger's id.</returns>
    /// <exception cref="LedgerException">It is of a newer version, or no ledger.</exception>
    public static async ValueTask<string> PrepareAsync(Server server, PostgreSqlLedgerOptions options, CancellationToken cancellationToken)
    {
        var connection = await server.ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);

        // Most processes find everything in order and wait for nobody.
        if (await FindAsync(server, connection, options, cancellationToken).ConfigureAwait(false) is { } found && found.Version == Version) return found.Id;
        await ExecuteAsync(connection, "BEGIN", cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, FormattableString.Invariant($"SELECT pg_advisory_xact_lock({server.LockKey})"), cancellationToken).ConfigureAwait(false);

        // Another process may have done it while this one waited for its turn.
        var there = await FindAsync(server, connection, options, cancellationToken).ConfigureAwait(false);
        var id = there?.Id ?? options.LedgerIdSource();
        if (there?.Version != Version)
        {
            // Whoever may not make schemas may still be given one.
            if (there is null && await IsAsync(connection, NoSchema, options.Schema, cancellationToken).ConfigureAwait(false))
                await ExecuteAsync(connection, $"CREATE SCHEMA \"{options.Schema}\"", cancellationToken).ConfigureAwait(false);
            for (var i = there?.Version ?? 0; i < Version; i++) await ExecuteAsync(connection, Steps[i], cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(
                connection, "INSERT INTO ledger (one, version, id) VALUES (1, $1, $2) ON CONFLICT (one) DO UPDATE SET version = excluded.version", cancellationToken, Value.Of(Version), Value.Text(id)).ConfigureAwait(false);
        }

        await ExecuteAsync(connection, "COMMIT", CancellationToken.None).ConfigureAwait(false);
        return id;
    }

    private static async ValueTask<(int Version, string Id)?> FindAsync(Server server, NpgsqlConnection connection, PostgreSqlLedgerOptions options, CancellationToken cancellationToken)
    {
        if (await IsAsync(connection, NoLedger, options.Schema, cancellationToken).ConfigureAwait(false)) return null;
        var read = new NpgsqlCommand(ReadVersion, connection);
        await using var _ = read.ConfigureAwait(false);
        var reader = await read.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) throw Failures.Damaged(server.Name);
        var (version, id) = (reader.GetInt32(0), Texts.Read(reader.GetString(1)));
        if (version > Version) throw Failures.Newer(server.Name, version, Version);
        return version < 1 || id.Length == 0 ? throw Failures.Damaged(server.Name) : (version, id);
    }

    private static async ValueTask<bool> IsAsync(NpgsqlConnection connection, string sql, string name, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection) { Parameters = { Value.Of(name) } };
        await using var _ = command.ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    private static async ValueTask ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
