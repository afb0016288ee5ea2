namespace Kpu.Outreach.Campaigns;

/// <summary>The stable word of a channel, such as <c>static-site</c> or <c>instagram</c>.</summary>
/// <remarks>An open vocabulary: a word unknown here is kept as written. Words are compared without case; the default value is <c>none</c>. No list of channels exists anywhere: adapters bring their own.</remarks>
public readonly record struct ChannelKey : IEquatable<ChannelKey>
{
    private readonly string? _value;

    /// <summary>Takes a word.</summary>
    /// <param name="value">The word as stored; not empty.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is empty or white space.</exception>
    public ChannelKey(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>The word as stored.</summary>
    public string Value => _value ?? "none";

    /// <inheritdoc/>
    public bool Equals(ChannelKey other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <summary>The word.</summary>
    /// <returns>The word as stored.</returns>
    public override string ToString() => Value;
}
