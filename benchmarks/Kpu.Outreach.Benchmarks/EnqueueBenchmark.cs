using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Kpu.Outreach.Benchmarks;

/// <summary>Plans and enqueues a national campaign, each size in a process of its own so that its peak memory is its own, beside a floor: the same number of bare rows in SQLite.</summary>
internal static class EnqueueBenchmark
{
    public const int WholeNation = 553;
    public const int ATenth = 55;

    public static async Task<int> CompareAsync(int rounds)
    {
        Console.WriteLine($"offices x {Nation.AccountsPerOffice} accounts x {Nation.Materials} materials, planned and enqueued in SQLite (synchronous=FULL); medians of {rounds}; 8 MB of garbage allowed between collections");
        Console.WriteLine("| offices | deliveries | seconds | per delivery | floor: bare rows | ratio | peak memory |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var peaks = new List<double>();
        foreach (var offices in new[] { ATenth, WholeNation })
        {
            var runs = new List<Measured>();
            for (var round = 0; round < rounds; round++) runs.Add(await InChildAsync(offices));
            var median = runs.OrderBy(r => r.Seconds).ElementAt(rounds / 2);
            var peak = runs.OrderBy(r => r.PeakMegabytes).ElementAt(rounds / 2).PeakMegabytes;
            peaks.Add(peak);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {offices} | {median.Deliveries:N0} | {median.Seconds:0.00} | {median.Seconds / median.Deliveries * 1e6:0.0} us | {median.FloorSeconds:0.00} s | {median.Seconds / median.FloorSeconds:0.0} | {peak:0} MB |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory, whole against a tenth: {peaks[1] / peaks[0]:0.00}"));
        return 0;
    }

    public static async Task<int> MeasureAsync(int offices)
    {
        var folder = Directory.CreateTempSubdirectory("outreach-bench-").FullName;
        try
        {
            var model = Nation.Of(offices);
            await using var client = OutreachClient.Create(o =>
            {
                o.UseSqlite(Path.Combine(folder, "ledger.db"));
                o.OutputRoot = folder;
                o.AddBuiltInChannels();
            });
            var review = await client.ValidateAsync(model);
            foreach (var error in review.Errors) await Console.Error.WriteLineAsync(error.ToString());
            Machine.ForgetPeak();
            var clock = Stopwatch.StartNew();
            var result = await client.EnqueueAsync(client.Plan(review));
            var seconds = clock.Elapsed.TotalSeconds;
            var peak = Machine.PeakMegabytes;
            clock.Restart();
            Floor(Path.Combine(folder, "floor.db"), result.Added);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Added} {seconds:R} {clock.Elapsed.TotalSeconds:R} {peak:R}"));
            return result.Added == offices * Nation.AccountsPerOffice * Nation.Materials ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What SQLite itself takes for one narrow row a delivery with a unique key, in transactions of the same size.</summary>
    private static void Floor(string path, int rows)
    {
        using var connection = new SqliteConnection("Data Source=" + path);
        connection.Open();
        void Run(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        Run("PRAGMA journal_mode=WAL");
        Run("PRAGMA synchronous=FULL");
        Run("CREATE TABLE d (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, state INTEGER, due INTEGER, rendition INTEGER)");
        Run("CREATE INDEX due ON d (due)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO d (key, state, due, rendition) VALUES ($k, 0, $d, 1)";
        var key = insert.Parameters.Add("$k", SqliteType.Blob);
        var due = insert.Parameters.Add("$d", SqliteType.Integer);
        for (var row = 0; row < rows;)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var i = 0; i < 2000 && row < rows; i++, row++)
            {
                key.Value = System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(row));
                due.Value = 1_700_000_000L + row;
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    private static async Task<Measured> InChildAsync(int offices)
    {
        var start = Machine.Again("enqueue-once", offices.ToString(CultureInfo.InvariantCulture));
        // By default the runtime lets garbage grow with the processor's cache before it collects any: the small run would never collect, the large one would,
        // and their peaks would tell of the processor. A fixed allowance makes them tell of the library.
        start.Environment["DOTNET_GCgen0size"] = "0x800000";
        var parts = (await Machine.AskAgainAsync(start)).Split(' ').Select(p => double.Parse(p, CultureInfo.InvariantCulture)).ToList();
        return new Measured((int)parts[0], parts[1], parts[2], parts[3]);
    }

    private sealed record Measured(int Deliveries, double Seconds, double FloorSeconds, double PeakMegabytes);
}
