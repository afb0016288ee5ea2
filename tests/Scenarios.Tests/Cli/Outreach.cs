using System.Text.Json;
using Kpu.Outreach.TestSupport;

namespace Scenarios.Tests.Cli;

/// <summary>The command as a process, as an operator starts it.</summary>
internal static class Outreach
{
    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Kpu.Outreach.Cli.dll");

    public static ProcessRunner Start(params string[] arguments) => ProcessRunner.Start("dotnet", [.. new[] { "exec", Program }, .. arguments]);

    public static async Task<ProcessResult> RunAsync(params string[] arguments)
    {
        await using var running = Start(arguments);
        var result = await running.WaitAsync();
        Assert.DoesNotMatch(@"(?m)^\s+at [A-Z]\w+\.|Unhandled exception", result.Output + result.Error);
        return result;
    }

    /// <summary>Runs with <c>--json</c>: what is on standard output must be one document and nothing else.</summary>
    public static async Task<(int ExitCode, JsonElement Document)> JsonAsync(params string[] arguments)
    {
        var result = await RunAsync([.. arguments, "--json"]);
        try
        {
            return (result.ExitCode, JsonDocument.Parse(result.Output).RootElement);
        }
        catch (JsonException e)
        {
            Assert.Fail($"{e.Message}\n{result}");
            throw;
        }
    }

    public static async Task<ProcessResult> SucceedAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result;
    }

    /// <summary>A workspace with a website and an account on X, without any problem while it is rehearsed in 2023.</summary>
    public static TempWorkspace Rehearsable() => TempWorkspace.Valid().Replace("outreach.json", "\"instagram\"", "\"x\"").Replace("materials/hari-h.md", "@instagram", "@x");

    /// <summary>A new workspace made by <c>outreach init</c>: one campaign without a date, due at once.</summary>
    public static async Task<TempWorkspace> InitAsync()
    {
        var workspace = TempWorkspace.Empty();
        await SucceedAsync("init", workspace.Root, "--office", "35.72");
        return workspace;
    }
}
