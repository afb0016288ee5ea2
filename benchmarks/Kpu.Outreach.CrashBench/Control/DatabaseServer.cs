using System.Diagnostics;
using System.Globalization;
using Kpu.Outreach.CrashBench.Worker;

namespace Kpu.Outreach.CrashBench.Control;

/// <summary>A PostgreSQL server of the run's own, made to be killed and stopped. Its data lies in the run's folder, so that a run that goes on finds it again.</summary>
internal sealed class DatabaseServer : IAsyncDisposable
{
    private const string Script = "eng/servers/postgresql.sh";

    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly string _folder;
    private readonly bool _keep;
    private Dictionary<string, string> _said = [];
    private bool _ended;

    private DatabaseServer(string folder, bool keep) => (_folder, _keep) = (folder, keep);

    public int Port => int.Parse(_said["PG_PORT"], CultureInfo.InvariantCulture);

    /// <summary>Starts one where the ledger needs it and the environment names none.</summary>
    /// <param name="kind">The kind of ledger.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="keep">Whether its data outlives the run.</param>
    public static async Task<DatabaseServer?> StartAsync(string kind, string folder, bool keep)
    {
        if (kind != LedgerSource.PostgreSql || Environment.GetEnvironmentVariable(LedgerSource.Variable) is not null) return null;

        // The server has a user of its own, which must get through.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        var server = new DatabaseServer(Path.Combine(folder, "server"), keep);
        await server.StartAgainAsync();
        Environment.SetEnvironmentVariable(LedgerSource.Variable, server.ConnectionOn(server.Port));
        return server;
    }

    /// <summary>How it is reached by a port, its own or that of whoever stands before it.</summary>
    public string ConnectionOn(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"Host={_said["PG_HOST"]};Port={port};Username={_said["PG_USER"]};Password={_said["PG_PASSWORD"]};Database={_said["PG_DATABASE"]};Maximum Pool Size=4");

    /// <summary>Ends all of it as SIGKILL does, in the middle of whatever it does.</summary>
    public async Task KillAsync()
    {
        var parent = int.Parse((await File.ReadAllTextAsync(Path.Combine(_folder, "run", "postgres.pid"))).Split(' ')[0], CultureInfo.InvariantCulture);
        List<int> all = [parent, .. ChildrenOf(parent)];
        foreach (var id in all)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
                await process.WaitForExitAsync();
            }
            catch (ArgumentException)
            {
                // It ended by itself, as sessions do.
            }
        }
    }

    /// <summary>Stops it, as a restart of its machine does: sessions are ended, what was committed is kept.</summary>
    public Task StopAsync() => RunAsync("stop");

    /// <summary>Starts it again, on the same port with the same data.</summary>
    public async Task StartAgainAsync()
    {
        var began = Machine.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                _said = (await RunAsync("start")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => p[1].Trim('"'));
                return;
            }
            catch (InvalidOperationException) when (Machine.Clock.GetElapsedTime(began) < LongestStart)
            {
                // What is left of a killed one may hold its memory for a moment.
                await Machine.PassAsync(Pause);
            }
        }
    }

    /// <summary>Ends it; before its folder goes, or nobody would know any more whom to stop.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ended) return;
        _ended = true;
        await (_keep ? RunAsync("stop") : RunAsync("stop", "--purge"));
        Environment.SetEnvironmentVariable(LedgerSource.Variable, null);
    }

    private static IEnumerable<int> ChildrenOf(int parent)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            string stat;
            try
            {
                stat = File.ReadAllText(Path.Combine(folder, "stat"));
            }
            catch (IOException)
            {
                continue;
            }

            // Behind the name, which may hold anything, stand the state and the parent.
            if (stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var of, ..] && int.Parse(of, CultureInfo.InvariantCulture) == parent) yield return id;
        }
    }

    private async Task<string> RunAsync(string verb, params string[] more)
    {
        var start = new ProcessStartInfo(ScriptPath(), [verb, _folder, .. more]) { RedirectStandardOutput = true, RedirectStandardError = true };

        // A server that is killed and one whose machine fails keep the same promise only when it waits for its disk.
        start.Environment["PG_DURABLE"] = "1";
        start.Environment["PG_OWNER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        if (_keep) start.Environment["PG_KEEP"] = "1";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"PostgreSQL does not {verb}: {await error}");
    }

    private static string ScriptPath()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, Script))) return Path.Combine(folder.FullName, Script);
        throw new FileNotFoundException($"{Script} is not above this program; set {LedgerSource.Variable} to use another server.");
    }
}
