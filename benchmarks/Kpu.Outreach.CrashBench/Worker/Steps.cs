namespace Kpu.Outreach.CrashBench.Worker;

/// <summary>Counts the boundaries between the steps of a worker and dies at one of them. Thread-safe.</summary>
/// <param name="dieAt">The number of the boundary, from 1; 0 for never.</param>
internal sealed class Steps(int dieAt)
{
    private int _passed;

    public void Pass(string boundary)
    {
        if (dieAt == 0 || Interlocked.Increment(ref _passed) != dieAt) return;
        Console.WriteLine("died " + boundary);
        Machine.KillSelf();
    }
}
