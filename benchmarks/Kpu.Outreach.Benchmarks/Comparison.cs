using System.Globalization;
using Kpu.Outreach.Benchmarks.Posting;

namespace Kpu.Outreach.Benchmarks;

/// <summary>A way to make a number of posts.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="RunAsync">Makes so many posts, each with a key of its own.</param>
/// <param name="AtLeast">How many it makes at least: what is fast needs more of them to be measured.</param>
internal sealed record Way(string Name, Func<int, Task<Measured>> RunAsync, int AtLeast = 0)
{
    public int Of(int count) => Math.Max(count, AtLeast);
}

/// <summary>Runs ways in turn against one server, round after round, and prints the median of each beside the floor of the same round: the first way.</summary>
internal static class Comparison
{
    /// <summary>Enough for the runtime to have compiled what is hot.</summary>
    private const int WarmUp = 60_000;

    /// <returns>0 when every key came just once.</returns>
    public static async Task<int> RunAsync(PostServerProcess server, IReadOnlyList<Way> ways, int count, int rounds)
    {
        foreach (var way in ways) await way.RunAsync(Math.Min(way.Of(count), WarmUp));
        await server.CountAsync();
        var runs = ways.Select(_ => new List<Measured>()).ToList();
        var seen = ways.Select(_ => new Seen(0, 0)).ToList();
        for (var round = 0; round < rounds; round++)
            foreach (var (i, way) in ways.Index())
            {
                runs[i].Add(await way.RunAsync(way.Of(count)));
                var counted = await server.CountAsync();
                seen[i] = new Seen(seen[i].Once + counted.Once, seen[i].More + counted.More);
            }

        Console.WriteLine("| way | rate /s | of the floor | CPU us a delivery | bytes a delivery | p50 us | p99 us | enqueued in | seen once | more than once | never |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (i, way) in ways.Index())
        {
            var ratio = Median(runs[i].Zip(runs[0], (run, floor) => run.Rate / floor.Rate));
            var median = runs[i].OrderBy(r => r.Rate).ElementAt(rounds / 2);
            var enqueued = median.Enqueuing is { } enqueuing ? string.Create(CultureInfo.InvariantCulture, $"{enqueuing.TotalSeconds:0.00} s") : "";
            var never = (way.Of(count) * rounds) - seen[i].Once - seen[i].More;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {way.Name} | {median.Rate:N0} | {ratio:0.000} | {median.Microseconds:0.0} | {median.Bytes:N0} | {median.Half.TotalMicroseconds:N0} | {median.Nearly.TotalMicroseconds:N0} | {enqueued} | {seen[i].Once:N0} | {seen[i].More:N0} | {never:N0} |"));
        }

        return ways.Index().All(w => seen[w.Index].Once == w.Item.Of(count) * rounds) ? 0 : 1;
    }

    private static double Median(IEnumerable<double> values)
    {
        List<double> sorted = [.. values.Order()];
        return sorted[sorted.Count / 2];
    }
}
