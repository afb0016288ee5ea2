using System.Text.Json;
using System.Text.Json.Serialization;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Website;

/// <summary>What was made on the site before anything is public.</summary>
/// <param name="Post">The id of the draft; null while there is none.</param>
/// <param name="Media">The pictures that were uploaded, by their hash.</param>
internal sealed record WordPressDraft(string? Post, IReadOnlyDictionary<string, WordPressMedia> Media)
{
    public const int Version = 1;

    public static WordPressDraft Nothing { get; } = new(null, new Dictionary<string, WordPressMedia>());

    /// <summary>Reads a checkpoint; what cannot be read is begun anew, since everything is looked up before it is made.</summary>
    public static WordPressDraft Read(Checkpoint? checkpoint)
    {
        if (checkpoint is not { Version: Version }) return Nothing;
        try
        {
            return JsonSerializer.Deserialize(checkpoint.State, WordPressDraftJson.Default.WordPressDraft) is { Media: not null } draft ? draft : Nothing;
        }
        catch (JsonException)
        {
            return Nothing;
        }
    }

    public Checkpoint ToCheckpoint() => new(Version, JsonSerializer.Serialize(this, WordPressDraftJson.Default.WordPressDraft));

    public WordPressDraft With(string hash, WordPressMedia media) => this with { Media = new Dictionary<string, WordPressMedia>(Media) { [hash] = media } };
}

/// <summary>A picture on the site.</summary>
internal sealed record WordPressMedia(long Id, string Address);

[JsonSerializable(typeof(WordPressDraft))]
internal sealed partial class WordPressDraftJson : JsonSerializerContext;
