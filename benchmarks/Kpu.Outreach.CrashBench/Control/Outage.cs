using System.Globalization;
using Kpu.Outreach.CrashBench.Worker;

namespace Kpu.Outreach.CrashBench.Control;

/// <summary>Stops the server of the ledger under load and starts it again: the same workers go on, and nothing is lost or doubled.</summary>
internal static class Outage
{
    private const string Space = "outage";

    public static async Task<int> RunAsync(Settings settings)
    {
        var seconds = settings.Number("seconds", 30);
        var seed = settings.Number("seed", 1);
        var portions = settings.Number("portions", 12);
        var workload = new Workload(settings.Number("accounts", 4), settings.Number("materials", 2));
        var folder = Directory.CreateTempSubdirectory("outreach-outage-").FullName;
        await using var server = await DatabaseServer.StartAsync(LedgerSource.PostgreSql, folder, keep: false) ?? throw new InvalidOperationException($"{LedgerSource.Variable} is set: the server is not this run's own to stop.");
        using var platform = await PlatformChild.StartAsync(Path.Combine(folder, "effects.tsv"), seed, settings.Has("calm"));
        var (ledger, address) = (LedgerSource.NameOf(LedgerSource.PostgreSql, folder, Space), PlatformChild.AddressOf(platform.Port));
        await using var beside = new Publisher(workload, ledger, address, Space, OutreachOptions.DefaultInFlight, new Steps(0));
        List<Child> workers = [.. Enumerable.Range(0, settings.Number("workers", 3)).Select(_ => Child.Start("worker",
        [
            "--ledger", ledger, "--space", Space, "--platform", address.ToString(),
            "--accounts", workload.Accounts.ToString(CultureInfo.InvariantCulture), "--materials", workload.Materials.ToString(CultureInfo.InvariantCulture),
        ]))];
        try
        {
            await Task.WhenAll(workers.Select(w => w.LineAsync("working")));

            // A third arrives before, a third while it is away, a third when it is back.
            for (var portion = 1; portion <= portions / 3; portion++) await beside.EnqueueAsync(portion, CancellationToken.None);
            var began = Machine.Clock.GetTimestamp();
            await server.StopAsync();
            var arriving = EnqueueAsync();
            await Machine.PassAsync(TimeSpan.FromSeconds(seconds));
            await server.StartAgainAsync();
            var away = Machine.Clock.GetElapsedTime(began);
            await arriving;
            await beside.FinishAsync();
            var alive = workers.Count(w => !w.Ended.IsCompleted);
            await Task.WhenAll(workers.Select(w => w.StopAsync()));
            var verdict = await Verdict.OfAsync(workload, [new Judged(ledger, Space, portions)], await platform.ReportAsync());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"PostgreSQL was away for {away.TotalSeconds:0} s under load; {alive} of {workers.Count} workers lived through it"));
            Console.WriteLine();
            verdict.Print(kills: 0);
            var holds = verdict.Holds && alive == workers.Count && workers.All(w => w.ExitCode == 0);
            await server.DisposeAsync();
            if (holds) Directory.Delete(folder, recursive: true);
            return holds ? 0 : 1;
        }
        finally
        {
            foreach (var worker in workers) worker.Dispose();
        }

        async Task EnqueueAsync()
        {
            for (var portion = (portions / 3) + 1; portion <= portions; portion++) await beside.EnqueueAsync(portion, CancellationToken.None);
        }
    }
}
