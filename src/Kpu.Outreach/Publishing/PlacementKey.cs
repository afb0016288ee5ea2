namespace Kpu.Outreach.Publishing;

/// <summary>Where on a channel something stands: a post, a story, an article, a spot.</summary>
/// <remarks>An open vocabulary: a word unknown here is kept as written. Words are compared without case; the default value is <c>post</c>.</remarks>
public readonly record struct PlacementKey : IEquatable<PlacementKey>
{
    private readonly string? _value;

    /// <summary>Takes a word.</summary>
    /// <param name="value">The word as stored; not empty.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is empty or white space.</exception>
    public PlacementKey(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>A post on a timeline.</summary>
    public static PlacementKey Post { get; } = new("post");

    /// <summary>An article with its own page.</summary>
    public static PlacementKey Article { get; } = new("article");

    /// <summary>An entry of a feed.</summary>
    public static PlacementKey Entry { get; } = new("entry");

    /// <summary>A story that vanishes.</summary>
    public static PlacementKey Story { get; } = new("story");

    /// <summary>A short upright video.</summary>
    public static PlacementKey Reel { get; } = new("reel");

    /// <summary>A video with its own page.</summary>
    public static PlacementKey Video { get; } = new("video");

    /// <summary>A message to a recipient or group.</summary>
    public static PlacementKey Message { get; } = new("message");

    /// <summary>A spot read or played on air.</summary>
    public static PlacementKey Spot { get; } = new("spot");

    /// <summary>The words known here, in official order.</summary>
    public static IReadOnlyList<PlacementKey> Known { get; } = [Post, Article, Entry, Story, Reel, Video, Message, Spot];

    /// <summary>The word as stored.</summary>
    public string Value => _value ?? "post";

    /// <inheritdoc/>
    public bool Equals(PlacementKey other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <summary>The word.</summary>
    /// <returns>The word as stored.</returns>
    public override string ToString() => Value;
}
