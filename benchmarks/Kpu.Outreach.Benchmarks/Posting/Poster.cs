using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;

namespace Kpu.Outreach.Benchmarks.Posting;

/// <summary>Makes a post and notes how long it took: the same call in every way that is measured.</summary>
internal sealed class Poster(Uri server, CallTimes times)
{
    /// <summary>The name of the client in the factory.</summary>
    public const string ClientName = "post";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public async Task PostAsync(HttpClient client, string key, string text, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var content = new ByteArrayContent(PostBody.Of(key, text));
        content.Headers.ContentType = Json;
        using var answer = await client.PostAsync(server, content, cancellationToken).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        times.Add(Stopwatch.GetElapsedTime(began));
    }

    /// <summary>The handler under every way.</summary>
    public static SocketsHttpHandler NewHandler() => new() { UseCookies = false, AllowAutoRedirect = false };

    /// <summary>Clients as a host makes them; calls are told of by the library's own telemetry, which names no address.</summary>
    public static IHttpClientBuilder AddClient(IServiceCollection services) => services.AddHttpClient(ClientName).ConfigurePrimaryHttpMessageHandler(NewHandler).RemoveAllLoggers();
}
