using System.Net;
using Kpu.Outreach.CrashBench.Platform;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.CrashBench.Worker;

/// <summary>Speaks to the platform: every call is one connection and is never repeated by itself.</summary>
internal sealed class PlatformClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly HttpClient _plain;
    private readonly string _space;

    public PlatformClient(Uri platform, string space, Steps steps)
    {
        // A connection that was never used before is never tried again by the handler: one call is one request.
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        _plain = new HttpClient(handler) { BaseAddress = platform };
        _http = new HttpClient(new SteppedHandler(handler, steps)) { BaseAddress = platform };
        _space = space;
    }

    /// <summary>A call of no effect, so that the first real one is not late only because the program is young.</summary>
    public async Task GreetAsync(CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri("greeting", UriKind.Relative)) { Content = new StringContent("") };
        try
        {
            using var answer = await _plain.SendAsync(message, cancellationToken);
        }
        catch (HttpRequestException)
        {
            // Cut on its way: it was nothing but a greeting.
        }
    }

    public async Task<(HttpStatusCode Status, TimeSpan RetryAfter)> SendAsync(HttpMethod method, string guarantee, PublishRequest request, CancellationToken cancellationToken)
    {
        using var message = Message(method, guarantee, request);
        message.Content = new StringContent(request.Rendition.Parts[request.Part].Text);
        using var answer = await _http.SendAsync(message, cancellationToken);
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta ?? TimeSpan.Zero);
    }

    /// <summary>What the platform says of an effect.</summary>
    /// <returns>Its word; null when it knows nothing of it.</returns>
    public async Task<string?> LookAsync(string guarantee, PublishRequest request, CancellationToken cancellationToken)
    {
        using var message = Message(HttpMethod.Get, guarantee, request);
        using var answer = await _http.SendAsync(message, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
    }

    public void Dispose()
    {
        _plain.Dispose();
        _http.Dispose();
    }

    private HttpRequestMessage Message(HttpMethod method, string guarantee, PublishRequest request)
    {
        var message = new HttpRequestMessage(method, new Uri($"{_space}/{guarantee}/{request.EffectKey}", UriKind.Relative));
        message.Headers.Add(PlatformServer.PublicationHeader, request.Publication.ToString());
        return message;
    }

    private sealed class SteppedHandler(HttpMessageHandler inner, Steps steps) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            steps.Pass("before-send");
            var answer = await base.SendAsync(request, cancellationToken);
            steps.Pass("after-answer");
            return answer;
        }
    }
}
