using System.Globalization;
using System.Text.RegularExpressions;
using Kpu.Outreach.TestSupport;
using Npgsql;

namespace Kpu.Outreach.PostgreSql.Tests;

/// <summary>How the server carries out what a worker asks in every turn: by an index, however much there is, and also while the server has not yet counted what there is.</summary>
public sealed partial class PlanTests : TestLedgers
{
    private const string Fill = """
        INSERT INTO outreach.accounts SELECT a FROM generate_series(1, 500) a;
        INSERT INTO outreach.publications (id, campaign, material, account, placement, place, occurrence, recipient, office, channel, title, plan, open, state)
            SELECT i, 1, i, 1 + i % 500, 2, 2, 3, 0, 4, 5, 6, 1, 1, CASE WHEN i % 3 = 0 THEN 2 ELSE 0 END FROM generate_series(1, 50000) i;
        INSERT INTO outreach.deliveries (id, publication, account, rendition, cause, since, intended, due, fence, lease_until, parts, part, attempts, looks, operation, state, waits_for, late)
            SELECT i, i, 1 + i % 500, 1, 1, i, i, CASE WHEN i % 10 = 0 THEN NULL ELSE i END, 0, CASE WHEN i % 1000 = 0 THEN i END, 1, 0, 0, 0, 1,
                CASE WHEN i % 500 = 0 THEN 4 WHEN i % 10 = 0 THEN 5 ELSE 0 END, CASE WHEN i % 100 = 1 THEN 7 ELSE 0 END, 0 FROM generate_series(1, 50000) i;
        """;

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_question_of_a_turn_is_answered_by_an_index(bool counted)
    {
        await using var ledger = await OpenAsync();
        await TestServer.ExecuteAsync(await DatabaseAsync(), "ALTER TABLE outreach.deliveries SET (autovacuum_enabled = false); ALTER TABLE outreach.publications SET (autovacuum_enabled = false);" + Fill);
        if (counted) await TestServer.ExecuteAsync(await DatabaseAsync(), "VACUUM ANALYZE");
        await using var connection = await ledger.Server.ConnectAsync(None);

        // The most rows that any step of the plan may touch: what is asked for, and never a whole queue or table.
        await Check("deliveries_pkey", 3, DeliveryStore.ById, "bigint[]", "ARRAY[7, 40000, 3]");
        await Check("accounts_pkey", 3, DeliveryStore.Take, "bigint[]", "ARRAY[7, 400, 3]");
        await Check("accounts_pkey", 3, DeliveryStore.TakeFree, "bigint[]", "ARRAY[7, 400, 3]");
        await Check("deliveries_due", 20, DeliveryStore.DueAccounts, "bigint, bigint, bigint", "100, 50000, 20");
        await Check("deliveries_due", 12, DeliveryStore.Due, "bigint[], bigint[], bigint", "ARRAY[7, 400, 3], ARRAY[4, 4, 4], 50000");
        await Check("deliveries_leased", 10, DeliveryStore.Leased, "bigint, bigint", "50000, 10");
        await Check("deliveries_leased", 50, DeliveryStore.Busy, "bigint[]", "ARRAY[1, 2]");
        await Check("deliveries_leased", 1, DeliveryStore.NextLease, "bigint", "10");
        await Check("deliveries_soon", 1, DeliveryStore.NextSoon, "bigint, smallint[]", "10, ARRAY[7]::smallint[]");
        await Check("deliveries_due", 500, DeliveryStore.NextOfAll, "bigint, bigint", "0, 25000");
        await Check("deliveries_moving", 10, DeliveryStore.InMovingStates, "bigint, smallint[], bigint", "0, ARRAY[1, 3, 4]::smallint[], 10");

        // Columns in which all rows agree are one value.
        foreach (var folded in new[] { Array.Empty<string>(), ["rendition", "since", "due", "lease_until", "state", "waits_for", "handle", "arguments"] })
            await Check("deliveries_pkey", 2, Update(folded, out var types, out var values), types, values);

        async Task Check(string index, int most, string sql, string parameterTypes, string parameters)
        {
            await ExecuteAsync($"PREPARE tanya ({parameterTypes}) AS {sql}");
            var plan = await ExecuteAsync($"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) EXECUTE tanya ({parameters})");
            await ExecuteAsync("DEALLOCATE tanya");
            Assert.Contains($"using {index} on", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
            var touched = Actual().Matches(plan).Select(m => Number(m.Groups[1]) * Number(m.Groups[2])).Concat(Removed().Matches(plan).Select(m => Number(m.Groups[1]))).Max();
            Assert.True(touched <= most, $"{touched} rows are touched, not {most}:\n{plan}");
        }

        async Task<string> ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync();
            var lines = new List<string>();
            while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
            return string.Join('\n', lines);
        }
    }

    private static string Update(string[] folded, out string types, out string values)
    {
        var columns = ("id, " + DeliveryLine.Moved).Split(", ");
        types = string.Join(", ", columns.Select(c => TypeOf(c) + (folded.Contains(c) ? "" : "[]")));
        values = string.Join(", ", columns.Select(c => (c, folded.Contains(c), TypeOf(c)) switch
        {
            ("id", _, _) => "ARRAY[7, 40001]",
            (_, true, "text") => "NULL",
            (_, true, _) => "1",
            (_, _, "text") => "ARRAY[NULL, NULL]::text[]",
            _ => "ARRAY[1, 1]",
        }));
        return Value.Update("deliveries", "id, " + DeliveryLine.Moved, [.. columns.Select(folded.Contains)]);

        static string TypeOf(string column) => column switch
        {
            "handle" or "reference" or "url" or "arguments" => "text",
            "state" or "waits_for" or "late" => "smallint",
            "parts" or "part" or "attempts" or "looks" => "integer",
            _ => "bigint",
        };
    }

    private static long Number(Group group) => long.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"actual rows=(\d+) loops=(\d+)")]
    private static partial Regex Actual();

    [GeneratedRegex(@"Rows Removed by \w+(?: \w+)*: (\d+)")]
    private static partial Regex Removed();
}
