using System.Globalization;
using Kpu.Outreach.Benchmarks.Posting;

namespace Kpu.Outreach.Benchmarks;

/// <summary>Delivers a campaign to a server on this machine, each delivery durable before its post and its answer durable after, beside a floor: the same posts and nothing else.</summary>
internal static class DeliverBenchmark
{
    public static async Task<int> CompareAsync(Arguments arguments)
    {
        var count = arguments.Number("count", 60_000);
        var inFlight = arguments.Number("in-flight", 32);
        var rounds = arguments.Number("rounds", 3);
        var ledger = arguments.Word("ledger", "sqlite", "memory", "postgres");
        var workers = arguments.Number("workers", 1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} posts of 200 bytes, {inFlight} in flight; medians of {rounds} alternating rounds"));
        await using var server = await PostServerProcess.StartAsync();
        var ways = new PostWays(server.Address, inFlight);
        return await Comparison.RunAsync(server, [ways.Floor, ledger switch { "memory" => ways.Memory, "postgres" => ways.PostgreSql(workers), _ => ways.Sqlite }], count, rounds);
    }
}
