using System.Text.Json;

namespace Kpu.Outreach.Channels.Http;

/// <summary>Reads what a platform wrote, leniently: what is missing or of another type reads as absent.</summary>
internal static class JsonReading
{
    /// <summary>A text by its path; null when it is not there or no text.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) => At(element, path) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A whole number by its path; null when it is not there or none.</summary>
    public static long? Number(this JsonElement element, params ReadOnlySpan<string> path) => At(element, path) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    private static JsonElement? At(JsonElement element, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var member)) return null;
            element = member;
        }

        return element;
    }
}
