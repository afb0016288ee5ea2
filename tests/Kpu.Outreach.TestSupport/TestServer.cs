using Npgsql;
using Xunit;

namespace Kpu.Outreach.TestSupport;

/// <summary>A throw-away PostgreSQL server. It ends, and its folder goes, when the tests' process is gone, however that ended.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private const string Program = "/usr/lib/postgresql/15/bin/postgres";

    private static readonly Lazy<Task<TestServer>> One = new(() => StartAsync());
    private static int _databases;

    private readonly string _folder;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private TestServer(string folder) => _folder = folder;

    /// <summary>Whether this machine has the server.</summary>
    public static bool IsInstalled => File.Exists(Program);

    /// <summary>How the database that is there from the beginning is reached.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>The server that the tests of this assembly share.</summary>
    public static Task<TestServer> SharedAsync()
    {
        Needs.That(IsInstalled, "PostgreSQL 15 is not installed.");
        return One.Value;
    }

    /// <summary>A server of a test's own.</summary>
    public static async Task<TestServer> StartAsync(bool durable = false)
    {
        Needs.That(IsInstalled, "PostgreSQL 15 is not installed.");
        var folder = Directory.CreateTempSubdirectory("kpu-pg-");

        // The server does not run as root: its own user must get through.
        if (!OperatingSystem.IsWindows()) folder.UnixFileMode |= UnixFileMode.OtherExecute | UnixFileMode.GroupExecute;
        var server = new TestServer(folder.FullName);
        await server.StartAgainAsync(durable);
        return server;
    }

    /// <summary>Starts it again, on the same port with the same data.</summary>
    public async Task StartAgainAsync(bool durable = false)
    {
        var started = await RunAsync(durable, "start");
        var line = started.Split('\n').Single(l => l.StartsWith("PG_CONNECTION=", StringComparison.Ordinal));
        ConnectionString = line["PG_CONNECTION=".Length..].Trim().Trim('"');
    }

    /// <summary>Stops it, as a shutdown of the machine would.</summary>
    public async Task StopAsync() => await RunAsync(false, "stop");

    /// <summary>Keeps a copy of everything it holds, as a base back-up or a snapshot of its disk does.</summary>
    public async Task SaveAsync()
    {
        await StopAsync();
        await CopyAsync("pg", "saved");
        await StartAgainAsync();
    }

    /// <summary>Sets it back to the copy that was kept.</summary>
    public async Task SetBackAsync()
    {
        await StopAsync();
        Directory.Delete(Path.Combine(_folder, "pg"), recursive: true);
        await CopyAsync("saved", "pg");
        await StartAgainAsync();
    }

    /// <summary>Starts it again as a standby of itself and lets it take over, with a time line of its own.</summary>
    public async Task FailOverAsync()
    {
        await StopAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "pg", "standby.signal"), "");
        await StartAgainAsync();
        await ExecuteAsync(ConnectionString, "SELECT pg_promote()");
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>How it is reached.</returns>
    public async Task<string> NewDatabaseAsync()
    {
        var name = FormattableString.Invariant($"uji{Interlocked.Increment(ref _databases)}");
        await _turn.WaitAsync();
        try
        {
            await ExecuteAsync(ConnectionString, $"CREATE DATABASE {name} TEMPLATE template0");
        }
        finally
        {
            _turn.Release();
        }

        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Carries out statements outside of any ledger.</summary>
    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunAsync(false, "stop", "--purge");
        _turn.Dispose();
    }

    private async Task CopyAsync(string from, string to)
    {
        var copied = await ProcessRunner.RunAsync("cp", ["-a", Path.Combine(_folder, from), Path.Combine(_folder, to)]);
        Assert.True(copied.ExitCode == 0, copied.ToString());
    }

    private async Task<string> RunAsync(bool durable, string verb, params string[] more)
    {
        // The server must not inherit our pipes, or reading them would wait for its end.
        var variables = new Dictionary<string, string> { ["PG_OWNER"] = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), ["PG_DURABLE"] = durable ? "1" : "0" };
        await using var running = ProcessRunner.Start(RepositoryRoot.PathOf("eng/servers/postgresql.sh"), [verb, _folder, .. more], environment: variables);
        var result = await running.WaitAsync();
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output;
    }
}
