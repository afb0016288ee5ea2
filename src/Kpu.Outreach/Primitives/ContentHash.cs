using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kpu.Outreach.Primitives;

/// <summary>A SHA-256 hash of content, written as 64 lower-case hexadecimal digits.</summary>
/// <remarks>Immutable; equal when all bytes are equal. The default value prints 64 zeros and stands for no content.</remarks>
public readonly record struct ContentHash
{
    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    private ContentHash(ReadOnlySpan<byte> hash)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(hash);
        _b = BinaryPrimitives.ReadUInt64BigEndian(hash[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(hash[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(hash[24..]);
    }

    /// <summary>The 64 hexadecimal digits.</summary>
    public string Hex
    {
        get
        {
            Span<byte> bytes = stackalloc byte[32];
            CopyTo(bytes);
            return Convert.ToHexStringLower(bytes);
        }
    }

    /// <summary>The hash of bytes.</summary>
    /// <param name="content">The bytes.</param>
    /// <returns>The hash.</returns>
    public static ContentHash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(content, hash);
        return new(hash);
    }

    /// <summary>The hash of a stream, read to its end in small pieces.</summary>
    /// <param name="content">The stream.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The hash.</returns>
    public static async ValueTask<ContentHash> OfAsync(Stream content, CancellationToken cancellationToken = default) =>
        new(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));

    /// <summary>Reads the 64 digits back.</summary>
    /// <param name="hex">The digits, in either case.</param>
    /// <returns>The hash.</returns>
    /// <exception cref="FormatException">The text is not 64 hexadecimal digits.</exception>
    public static ContentHash Parse(string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        if (hex.Length != 64 || !hex.All(char.IsAsciiHexDigit)) throw new FormatException("A content hash is 64 hexadecimal digits.");
        return new(Convert.FromHexString(hex));
    }

    /// <summary>The hash of 32 raw bytes that already are a SHA-256.</summary>
    /// <param name="hash">The 32 bytes.</param>
    /// <returns>The hash.</returns>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public static ContentHash FromBytes(ReadOnlySpan<byte> hash) =>
        hash.Length == 32 ? new(hash) : throw new ArgumentException("A SHA-256 has 32 bytes.", nameof(hash));

    /// <summary>The 32 raw bytes.</summary>
    /// <returns>A new array.</returns>
    public byte[] ToBytes()
    {
        var bytes = new byte[32];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Writes the 32 raw bytes.</summary>
    /// <param name="destination">At least 32 bytes.</param>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <summary>The hexadecimal digits.</summary>
    /// <returns>64 digits.</returns>
    public override string ToString() => Hex;
}

/// <summary>Builds a <see cref="ContentHash"/> from fields, each with its length in front so that no two lists of fields collide. Not thread-safe.</summary>
public sealed class ContentHasher : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(512);
    private int _length;

    /// <summary>Adds a text; null and empty differ.</summary>
    /// <param name="field">The text.</param>
    /// <returns>This hasher.</returns>
    public ContentHasher Add(string? field)
    {
        if (field is null) return Add(-1);
        var bytes = Encoding.UTF8.GetByteCount(field);
        Add(bytes);
        Encoding.UTF8.GetBytes(field, Room(bytes));
        return this;
    }

    /// <summary>Adds bytes, with their length.</summary>
    /// <param name="field">The bytes.</param>
    /// <returns>This hasher.</returns>
    public ContentHasher Add(ReadOnlySpan<byte> field)
    {
        Add((long)field.Length);
        field.CopyTo(Room(field.Length));
        return this;
    }

    /// <summary>Adds a number.</summary>
    /// <param name="field">The number.</param>
    /// <returns>This hasher.</returns>
    public ContentHasher Add(long field)
    {
        BinaryPrimitives.WriteInt64BigEndian(Room(8), field);
        return this;
    }

    /// <summary>Adds a hash.</summary>
    /// <param name="field">The hash.</param>
    /// <returns>This hasher.</returns>
    public ContentHasher Add(ContentHash field)
    {
        field.CopyTo(Room(32));
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
    public ContentHash Finish()
    {
        var hash = ContentHash.Of(_buffer.AsSpan(0, _length));
        _length = 0;
        return hash;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private Span<byte> Room(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + bytes));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        _length += bytes;
        return _buffer.AsSpan(_length - bytes, bytes);
    }
}
