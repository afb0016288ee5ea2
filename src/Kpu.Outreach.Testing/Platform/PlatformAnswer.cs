using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kpu.Outreach.Testing.Platform;

/// <summary>What the platform answers.</summary>
/// <remarks>Immutable.</remarks>
public sealed record PlatformAnswer
{
    /// <summary>The status. Default: 200.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The body. Default: empty.</summary>
    public string Body { get; init; } = "";

    /// <summary>The type of the body. Default: JSON.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Further headers. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>An answer of JSON.</summary>
    /// <param name="value">What is written; an anonymous object will do.</param>
    /// <param name="status">The status.</param>
    /// <returns>The answer.</returns>
    public static PlatformAnswer Json(object? value, int status = 200) => new() { Status = status, Body = JsonSerializer.Serialize(value) };

    /// <summary>An answer without a body.</summary>
    /// <param name="status">The status.</param>
    /// <returns>The answer.</returns>
    public static PlatformAnswer Empty(int status = 204) => new() { Status = status };

    /// <summary>A page in HTML, as gateways answer whatever was asked.</summary>
    /// <param name="status">The status.</param>
    /// <returns>The answer.</returns>
    public static PlatformAnswer Html(int status) => new() { Status = status, ContentType = "text/html", Body = $"<!DOCTYPE html><html><body><h1>{status}</h1></body></html>" };

    /// <summary>The same answer with members that nobody knows yet in every object of its JSON.</summary>
    internal PlatformAnswer WithUnknownMembers()
    {
        try
        {
            return ContentType.Contains("json", StringComparison.OrdinalIgnoreCase) && JsonNode.Parse(Body) is { } json ? this with { Body = Grown(json).ToJsonString() } : this;
        }
        catch (JsonException)
        {
            return this;
        }
    }

    private static JsonNode Grown(JsonNode node)
    {
        if (node is JsonArray array)
        {
            for (var i = 0; i < array.Count; i++)
                if (array[i] is { } item) Grown(item);
        }
        else if (node is JsonObject known)
        {
            foreach (var (_, value) in known.ToList())
                if (value is not null) Grown(value);
            known["zzNew"] = new JsonObject { ["since"] = "2031", ["list"] = new JsonArray(1, null, "x") };
            known["0"] = null;
        }

        return node;
    }
}
