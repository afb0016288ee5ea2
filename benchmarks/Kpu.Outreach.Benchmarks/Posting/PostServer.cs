using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Kpu.Outreach.Benchmarks.Posting;

/// <summary>
/// The platform of the benchmarks: the leanest HTTP/1.1 responder there is, one thread over all connections. It takes a post with a key once however often it comes, and tells how often each came.
/// It knows what the benchmarks send and nothing else of HTTP.
/// </summary>
internal sealed class PostServer
{
    /// <summary>Asks how often each key came since it was last asked.</summary>
    public const string CountPath = "/count";

    private const int LargestRequest = 8192;

    private static readonly byte[] Taken = Answer("{\"ok\":true}");

    private readonly Dictionary<string, int> _seen = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _seenBySpan;
    private readonly Dictionary<Socket, Connection> _connections = [];

    private PostServer() => _seenBySpan = _seen.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Prints its port and answers until its input ends, as it does when the benchmark that started it is gone.</summary>
    public static int Run()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture));
        var server = new Thread(() => new PostServer().Answer(listener)) { IsBackground = true };
        server.Start();
        Console.In.ReadToEnd();
        return 0;
    }

    private static byte[] Answer(string body) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));

    private void Answer(Socket listener)
    {
        var ready = new List<Socket>();
        while (true)
        {
            ready.Clear();
            ready.Add(listener);
            ready.AddRange(_connections.Keys);
            Socket.Select(ready, null, null, Timeout.InfiniteTimeSpan);
            foreach (var socket in ready)
            {
                if (socket == listener)
                {
                    var accepted = listener.Accept();
                    accepted.NoDelay = true;
                    _connections.Add(accepted, new Connection());
                }
                else if (!TryServe(socket, _connections[socket]))
                {
                    _connections.Remove(socket);
                    socket.Dispose();
                }
            }
        }
    }

    /// <returns>Whether the connection goes on.</returns>
    private bool TryServe(Socket socket, Connection connection)
    {
        try
        {
            var read = socket.Receive(connection.Buffer.AsSpan(connection.Filled));
            if (read == 0) return false;
            connection.Filled += read;
            while (RequestIn(connection.Buffer.AsSpan(0, connection.Filled)) is var length and > 0)
            {
                socket.Send(AnswerTo(connection.Buffer.AsSpan(0, length)));
                connection.Buffer.AsSpan(length, connection.Filled - length).CopyTo(connection.Buffer);
                connection.Filled -= length;
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <returns>The length of the first whole request; 0 when there is none yet.</returns>
    private static int RequestIn(ReadOnlySpan<byte> bytes)
    {
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0) return 0;
        var length = head + 4;
        var field = bytes[..head].IndexOf("Content-Length: "u8);
        if (field >= 0 && System.Buffers.Text.Utf8Parser.TryParse(bytes[(field + 16)..], out int body, out _)) length += body;
        return bytes.Length >= length ? length : 0;
    }

    private byte[] AnswerTo(ReadOnlySpan<byte> request)
    {
        if (request.StartsWith("GET"u8)) return Count();
        var key = request[(request.IndexOf(PostBody.BeforeKey) + PostBody.BeforeKey.Length)..];
        key = key[..key.IndexOf((byte)'"')];
        Span<char> text = stackalloc char[key.Length];
        Encoding.ASCII.GetChars(key, text);
        CollectionsMarshal.GetValueRefOrAddDefault(_seenBySpan, text, out _)++;
        return Taken;
    }

    private byte[] Count()
    {
        var once = _seen.Values.Count(n => n == 1);
        var answer = Answer(string.Create(CultureInfo.InvariantCulture, $"{once} {_seen.Count - once}"));
        _seen.Clear();
        return answer;
    }

    private sealed class Connection
    {
        public byte[] Buffer { get; } = new byte[LargestRequest];

        public int Filled { get; set; }
    }
}
