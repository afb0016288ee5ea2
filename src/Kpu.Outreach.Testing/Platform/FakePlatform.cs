using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kpu.Outreach.Testing.Platform;

/// <summary>
/// A platform on a loopback port: it answers by routes that a script adds, counts every public effect, and lets go wrong what a test says. Its connections are real, and so are broken ones.
/// </summary>
/// <remarks>Thread-safe; routes are added before the first call.</remarks>
public sealed class FakePlatform : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private readonly List<(string Method, string[] Path, Func<PlatformCall, PlatformAnswer> Answer)> _routes = [];
    private readonly ConcurrentQueue<PlatformCall> _calls = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<PlatformCall>> _arrivals = new();
    private int _next = -1;

    /// <summary>Starts a platform.</summary>
    /// <param name="clock">Its clock.</param>
    /// <param name="visibleAfter">How long after something became public its own interface shows it. Default: at once.</param>
    public FakePlatform(TimeProvider clock, TimeSpan visibleAfter = default)
    {
        Effects = new PublicEffects(clock, visibleAfter);
        var options = new KestrelServerOptions();
        options.Listen(IPAddress.Loopback, 0);
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        _server = new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);

        // It begins to listen before the first await: nothing is waited for here.
        _server.StartAsync(new Application(this), CancellationToken.None).GetAwaiter().GetResult();
        Address = new Uri(_server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single() + "/");
    }

    /// <summary>Where it is, with a slash at the end.</summary>
    public Uri Address { get; }

    /// <summary>What stands in public.</summary>
    public PublicEffects Effects { get; }

    /// <summary>The calls it got, in their order, also those that went wrong.</summary>
    public IReadOnlyList<PlatformCall> Calls => [.. _calls];

    /// <summary>The first exception out of the script; null for none.</summary>
    public Exception? ScriptFailure { get; private set; }

    /// <summary>What goes wrong with a call; null for nothing. Asked for every call.</summary>
    public Func<PlatformCall, PlatformFault?>? Fault { get; set; }

    /// <summary>Answers calls of a route.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path; a part in braces, such as <c>{id}</c>, takes any one part and is found in <see cref="PlatformCall.Values"/>; a last part <c>{*rest}</c> takes all that is left.</param>
    /// <param name="answer">Answers.</param>
    /// <returns>This platform.</returns>
    public FakePlatform On(string method, string path, Func<PlatformCall, PlatformAnswer> answer)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(method);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(answer);
        _routes.Add((method.ToUpperInvariant(), Parts(path), answer));
        return this;
    }

    /// <summary>Waits until a call has come, handled or not.</summary>
    /// <param name="number">The number of the call, from 0.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The call.</returns>
    public Task<PlatformCall> ArrivedAsync(int number, CancellationToken cancellationToken = default) => Arrival(number).Task.WaitAsync(cancellationToken);

    /// <summary>Stops it. Calls on their way break.</summary>
    /// <returns>When it has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _server.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            var call = await ReadAsync(context.Request).ConfigureAwait(false);
            _calls.Enqueue(call);
            var fault = Fault?.Invoke(call);
            Arrival(call.Number).TrySetResult(call);
            PlatformAnswer? answer = null;
            if (fault is null or { Handles: true }) answer = Handle(call);
            if (fault?.Until is { } until) await until.ConfigureAwait(false);
            if (fault is { Cuts: true })
            {
                context.Abort();
                return;
            }

            answer = fault?.Answer ?? answer!;
            await WriteAsync(context.Response, fault is { Grows: true } ? answer.WithUnknownMembers() : answer).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The caller went away; what the platform did is done.
            context.Abort();
        }
#pragma warning disable CA1031 // A script that fails is told by the suite, not by a call that hangs.
        catch (Exception e)
#pragma warning restore CA1031
        {
            ScriptFailure ??= e;
            context.Abort();
        }
    }

    private PlatformAnswer Handle(PlatformCall call)
    {
        var parts = Parts(call.Path);
        foreach (var (method, path, answer) in _routes)
            if (method == call.Method && Match(path, parts) is { } values) return answer(call.With(values));
        return PlatformAnswer.Json(new { error = $"There is no route {call}." }, 404);
    }

    private async ValueTask<PlatformCall> ReadAsync(HttpRequest request)
    {
        var number = Interlocked.Increment(ref _next);
        var (kept, length) = (new MemoryStream(), 0L);
        var buffer = new byte[81920];
        while (await request.Body.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var read)
        {
            kept.Write(buffer, 0, (int)Math.Min(read, PlatformCall.KeptBytes - kept.Length));
            length += read;
        }

        var headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var query = request.Query.ToDictionary(q => q.Key, q => q.Value[^1] ?? "", StringComparer.Ordinal);
        return new PlatformCall(number, request.Method.ToUpperInvariant(), request.Path.Value ?? "/", query, headers, kept.ToArray(), length);
    }

    private static async ValueTask WriteAsync(HttpResponse response, PlatformAnswer answer)
    {
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) response.Headers[name] = value;
        var bytes = Encoding.UTF8.GetBytes(answer.Body);
        if (bytes.Length == 0) return;
        response.ContentType = answer.ContentType;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes).ConfigureAwait(false);
    }

    private TaskCompletionSource<PlatformCall> Arrival(int number) => _arrivals.GetOrAdd(number, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, string>? Match(string[] route, string[] path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < route.Length; i++)
        {
            if (route[i].StartsWith("{*", StringComparison.Ordinal))
            {
                values[route[i][2..^1]] = string.Join('/', path.Skip(i));
                return values;
            }

            if (i >= path.Length) return null;
            if (route[i] is ['{', .., '}']) values[route[i][1..^1]] = path[i];
            else if (route[i] != path[i]) return null;
        }

        return route.Length == path.Length ? values : null;
    }

    private sealed class Application(FakePlatform platform) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => platform.AnswerAsync(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
            // Nothing was opened for it.
        }
    }
}
