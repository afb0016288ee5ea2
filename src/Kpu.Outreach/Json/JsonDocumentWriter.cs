using System.Globalization;
using Newtonsoft.Json;

namespace Kpu.Outreach.Json;

/// <summary>Writes stored documents: members in the order they are written, absent ones left out, invariant culture, LF.</summary>
internal sealed class JsonDocumentWriter : IDisposable
{
    private readonly StringWriter _text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
    private readonly JsonTextWriter _json;

    public JsonDocumentWriter(bool indented = false) =>
        _json = new JsonTextWriter(_text) { Formatting = indented ? Formatting.Indented : Formatting.None, Culture = CultureInfo.InvariantCulture };

    public JsonDocumentWriter Object(Action<JsonDocumentWriter> members)
    {
        _json.WriteStartObject();
        members(this);
        _json.WriteEndObject();
        return this;
    }

    public JsonDocumentWriter Member(string name, string? value)
    {
        if (value is null) return this;
        _json.WritePropertyName(name);
        _json.WriteValue(value);
        return this;
    }

    public JsonDocumentWriter Member(string name, long? value)
    {
        if (value is null) return this;
        _json.WritePropertyName(name);
        _json.WriteValue(value.Value);
        return this;
    }

    public JsonDocumentWriter Member(string name, Action<JsonDocumentWriter> members)
    {
        _json.WritePropertyName(name);
        return Object(members);
    }

    public JsonDocumentWriter List<T>(string name, IReadOnlyCollection<T> items, Action<JsonDocumentWriter, T> item)
    {
        if (items.Count == 0) return this;
        _json.WritePropertyName(name);
        _json.WriteStartArray();
        foreach (var one in items) item(this, one);
        _json.WriteEndArray();
        return this;
    }

    public JsonDocumentWriter List(string name, IReadOnlyCollection<string> items) => List(name, items, (w, text) => w._json.WriteValue(text));

    public override string ToString()
    {
        _json.Flush();
        return _text.ToString();
    }

    public void Dispose()
    {
        ((IDisposable)_json).Dispose();
        _text.Dispose();
    }
}
