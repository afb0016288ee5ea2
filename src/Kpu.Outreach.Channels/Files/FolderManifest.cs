using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kpu.Outreach.Channels.Files;

/// <summary>What a channel wrote into a folder: the items with what lists need of them, and the files with their hashes.</summary>
internal sealed record FolderManifest
{
    internal const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public required string Channel { get; init; }

    public required string Account { get; init; }

    /// <summary>A hash of everything but the items that shapes the output; when it changes everything is written anew.</summary>
    public required string Fingerprint { get; init; }

    public IReadOnlyList<ManifestItem> Items { get; init; } = [];

    public IReadOnlyList<ManifestFile> Files { get; init; } = [];

    internal byte[] ToBytes() => ManifestJson.Write(this, ManifestJson.Default.FolderManifest);
}

/// <summary>One publication of a folder.</summary>
internal sealed record ManifestItem
{
    public required string Key { get; init; }

    public required string Version { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public bool Withdrawn { get; init; }

    /// <summary>The files of this item alone or shared with others, such as media.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>What the channel's lists need of the item, in the channel's own form.</summary>
    public JsonElement? View { get; init; }
}

/// <summary>A file of a folder.</summary>
internal sealed record ManifestFile(string Path, string Sha256, long Length);

/// <summary>What a call is about to do, so that the next one can tell its own leftovers from foreign files.</summary>
internal sealed record FolderJournal(IReadOnlyList<ManifestFile> Files);

/// <summary>Reads and writes the folder's own records: UTF-8 without mark, LF, ordered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FolderManifest))]
[JsonSerializable(typeof(FolderJournal))]
internal sealed partial class ManifestJson : JsonSerializerContext
{
    // Files that only programs read: readable letters instead of escapes; never embedded in a page.
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] Write<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Layout)) JsonSerializer.Serialize(writer, value, type);
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    internal static T? Read<T>(byte[] bytes, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return null;
        }
    }
}
