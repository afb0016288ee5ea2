using System.Diagnostics;
using System.Globalization;

namespace Kpu.Outreach.Benchmarks.Posting;

/// <summary>The server in a process of its own, so that its work is not counted as the client's.</summary>
internal sealed class PostServerProcess : IAsyncDisposable
{
    public const string Verb = "serve";

    private readonly Process _process;
    private readonly HttpClient _client;

    private PostServerProcess(Process process, int port)
    {
        _process = process;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        _client = new HttpClient(new SocketsHttpHandler());
    }

    public Uri Address { get; }

    public static async Task<PostServerProcess> StartAsync()
    {
        var start = Machine.Again(Verb);
        start.RedirectStandardInput = true;
        var process = Process.Start(start)!;
        return new PostServerProcess(process, int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
    }

    /// <summary>How many keys came once and how many more than once since it was last asked.</summary>
    public async Task<Seen> CountAsync()
    {
        var parts = (await _client.GetStringAsync(new Uri(Address, PostServer.CountPath))).Split(' ');
        return new Seen(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

/// <summary>What the server saw.</summary>
/// <param name="Once">Keys that came once.</param>
/// <param name="More">Keys that came more than once.</param>
internal sealed record Seen(int Once, int More);
