using System.Diagnostics;
using System.Globalization;
using Kpu.Outreach.Benchmarks.Posting;

namespace Kpu.Outreach.Benchmarks;

/// <summary>Claims what is due from among many that wait, each size in a process of its own; then looks what a worker costs that has nothing to do.</summary>
internal static class MillionBenchmark
{
    private const int Due = 20_000;
    private const int Fewer = 10_000;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);

    public static async Task<int> CompareAsync(Arguments arguments)
    {
        var waiting = arguments.Number("waiting", 1_000_000);
        var inFlight = arguments.Number("in-flight", 32);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Due:N0} deliveries are due among those that wait, SQLite (synchronous=FULL), calls that end at once, {inFlight} in flight"));
        Console.WriteLine("| waiting | enqueued in | rate /s | CPU us a delivery | report after the last | peak memory | idle worker, of a core |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var (rates, costs) = (new List<double>(), new List<double>());
        foreach (var size in new[] { Fewer, waiting })
        {
            var line = await Machine.AskAgainAsync(Machine.Again("million-once", size.ToString(CultureInfo.InvariantCulture), inFlight.ToString(CultureInfo.InvariantCulture)));
            var parts = line.Split(' ').Select(p => double.Parse(p, CultureInfo.InvariantCulture)).ToList();
            rates.Add(parts[1]);
            costs.Add(parts[2]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size:N0} | {parts[0]:0.0} s | {parts[1]:N0} | {parts[2]:0.0} | {parts[3]:0.00} s | {parts[4]:0} MB | {parts[5]:0.00} % |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{waiting:N0} waiting against {Fewer:N0}: rate {rates[1] / rates[0]:0.00}, CPU {costs[1] / costs[0]:0.00}"));
        return 0;
    }

    public static async Task<int> MeasureAsync(int waiting, int inFlight)
    {
        var folder = Directory.CreateTempSubdirectory("outreach-bench-").FullName;
        try
        {
            var channel = new InProcessChannel(TimeSpan.Zero, Due);
            await using var client = OutreachClient.Create(o =>
            {
                o.UseSqlite(Path.Combine(folder, "ledger.db"));
                o.OutputRoot = folder;
                o.InFlightAtMost = inFlight;
                o.AddChannel(channel);
            });
            var enqueuing = await PostWays.EnqueueAsync(client, Workload.Of(Workload.AllOffices, Workload.MostAccounts, new Wave("nanti", waiting, client.Now.AddDays(400)), new Wave("sekarang", Due)), waiting + Due);
            Machine.ForgetPeak();

            // The report counts what waits: it comes after the rate that is measured here, and is told apart.
            var (began, before) = (Stopwatch.GetTimestamp(), Machine.ProcessorTime);
            var running = client.RunAsync(TimeSpan.Zero);
            var last = await channel.Done;
            var used = Machine.ProcessorTime - before;
            var report = await running;
            var ended = Stopwatch.GetTimestamp();
            if (report.Published != Due) throw new InvalidOperationException(report.ToString());
            var peak = Machine.PeakMegabytes;
            var idle = await IdleAsync(client, Machine.Clock);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{enqueuing.TotalSeconds:R} {Due / Stopwatch.GetElapsedTime(began, last).TotalSeconds:R} {used.TotalMicroseconds / Due:R} {Stopwatch.GetElapsedTime(last, ended).TotalSeconds:R} {peak:R} {idle * 100:R}"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>What part of a core a worker uses that has nothing to do.</returns>
    private static async Task<double> IdleAsync(OutreachClient client, TimeProvider clock)
    {
        using var stop = new CancellationTokenSource();
        var working = client.WorkAsync(stop.Token);
        await Task.Delay(Settling, clock, stop.Token);
        var (before, began) = (Machine.ProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(Idle, clock, stop.Token);
        var used = (Machine.ProcessorTime - before) / Stopwatch.GetElapsedTime(began);
        await stop.CancelAsync();
        await working;
        return used;
    }
}
