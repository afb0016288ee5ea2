using System.Net;
using System.Text.Json;

namespace Kpu.Outreach.Channels.Http;

/// <summary>What became of one request. Exactly one of three things: it was answered, nothing was sent, or nobody knows.</summary>
internal sealed record HttpAnswer
{
    /// <summary>The status; 0 when there was no answer.</summary>
    public HttpStatusCode Status { get; init; }

    /// <summary>Whether surely nothing reached the platform.</summary>
    public bool NothingSent { get; init; }

    /// <summary>The body as JSON; null when it is none, such as a page of a proxy in the place of an answer.</summary>
    public JsonElement? Json { get; init; }

    /// <summary>The headers, names in any case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Until when to wait, as the platform says it; null when it does not.</summary>
    public DateTimeOffset? RetryAt(TimeProvider clock)
    {
        if (!Headers.TryGetValue("Retry-After", out var text)) return null;
        if (int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var seconds)) return clock.GetUtcNow().AddSeconds(seconds);
        return DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var date) ? date : null;
    }

    /// <summary>A text of the body by its path; null when it is not there or no text.</summary>
    public string? Text(params ReadOnlySpan<string> path) => Json?.Text(path);

    /// <summary>A whole number of the body by its path; null when it is not there or none.</summary>
    public long? Number(params ReadOnlySpan<string> path) => Json?.Number(path);
}
