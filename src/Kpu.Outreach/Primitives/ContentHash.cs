using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kpu.Outreach.Primitives;

/// <summary>A SHA-256 hash of content, written as 64 lower-case hexadecimal digits.</summary>
/// <remarks>Immutable; equal when all bytes are equal. The default value prints 64 zeros and stands for no content.</remarks>
public readonly record struct ContentHash
{
    private readonly string? _hex;

    private ContentHash(string hex) => _hex = hex;

    /// <summary>The 64 hexadecimal digits.</summary>
    public string Hex => _hex ?? new string('0', 64);

    /// <summary>The hash of bytes.</summary>
    /// <param name="content">The bytes.</param>
    /// <returns>The hash.</returns>
    public static ContentHash Of(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>The hash of a stream, read to its end in small pieces.</summary>
    /// <param name="content">The stream.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The hash.</returns>
    public static async ValueTask<ContentHash> OfAsync(Stream content, CancellationToken cancellationToken = default) =>
        new(Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false)));

    /// <summary>Reads the 64 digits back.</summary>
    /// <param name="hex">The digits, in either case.</param>
    /// <returns>The hash.</returns>
    /// <exception cref="FormatException">The text is not 64 hexadecimal digits.</exception>
    public static ContentHash Parse(string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        if (hex.Length != 64 || !hex.All(char.IsAsciiHexDigit)) throw new FormatException("A content hash is 64 hexadecimal digits.");
        return new(hex.ToLowerInvariant());
    }

    /// <summary>The hash of 32 raw bytes that already are a SHA-256.</summary>
    /// <param name="hash">The 32 bytes.</param>
    /// <returns>The hash.</returns>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public static ContentHash FromBytes(ReadOnlySpan<byte> hash) =>
        hash.Length == 32 ? new(Convert.ToHexStringLower(hash)) : throw new ArgumentException("A SHA-256 has 32 bytes.", nameof(hash));

    /// <summary>The 32 raw bytes.</summary>
    /// <returns>A new array.</returns>
    public byte[] ToBytes() => Convert.FromHexString(Hex);

    /// <summary>The hexadecimal digits.</summary>
    /// <returns>64 digits.</returns>
    public override string ToString() => Hex;
}

/// <summary>Builds a <see cref="ContentHash"/> from fields, each with its length in front so that no two lists of fields collide. Not thread-safe.</summary>
public sealed class ContentHasher : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds a text; null and empty differ.</summary>
    /// <param name="field">The text.</param>
    /// <returns>This hasher.</returns>
    public ContentHasher Add(string? field)
    {
        if (field is null) return Add(-1);
        Add(Encoding.UTF8.GetByteCount(field));
        _hash.AppendData(Encoding.UTF8.GetBytes(field));
        return this;
    }

    /// <summary>Adds a number.</summary>
    /// <param name="field">The number.</param>
    /// <returns>This hasher.</returns>
    public ContentHasher Add(long field)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, field);
        _hash.AppendData(bytes);
        return this;
    }

    /// <summary>Adds texts in order, with their number.</summary>
    /// <param name="fields">The texts.</param>
    /// <returns>This hasher.</returns>
    public ContentHasher Add(IReadOnlyCollection<string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        Add(fields.Count);
        foreach (var field in fields) Add(field);
        return this;
    }

    /// <summary>The hash of everything added; the hasher starts anew.</summary>
    /// <returns>The hash.</returns>
    public ContentHash Finish() => ContentHash.FromBytes(_hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
