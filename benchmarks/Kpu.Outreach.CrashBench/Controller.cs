namespace Kpu.Outreach.CrashBench;

/// <summary>The line from the controller to a process of its own: it says when to stop, and its end says that the controller is gone.</summary>
internal static class Controller
{
    public const string Stop = "stop";

    /// <summary>Waits for the word in the background; without a controller nobody would ever end this process.</summary>
    public static Task WatchAsync(CancellationTokenSource stop) => Task.Run(async () =>
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        while (await input.ReadLineAsync() is { } line)
        {
            if (line != Stop) continue;
            await stop.CancelAsync();
            return;
        }

        Machine.KillSelf();
    });
}
