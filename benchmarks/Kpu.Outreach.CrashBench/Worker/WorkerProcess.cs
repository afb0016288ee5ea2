namespace Kpu.Outreach.CrashBench.Worker;

/// <summary>A worker in a process of its own, made to be killed. It tells on standard output how far it is.</summary>
internal static class WorkerProcess
{
    public static async Task<int> RunAsync(Settings settings)
    {
        using var stop = new CancellationTokenSource();
        var controller = Controller.WatchAsync(stop);
        var workload = new Workload(settings.Number("accounts", 1), settings.Number("materials", 1));
        var publisher = new Publisher(
            workload, settings.Text("ledger"), new Uri(settings.Text("platform")), settings.Text("space"), settings.Number("in-flight", OutreachOptions.DefaultInFlight),
            new Steps(settings.Number("die-at-step", 0), settings.Find("pause-at")));
        await using var _ = publisher;
        await publisher.GreetAsync(stop.Token);
        Console.WriteLine("working");
        if (settings.Has("finish"))
        {
            await EnqueueAsync();
            await publisher.FinishAsync();
        }
        else
        {
            // New work arrives while earlier work goes on, as in a host.
            var work = Task.Run(() => publisher.WorkAsync(stop.Token));
            await EnqueueAsync();
            await work;
            await controller;
        }

        Console.WriteLine("done");
        return 0;

        async Task EnqueueAsync()
        {
            for (var portion = settings.Number("from", 1); portion <= settings.Number("to", 0); portion++)
            {
                await publisher.EnqueueAsync(portion, stop.Token);
                Console.WriteLine(FormattableString.Invariant($"enqueued {portion}"));
            }
        }
    }
}
