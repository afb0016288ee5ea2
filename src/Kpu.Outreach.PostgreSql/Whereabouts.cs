using System.Globalization;
using Kpu.Outreach.Ledger;
using Npgsql;

namespace Kpu.Outreach.PostgreSql;

/// <summary>Where a ledger is, as its server tells it.</summary>
internal static class Whereabouts
{
    private const string Place = """
        SELECT pg_is_in_recovery(), current_database()::text, d.oid::bigint, n.oid::bigint, c.oid::bigint, n.nspname::text, has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_database d ON d.datname = current_database()
        WHERE c.oid = 'ledger'::regclass
        """;

    private const string Cluster = "SELECT system_identifier::text FROM pg_catalog.pg_control_system()";

    /// <exception cref="LedgerException">It is a standby, which may lag behind and proves nothing.</exception>
    public static async ValueTask<LedgerPlace> FindAsync(Server server, CancellationToken cancellationToken)
    {
        var connection = await server.ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var (address, body, mayAsk) = await PlaceAsync(server, connection, cancellationToken).ConfigureAwait(false);
        if (!mayAsk) return new LedgerPlace(null, address, body);
        var cluster = new NpgsqlCommand(Cluster, connection);
        await using var __ = cluster.ConfigureAwait(false);
        return new LedgerPlace((string?)await cluster.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), address, body);
    }

    private static async ValueTask<(string Address, string Body, bool MayAsk)> PlaceAsync(Server server, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var place = new NpgsqlCommand(Place, connection);
        await using var _ = place.ConfigureAwait(false);
        var reader = await place.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) throw Failures.Damaged(server.Name);
        if (reader.GetBoolean(0)) throw Failures.Standby(server.Name);
        var body = string.Create(CultureInfo.InvariantCulture, $"{reader.GetInt64(2)}/{reader.GetInt64(3)}/{reader.GetInt64(4)}");
        return ($"{reader.GetString(1)}/{reader.GetString(5)}", body, reader.GetBoolean(6));
    }
}
