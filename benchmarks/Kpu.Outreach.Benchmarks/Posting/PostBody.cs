using System.Text;

namespace Kpu.Outreach.Benchmarks.Posting;

/// <summary>The body of a post: 200 bytes of JSON with the key of the effect and a text that needs no escaping.</summary>
internal static class PostBody
{
    private const int Length = 200;

    public static ReadOnlySpan<byte> BeforeKey => "{\"key\":\""u8;

    private static ReadOnlySpan<byte> BeforeText => "\",\"text\":\""u8;

    public static byte[] Of(string key, string text)
    {
        var body = new byte[Length];
        body.AsSpan().Fill((byte)' ');
        var rest = body.AsSpan();
        Put(ref rest, BeforeKey);
        rest = rest[Encoding.UTF8.GetBytes(key, rest)..];
        Put(ref rest, BeforeText);
        rest = rest[Encoding.UTF8.GetBytes(text, rest)..];
        rest[0] = (byte)'"';
        rest[^1] = (byte)'}';
        return body;
    }

    private static void Put(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }
}
