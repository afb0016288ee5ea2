using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kpu.Outreach.CrashBench.Platform;

/// <summary>A platform in a process of its own: a small HTTP server, one call a connection, that misbehaves by seed and counts what became public.</summary>
internal sealed class PlatformServer(EffectBook book, Faults faults)
{
    /// <summary>How long a call takes at most on either side of its effect when nothing goes wrong.</summary>
    private static readonly TimeSpan LongestWork = TimeSpan.FromMilliseconds(15);

    private static readonly TimeSpan LeastLate = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan MostLate = TimeSpan.FromSeconds(0.4);

    public static async Task<int> RunAsync(Settings settings)
    {
        using var book = new EffectBook(settings.Text("book"));
        var server = new PlatformServer(book, new Faults(settings.Number("seed", 1), settings.Has("calm")));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(512);
        Console.WriteLine(FormattableString.Invariant($"listening {((IPEndPoint)listener.LocalEndpoint).Port}"));
        using var stop = new CancellationTokenSource();
        var controller = Controller.WatchAsync(stop);
        try
        {
            while (true) _ = server.ServeAsync(await listener.AcceptSocketAsync(stop.Token));
        }
        catch (OperationCanceledException)
        {
            await controller;
            return 0;
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                await using var stream = new NetworkStream(socket);
                if (await HttpCall.ReadAsync(stream) is not { } call) return;
                if (await AnswerAsync(call) is { } answer) await stream.WriteAsync(answer.ToBytes());

                // Without an answer the connection is reset: the caller cannot take the end for one.
                else socket.LingerState = new LingerOption(enable: true, 0);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // The caller is gone, as killed workers are.
            }
        }
    }

    private async Task<HttpAnswer?> AnswerAsync(HttpCall call)
    {
        if (call.Path is ["report"]) return new HttpAnswer(200, book.Report());
        if (call.Path is not [var space, var guarantee, var key]) return new HttpAnswer(400);
        var place = new EffectPlace(space, guarantee, key);
        return call.Method switch
        {
            "GET" => book.Look(place) is { } seen ? new HttpAnswer(200, seen) : new HttpAnswer(404),
            "PUT" => await ActAsync(place with { Key = key + "/draft" }, call.Publication, () => book.Prepare(place, call.Publication) ? 200 : 409),
            "POST" => await ActAsync(place, call.Publication, () => book.Publish(place, call.Publication)),
            _ => new HttpAnswer(405),
        };
    }

    private async Task<HttpAnswer?> ActAsync(EffectPlace place, string publication, Func<int> act)
    {
        var (fault, before, after, lateness) = faults.Choose(place.Guarantee, place.Key, book.Attempt(place, publication));
        if (fault == Fault.Refused) return new HttpAnswer(429);
        book.Sent(place, publication);
        await Machine.PassAsync(before * LongestWork);
        if (fault == Fault.ErrorWithout) return new HttpAnswer(500);
        var status = act();
        await Machine.PassAsync(fault == Fault.Late ? LeastLate + (lateness * (MostLate - LeastLate)) : after * LongestWork);
        return fault switch
        {
            Fault.CutAfter => null,
            Fault.ErrorAfter => new HttpAnswer(500),
            _ => new HttpAnswer(status, place.Key),
        };
    }

    /// <summary>A request as far as this platform needs it.</summary>
    private sealed record HttpCall(string Method, string[] Path, string Publication)
    {
        private const int LongestRequest = 64 * 1024;

        /// <returns>The request; null when the caller ended before its body did.</returns>
        public static async Task<HttpCall?> ReadAsync(Stream stream)
        {
            var buffer = new byte[LongestRequest];
            var (filled, head) = (0, -1);
            while (head < 0)
            {
                if (filled == buffer.Length || await stream.ReadAsync(buffer.AsMemory(filled)) is not (> 0 and var read)) return null;
                filled += read;
                head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            }

            var lines = Encoding.ASCII.GetString(buffer, 0, head).Split("\r\n");
            if (lines[0].Split(' ') is not [var method, var path, _]) return null;
            var body = int.TryParse(HeaderOf("Content-Length"), out var length) ? length : 0;
            for (var missing = head + 4 + body - filled; missing > 0;)
            {
                if (await stream.ReadAsync(buffer.AsMemory(0, Math.Min(missing, buffer.Length))) is not (> 0 and var read)) return null;
                missing -= read;
            }

            return new HttpCall(method, path.Split('/', StringSplitOptions.RemoveEmptyEntries), HeaderOf(PublicationHeader) ?? "");

            string? HeaderOf(string name) => lines.Skip(1).Select(l => l.Split(": ", 2)).FirstOrDefault(l => l.Length == 2 && l[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[1];
        }
    }

    /// <summary>The header that names the publication, so that effects can be counted without trusting keys.</summary>
    public const string PublicationHeader = "X-Publication";

    private sealed record HttpAnswer(int Status, string Body = "")
    {
        public byte[] ToBytes()
        {
            var wait = Status == 429 ? "Retry-After: 1\r\n" : "";
            var body = Encoding.UTF8.GetBytes(Body);
            return [.. Encoding.ASCII.GetBytes(FormattableString.Invariant($"HTTP/1.1 {Status} X\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{wait}\r\n")), .. body];
        }
    }
}
