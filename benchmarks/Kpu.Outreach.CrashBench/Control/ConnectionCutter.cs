using System.Net;
using System.Net.Sockets;

namespace Kpu.Outreach.CrashBench.Control;

/// <summary>Stands between workers and a server and cuts connections by seed: before all of a request went through, or before all of its answer did.</summary>
internal sealed class ConnectionCutter : IDisposable
{
    private const double Share = 0.1;
    private const int MostBytes = 600;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly int _seed;
    private int _cuts;

    public ConnectionCutter(int target, int seed)
    {
        (_target, _seed) = (target, seed);
        _listener.Start(512);
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were cut so far.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

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
        var (cuts, asked, allowed) = (random.NextDouble() < Share, random.NextDouble() < 0.5, random.Next(MostBytes));
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
