using System.Globalization;
using Kpu.Outreach.CrashBench.Worker;

namespace Kpu.Outreach.CrashBench.Control;

/// <summary>The schedule of boundaries: the same small work again and again, each time killed one boundary later, until it comes through alive.</summary>
internal static class BoundaryKills
{
    private const int Portion = 1;

    /// <summary>So many that a server's connections suffice.</summary>
    private const int TakenUpAtOnce = 20;

    public static async Task<int> RunAsync(Settings settings)
    {
        var kind = settings.Text("ledger", "sqlite");
        var seed = settings.Number("seed", 1);
        var workload = new Workload(settings.Number("accounts", 1), settings.Number("materials", 1));
        var folder = Directory.CreateTempSubdirectory("outreach-boundaries-").FullName;
        await using var server = await DatabaseServer.StartAsync(kind, folder, keep: false);
        using var platform = await PlatformChild.StartAsync(Path.Combine(folder, "effects.tsv"), seed, calm: !settings.Has("faults"));
        var address = PlatformChild.AddressOf(platform.Port);
        var began = Machine.Clock.GetTimestamp();
        var every = settings.Number("every", 1);
        var (next, alive) = (-every, int.MaxValue);
        var first = 1 + (seed % every);
        var visited = new SortedDictionary<int, string>();
        await Task.WhenAll(Enumerable.Range(0, settings.Number("at-once", 4)).Select(_ => VisitAsync()));

        // Whoever comes after the dead takes up what they left, many ledgers beside each other: most of it is waiting.
        await Parallel.ForEachAsync(visited.Keys, new ParallelOptions { MaxDegreeOfParallelism = TakenUpAtOnce }, (number, _) => new ValueTask(TakeUpAsync(number)));
        var verdict = await Verdict.OfAsync(workload, [.. visited.Keys.Select(n => new Judged(LedgerOf(n), SpaceOf(n), Portion))], await platform.ReportAsync());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{visited.Count} boundaries visited in {Machine.Clock.GetElapsedTime(began).TotalSeconds:0} s: {string.Join(", ", visited.Values.GroupBy(v => v).OrderBy(g => g.Key).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key} {g.Count()}")))}"));
        Console.WriteLine();
        verdict.Print(visited.Count);
        if (server is not null) await server.DisposeAsync();
        if (verdict.Holds) Directory.Delete(folder, recursive: true);
        else Console.WriteLine($"Ledgers and effects: {folder}");
        return verdict.Holds ? 0 : 1;

        async Task VisitAsync()
        {
            while (first + Interlocked.Add(ref next, every) is var number && number < Volatile.Read(ref alive))
            {
                using var child = Child.Start("worker",
                [
                    "--ledger", LedgerOf(number), "--space", SpaceOf(number), "--platform", address.ToString(), "--finish", "--to", "1", "--in-flight", "1",
                    "--accounts", workload.Accounts.ToString(CultureInfo.InvariantCulture), "--materials", workload.Materials.ToString(CultureInfo.InvariantCulture),
                    "--die-at-step", number.ToString(CultureInfo.InvariantCulture),
                ]);
                await child.Ended;
                if (child.ExitCode is not (0 or 137)) throw new InvalidOperationException(FormattableString.Invariant($"The worker of boundary {number} ended with {child.ExitCode}."));
                lock (visited)
                {
                    if (child.Lines.FirstOrDefault(l => l.StartsWith("died ", StringComparison.Ordinal)) is { } died) visited[number] = died["died ".Length..];
                    else alive = Math.Min(alive, number);
                }
            }
        }

        async Task TakeUpAsync(int number)
        {
            await using var publisher = new Publisher(workload, LedgerOf(number), address, SpaceOf(number), OutreachOptions.DefaultInFlight, new Steps(0));
            await publisher.EnqueueAsync(Portion, CancellationToken.None);
            await publisher.FinishAsync();
        }

        string SpaceOf(int number) => FormattableString.Invariant($"boundary-{number}");

        string LedgerOf(int number) => LedgerSource.NameOf(kind, folder, SpaceOf(number));
    }
}
