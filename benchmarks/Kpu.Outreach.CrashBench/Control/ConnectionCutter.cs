using System.Net;
using System.Net.Sockets;

namespace Kpu.Outreach.CrashBench.Control;

/// <summary>How a network misbehaves.</summary>
/// <param name="Share">The share of connections that are cut, 0 to 1.</param>
/// <param name="MostBytes">Behind how many bytes in one direction at most.</param>
internal sealed record Cuts(double Share, int MostBytes)
{
    /// <summary>A platform: one connection is one call of a few hundred bytes.</summary>
    public static Cuts OfCalls { get; } = new(0.1, 600);

    /// <summary>A database: a connection serves many transactions, and begins with some thousand bytes.</summary>
    public static Cuts OfSessions { get; } = new(0.5, 60_000);
}

/// <summary>Stands between workers and a server and cuts connections by seed: before all of a request went through, or before all of its answer did.</summary>
internal sealed class ConnectionCutter : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly int _seed;
    private readonly Cuts _how;
    private int _cuts;

    public ConnectionCutter(int target, int seed, Cuts how)
    {
        (_target, _seed, _how) = (target, seed, how);
        _listener.Start(512);
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were cut so far.</summary>
    public int Count => Volatile.Read(ref _cuts);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            for (var number = 0; ; number++) _ = PassAsync(await _listener.AcceptSocketAsync(), new Random(unchecked((_seed * 7919) + number)));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed: nobody is let through any more.
        }
    }

    private async Task PassAsync(Socket caller, Random random)
    {
        var (cuts, asked, allowed) = (random.NextDouble() < _how.Share, random.NextDouble() < 0.5, random.Next(_how.MostBytes));
        using (caller)
        using (var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
        {
            caller.NoDelay = true;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target);
                await Task.WhenAny(
                    CopyAsync(caller, server, cuts && asked ? allowed : int.MaxValue),
                    CopyAsync(server, caller, cuts && !asked ? allowed : int.MaxValue));
            }
            catch (SocketException)
            {
                // One side is gone; the other learns it as the sockets close.
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to, int allowed)
    {
        var buffer = new byte[4096];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                if (read > allowed) Interlocked.Increment(ref _cuts);
                await to.SendAsync(buffer.AsMemory(0, Math.Min(read, allowed)));
                if (read > allowed) return;
                allowed -= read;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // As above.
        }
    }
}
