using System.Text.Encodings.Web;
using System.Text.Json;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Cli.Output;

/// <summary>The one document on standard output. Long ones leave in pieces, so that they are never held whole.</summary>
internal sealed class JsonOutput : IAsyncDisposable
{
    private const int PieceBytes = 64 * 1024;

    private readonly Stream _stream;

    public JsonOutput(Stream stream)
    {
        _stream = stream;
        Writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public Utf8JsonWriter Writer { get; }

    public async ValueTask FlushIfLongAsync(CancellationToken cancellationToken)
    {
        if (Writer.BytesPending > PieceBytes) await Writer.FlushAsync(cancellationToken);
    }

    /// <summary>Forgets the document, as long as nothing of it left.</summary>
    /// <returns>Whether nothing had left.</returns>
    public bool TryForget()
    {
        if (Writer.BytesCommitted > 0) return false;
        Writer.Reset(Stream.Null);
        return true;
    }

    public async ValueTask EndAsync()
    {
        await Writer.FlushAsync();
        _stream.WriteByte((byte)'\n');
    }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await _stream.DisposeAsync();
    }
}

/// <summary>Members as the documents of this command line write them.</summary>
internal static class JsonMembers
{
    public static void Instant(this Utf8JsonWriter json, string name, DateTimeOffset? value)
    {
        if (value is { } instant) json.WriteString(name, instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", System.Globalization.CultureInfo.InvariantCulture));
        else json.WriteNull(name);
    }

    public static void Number(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    public static void Strings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    public static void Problem(this Utf8JsonWriter json, Problem problem, Texts texts)
    {
        json.WriteStartObject();
        json.WriteString("code", problem.Code);
        json.WriteString("severity", Texts.Word(problem.Severity));
        json.WriteString("file", problem.Place.File);
        json.Number("line", problem.Place.Line);
        json.Number("column", problem.Place.Column);
        json.WriteString("path", problem.Place.Path);
        json.WriteString("sentence", ProblemText.Sentence(problem, texts.Culture));
        json.WriteString("mend", ProblemText.Mend(problem, texts.Culture));
        json.WriteEndObject();
    }
}
