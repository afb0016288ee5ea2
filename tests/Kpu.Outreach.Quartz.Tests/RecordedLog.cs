using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kpu.Outreach.Quartz.Tests;

/// <summary>What the diary says, and a way to wait for it.</summary>
internal sealed class RecordedLog : ILogger<WorkDiary>
{
    private readonly ConcurrentQueue<string> _lines = new();
    private volatile TaskCompletionSource _said = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Lines => [.. _lines];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
        Interlocked.Exchange(ref _said!, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>Waits, under a deadline, until so many lines hold a text.</summary>
    public async Task<IReadOnlyList<string>> SaidAsync(string text, int times = 1)
    {
        while (true)
        {
            var next = _said.Task;
            var found = _lines.Where(l => l.Contains(text, StringComparison.Ordinal)).ToList();
            if (found.Count >= times) return found;
            await next.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }
}
