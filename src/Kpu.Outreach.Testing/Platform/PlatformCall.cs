using System.Text;
using System.Text.Json.Nodes;

namespace Kpu.Outreach.Testing.Platform;

/// <summary>A request as the platform got it.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class PlatformCall
{
    private readonly byte[] _body;

    internal PlatformCall(int number, string method, string path, IReadOnlyDictionary<string, string> query, IReadOnlyDictionary<string, string> headers, byte[] body, long length) =>
        (Number, Method, Path, Query, Headers, _body, BodyLength) = (number, method, path, query, headers, body, length);

    /// <summary>How many bytes of a body are kept: 1 MiB. Of a longer one only the beginning is.</summary>
    public const int KeptBytes = 1 << 20;

    /// <summary>The number of the call, from 0.</summary>
    public int Number { get; }

    /// <summary>The method, in capitals.</summary>
    public string Method { get; }

    /// <summary>The path, without the query, unescaped.</summary>
    public string Path { get; }

    /// <summary>The query's parameters, unescaped; of several of one name the last.</summary>
    public IReadOnlyDictionary<string, string> Query { get; }

    /// <summary>The headers, by name without regard to case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The values of the route's <c>{name}</c>s.</summary>
    public IReadOnlyDictionary<string, string> Values { get; internal init; } = new Dictionary<string, string>();

    /// <summary>The body; see <see cref="KeptBytes"/>.</summary>
    public ReadOnlyMemory<byte> Body => _body;

    /// <summary>How many bytes the body had.</summary>
    public long BodyLength { get; }

    /// <summary>The body as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(_body);

    /// <summary>The body as JSON.</summary>
    /// <returns>The value; null when the body is empty or no JSON.</returns>
    public JsonNode? Json()
    {
        try
        {
            return _body.Length == 0 ? null : JsonNode.Parse(_body);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>The method and the path.</summary>
    /// <returns>Such as <c>POST /posts</c>.</returns>
    public override string ToString() => $"{Method} {Path}";

    internal PlatformCall With(IReadOnlyDictionary<string, string> values) => new(Number, Method, Path, Query, Headers, _body, BodyLength) { Values = values };
}
