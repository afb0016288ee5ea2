using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace Kpu.Outreach.TestSupport;

/// <summary>What a process left behind.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    /// <summary>Everything, for the message of a failing test.</summary>
    public override string ToString() => $"exit {ExitCode}\n--- output\n{Output}\n--- error\n{Error}";
}

/// <summary>A process under a deadline: at its end the whole tree is killed and the test fails with what was written so far. Nothing sleeps.</summary>
public sealed class ProcessRunner : IAsyncDisposable
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly CancellationTokenSource _deadline;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly List<(Func<string, bool> Fits, TaskCompletionSource<string> Line)> _awaited = [];

    private ProcessRunner(ProcessStartInfo start, TimeSpan deadline)
    {
        _deadline = new CancellationTokenSource(deadline);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Take(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => Take(_error, e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="workingFolder">Where it runs; null for the test's folder.</param>
    /// <param name="environment">Variables to set.</param>
    /// <param name="deadline">When it must have ended. Default: 2 minutes.</param>
    /// <returns>The running process; disposing it kills what is left.</returns>
    public static ProcessRunner Start(
        string program, IEnumerable<string> arguments, string? workingFolder = null, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? deadline = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
        };
        if (workingFolder is not null) start.WorkingDirectory = workingFolder;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ProcessRunner(start, deadline ?? DefaultDeadline);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="deadline">When it must have ended. Default: 2 minutes.</param>
    /// <returns>What it left behind.</returns>
    public static async Task<ProcessResult> RunAsync(string program, IEnumerable<string> arguments, TimeSpan? deadline = null)
    {
        await using var running = Start(program, arguments, deadline: deadline);
        return await running.WaitAsync();
    }

    /// <summary>Waits for a line of either output, also one that was written before.</summary>
    /// <param name="fits">Whether it is the line.</param>
    /// <returns>The line.</returns>
    public async Task<string> LineAsync(Func<string, bool> fits)
    {
        ArgumentNullException.ThrowIfNull(fits);
        TaskCompletionSource<string> line = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_output)
        {
            if (_error.ToString().Split('\n').Concat(_output.ToString().Split('\n')).FirstOrDefault(fits) is { } written) return written;
            _awaited.Add((fits, line));
        }

        var ended = _process.WaitForExitAsync(_deadline.Token);
        if (await Task.WhenAny(line.Task, ended) == line.Task || line.Task.IsCompleted) return await line.Task;
        Assert.Fail($"The line never came.\n{Written()}");
        return "";
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>What the process left behind.</returns>
    public async Task<ProcessResult> WaitAsync()
    {
        try
        {
            await _process.WaitForExitAsync(_deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"The process did not end in time.\n{Written()}");
        }

        lock (_output) return new ProcessResult(_process.ExitCode, _output.ToString(), _error.ToString());
    }

    /// <summary>Sends Ctrl-C or SIGTERM, as a terminal or a service manager would.</summary>
    /// <param name="signal">The signal.</param>
    public void Signal(PosixSignal signal)
    {
        Needs.That(!OperatingSystem.IsWindows(), "Signals need a POSIX system.");
        Assert.Equal(0, Kill(_process.Id, signal == PosixSignal.SIGINT ? 2 : 15));
    }

    /// <summary>Kills the process and its children at once.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _deadline.Dispose();
    }

    private void Take(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (_output)
        {
            text.Append(line).Append('\n');
            foreach (var (fits, awaited) in _awaited)
                if (fits(line)) awaited.TrySetResult(line);
        }
    }

    private string Written()
    {
        lock (_output) return $"--- output\n{_output}\n--- error\n{_error}";
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
