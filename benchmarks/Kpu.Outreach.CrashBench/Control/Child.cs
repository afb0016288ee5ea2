using System.Diagnostics;
using System.Reflection;

namespace Kpu.Outreach.CrashBench.Control;

/// <summary>This program again, in a process of its own.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, TaskCompletionSource<string?>> _awaited = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    private Child(Process process)
    {
        _process = process;
        Ended = ReadAsync();
    }

    /// <summary>Ends with the process, when all it said is read.</summary>
    public Task Ended { get; }

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    public static Child Start(string verb, params IEnumerable<string> arguments) => Start(verb, arguments, new Dictionary<string, string>());

    /// <param name="verb">What it shall do.</param>
    /// <param name="arguments">With what.</param>
    /// <param name="environment">Variables that it finds set.</param>
    public static Child Start(string verb, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        start.ArgumentList.Add(verb);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new Child(Process.Start(start)!);
    }

    /// <summary>Waits for a line by its first word.</summary>
    /// <returns>The line; null when the process ended without it.</returns>
    public Task<string?> LineAsync(string word)
    {
        lock (_lock)
        {
            if (_lines.Find(l => IsOf(l, word)) is { } said) return Task.FromResult<string?>(said);
            if (Ended.IsCompleted) return Task.FromResult<string?>(null);
            if (!_awaited.TryGetValue(word, out var awaited)) _awaited[word] = awaited = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            return awaited.Task;
        }
    }

    public void Kill() => _process.Kill();

    public Task StopAsync()
    {
        _process.StandardInput.WriteLine(Controller.Stop);
        _process.StandardInput.Flush();
        return Ended;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static bool IsOf(string line, string word) => line == word || line.StartsWith(word + " ", StringComparison.Ordinal);

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_lock)
            {
                _lines.Add(line);
                foreach (var (word, awaited) in _awaited)
                    if (IsOf(line, word)) awaited.TrySetResult(line);
            }
        }

        await _process.WaitForExitAsync();
        lock (_lock)
        {
            foreach (var awaited in _awaited.Values) awaited.TrySetResult(null);
        }
    }
}
