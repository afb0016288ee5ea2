using System.Globalization;
using Kpu.Outreach.Benchmarks.Posting;

namespace Kpu.Outreach.Benchmarks;

/// <summary>Everyone at nine: what is due in the same instant for every office, and how late each call starts.</summary>
internal static class NineBenchmark
{
    private const int Offices = 552;
    private const int AccountsPerOffice = 7;
    private const int Few = 500;

    /// <summary>How long a call takes.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var inFlight = arguments.Number("in-flight", 256);
        var lead = TimeSpan.FromSeconds(arguments.Number("lead", 5));
        await WaveAsync(Few, inFlight, TimeSpan.FromSeconds(2));

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"due in one instant, calls of {Pause.TotalMilliseconds:0} ms, {inFlight} in flight, a worker that was waiting"));
        Console.WriteLine("| deliveries | first started after | half | 99 of 100 | last | least for the last |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var count in new[] { Offices * AccountsPerOffice, Few })
        {
            var late = await WaveAsync(count, inFlight, lead);
            // Each place in flight is taken anew as soon as its call has ended.
            var least = Pause * ((count - 1) / inFlight);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {count:N0} | {late[0].TotalMilliseconds:N0} ms | {CallTimes.Of(late, 0.5).TotalMilliseconds:N0} ms | {CallTimes.Of(late, 0.99).TotalMilliseconds:N0} ms | {late[^1].TotalMilliseconds:N0} ms | {least.TotalMilliseconds:N0} ms |"));
        }

        return 0;
    }

    /// <returns>How late each call started, in order.</returns>
    private static async Task<IReadOnlyList<TimeSpan>> WaveAsync(int count, int inFlight, TimeSpan lead)
    {
        var folder = Directory.CreateTempSubdirectory("outreach-bench-").FullName;
        try
        {
            var channel = new InProcessChannel(Pause, count);
            await using var client = OutreachClient.Create(o =>
            {
                o.UseSqlite(Path.Combine(folder, "ledger.db"));
                o.OutputRoot = folder;
                o.InFlightAtMost = inFlight;
                o.AddChannel(channel);
            });
            var instant = client.Now + lead;
            await PostWays.EnqueueAsync(client, Workload.Of(Offices, Math.Min(count, Offices * AccountsPerOffice), new Wave("pukul-sembilan", count, instant)), count);
            using var stop = new CancellationTokenSource();
            var working = client.WorkAsync(stop.Token);
            if (client.Now >= instant) throw new InvalidOperationException("Enqueuing took longer than --lead.");
            await channel.Done;
            await stop.CancelAsync();
            await working;
            return [.. channel.Starts.Select(s => s - instant)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
