using Kpu.Outreach.Testing.Suites;
namespace Kpu.Outreach.Testing.Adapters;

/// <summary>The factory of clients that the kit gives to adapters: every request passes the gate before it is sent and after its answer was read.</summary>
internal sealed class KitHttp(StepGate gate) : IHttpClientFactory, IDisposable
{
    private readonly SocketsHttpHandler _sockets = new() { PooledConnectionLifetime = TimeSpan.FromMinutes(1), AllowAutoRedirect = false, UseCookies = false, UseProxy = false };
    private int _sent;

    /// <summary>How many requests were sent.</summary>
    public int Sent => Volatile.Read(ref _sent);

    public HttpClient CreateClient(string name)
    {
#pragma warning disable RS0030 // This is the factory.
        return new HttpClient(new Gated(this) { InnerHandler = _sockets }, disposeHandler: false);
#pragma warning restore RS0030
    }

    public void Dispose() => _sockets.Dispose();

    private sealed class Gated(KitHttp http) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            http.Pass($"before {request.Method} {request.RequestUri?.AbsolutePath}");
            Interlocked.Increment(ref http._sent);
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.Content.Headers.ContentLength is null or < 1 << 20) await response.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
            http.Pass($"after {request.Method} {request.RequestUri?.AbsolutePath}");
            return response;
        }
    }

    private void Pass(string step) => gate.Pass(step);
}
