using System.Diagnostics;
using System.Reflection;

namespace Kpu.Outreach.Benchmarks;

/// <summary>The machine and this process on it.</summary>
internal static class Machine
{
#pragma warning disable RS0030 // A benchmark measures on the real clock.
    public static TimeProvider Clock { get; } = TimeProvider.System;
#pragma warning restore RS0030

    /// <summary>What this process has used of all cores so far.</summary>
    public static TimeSpan ProcessorTime
    {
        get
        {
            using var self = Process.GetCurrentProcess();
            return self.TotalProcessorTime;
        }
    }

    /// <summary>The most memory this process has had, or has had since <see cref="ForgetPeak"/>.</summary>
    public static double PeakMegabytes
    {
        get
        {
            using var self = Process.GetCurrentProcess();
            return self.PeakWorkingSet64 / 1e6;
        }
    }

    /// <summary>What making and validating a model left behind is not what is measured: give it back, and where the system can, start its record of the peak anew.</summary>
    public static void ForgetPeak()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux()) File.WriteAllText("/proc/self/clear_refs", "5");
    }

    /// <summary>How this program is started once more, with a verb of its own.</summary>
    public static ProcessStartInfo Again(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>Runs this program once more and returns the line it prints.</summary>
    public static async Task<string> AskAgainAsync(ProcessStartInfo start)
    {
        using var child = Process.Start(start)!;
        var text = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return child.ExitCode == 0 ? text.Trim() : throw new InvalidOperationException($"The run {string.Join(' ', start.ArgumentList)} ended with {child.ExitCode}: {text}");
    }
}
