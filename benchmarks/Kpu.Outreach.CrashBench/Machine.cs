using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Kpu.Outreach.CrashBench;

/// <summary>What this program takes from the machine: its clock, and the end of processes.</summary>
internal static class Machine
{
    private const int StopSignal = 19;
    private const int ContinueSignal = 18;

    private static readonly Process Self = Process.GetCurrentProcess();

#pragma warning disable RS0030 // The composition root: killed processes live on the machine's clock.
    public static TimeProvider Clock { get; } = TimeProvider.System;
#pragma warning restore RS0030

    public static Task PassAsync(TimeSpan span, CancellationToken cancellationToken = default) => Task.Delay(span, Clock, cancellationToken);

    /// <summary>Ends this process as SIGKILL does: nothing is flushed, closed or given back.</summary>
    public static void KillSelf()
    {
        Self.Kill();
        using var never = new ManualResetEventSlim();
        never.Wait();
    }

    /// <summary>Stops a process in its tracks; it keeps its locks and connections.</summary>
    public static void Pause(int process) => Send(process, StopSignal);

    public static void Continue(int process) => Send(process, ContinueSignal);

    private static void Send(int process, int signal)
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException("A worker can only be paused on Linux.");
        if (Kill(process, signal) != 0) throw new InvalidOperationException(FormattableString.Invariant($"Process {process} took no signal."));
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
