using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Kpu.Outreach.Channels.Http;

/// <summary>Sends requests, each once: what may publish is never repeated here. Thread-safe.</summary>
internal sealed class HttpCaller(IHttpClientFactory? http, string name)
{
    /// <summary>No answer that the channels read is longer; the rest is left.</summary>
    private const int LongestAnswer = 4 * 1024 * 1024;

    // For programs without a container; one for all channels, as connections are shared by it.
    private static readonly Lazy<IHttpClientFactory> Own = new(() => new ServiceCollection().AddHttpClient().BuildServiceProvider().GetRequiredService<IHttpClientFactory>());

    private readonly IHttpClientFactory _http = http ?? Own.Value;

    /// <summary>Sends a request.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; what it may have done is unknown.</exception>
    public async Task<HttpAnswer> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using var client = _http.CreateClient(name);
        try
        {
            using var answer = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            var body = await ReadAsync(answer, cancellationToken).ConfigureAwait(false);
            var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
            return new HttpAnswer { Status = answer.StatusCode, Json = Parse(body), Headers = headers };
        }
        catch (HttpRequestException e)
        {
            return new HttpAnswer { NothingSent = e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError };
        }
        catch (IOException)
        {
            return new HttpAnswer();
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (kept.Length < LongestAnswer && await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read) kept.Write(buffer, 0, read);
        return kept.ToArray();
    }

    // Whatever the type of the content says: a notice before the answer, or a page, is no JSON.
    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
