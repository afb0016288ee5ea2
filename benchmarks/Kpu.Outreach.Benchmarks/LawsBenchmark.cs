using System.Globalization;
using Kpu.Outreach.Benchmarks.Posting;

namespace Kpu.Outreach.Benchmarks;

/// <summary>What trail, gates, limits and telemetry cost: everything at once, and the same with one of them left out.</summary>
internal static class LawsBenchmark
{
    public static async Task<int> CompareAsync(Arguments arguments)
    {
        var count = arguments.Number("count", 60_000);
        var inFlight = arguments.Number("in-flight", 32);
        var rounds = arguments.Number("rounds", 3);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} posts of 200 bytes, {inFlight} in flight, SQLite; medians of {rounds} alternating rounds"));
        await using var server = await PostServerProcess.StartAsync();
        var ways = new PostWays(server.Address, inFlight);
        return await Comparison.RunAsync(
            server,
            [
                ways.Of("everything", All(PostWays.OnSqlite)),
                ways.Of("without the trail", All(PostWays.OnSqliteWithoutTrail)),
                ways.Of("without gates", All(PostWays.OnSqlite) with { HasGates = false }),
                ways.Of("without limits", All(PostWays.OnSqlite) with { HasLimits = false }),
                ways.Of("without telemetry", All(PostWays.OnSqlite) with { IsHeard = false }),
            ],
            count, rounds);
    }

    private static Setup All(Setup setup) => setup with { IsHeard = true };
}
