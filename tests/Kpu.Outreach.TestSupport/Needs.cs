using System.Diagnostics;
using Xunit;

namespace Kpu.Outreach.TestSupport;

/// <summary>What a test needs of the machine: absent, the test is skipped with a reason, or fails where <c>OUTREACH_REQUIRE_SERVERS=1</c> says that everything must be there.</summary>
public static class Needs
{
    /// <summary>Whether everything must be there.</summary>
    public static bool RequireAll => Environment.GetEnvironmentVariable("OUTREACH_REQUIRE_SERVERS") == "1";

    /// <summary>Skips or fails the test unless a condition holds.</summary>
    /// <param name="there">The condition.</param>
    /// <param name="reason">What is missing.</param>
    public static void That(bool there, string reason)
    {
        if (there) return;
        Assert.False(RequireAll, reason);
        Skip.If(true, reason);
    }

    /// <summary>A program, by its full path or by its name on the search path.</summary>
    /// <param name="candidates">The paths or names, the best one first.</param>
    /// <returns>The full path.</returns>
    public static string Program(params string[] candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var found = candidates.SelectMany(c => Path.IsPathRooted(c) ? [c] : folders.Select(f => Path.Combine(f, c))).FirstOrDefault(File.Exists);
        That(found is not null, $"{candidates[0]} is not installed.");
        return found!;
    }

    /// <summary>A file below the folder an environment variable names.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="file">The file inside the folder.</param>
    /// <returns>The full path.</returns>
    public static string FileBelow(string variable, string file)
    {
        var folder = Environment.GetEnvironmentVariable(variable);
        Skip.If(string.IsNullOrEmpty(folder), $"{variable} names no folder.");
        var path = Path.Combine(folder!, file);
        That(File.Exists(path), $"{path} does not exist.");
        return path;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The exit code and everything it wrote.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output + await error);
    }
}
