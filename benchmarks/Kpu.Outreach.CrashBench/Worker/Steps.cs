namespace Kpu.Outreach.CrashBench.Worker;

/// <summary>Counts the boundaries between the steps of a worker, and dies or stands still at one of them. Thread-safe.</summary>
/// <param name="dieAt">The number of the boundary to die at, from 1; 0 for never.</param>
/// <param name="pauseAt">The name of the boundary to stand still at until somebody lets the process go on; null for none.</param>
internal sealed class Steps(int dieAt, string? pauseAt = null)
{
    private int _passed;
    private int _paused;

    public void Pass(string boundary)
    {
        if (boundary == pauseAt && Interlocked.Exchange(ref _paused, 1) == 0)
        {
            Console.WriteLine("paused " + boundary);
            Machine.Pause(Environment.ProcessId);
        }

        if (dieAt == 0 || Interlocked.Increment(ref _passed) != dieAt) return;
        Console.WriteLine("died " + boundary);
        Machine.KillSelf();
    }
}
