using System.Text.RegularExpressions;
using Kpu.Outreach.Primitives;
using Newtonsoft.Json;

namespace Kpu.Outreach.Json;

/// <summary>
/// Reads JSON strictly into nodes with places. Newtonsoft.Json reads the tokens; since it forgives much that JSON forbids
/// (comments, single quotes, trailing commas, hexadecimal numbers), every token is also measured in the text itself.
/// </summary>
internal sealed partial class JsonDocumentReader
{
    public const int DeepestLevel = 64;

    private readonly string _text;
    private readonly string _file;
    private readonly ProblemCollector _problems;
    private readonly LineMap _lines;
    private readonly JsonTextReader _reader;
    private int _position;
    private int _start;

    private JsonDocumentReader(string text, string file, ProblemCollector problems)
    {
        (_text, _file, _problems, _lines) = (text, file, problems, new LineMap(text));
        _reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None, FloatParseHandling = FloatParseHandling.Double, MaxDepth = DeepestLevel + 2 };
    }

    /// <summary>The root of a document; null after a problem.</summary>
    public static DataNode? Read(string text, string file, ProblemCollector problems)
    {
        var reader = new JsonDocumentReader(text, file, problems);
        try
        {
            reader.Next(commaExpected: false);
            var root = reader.Value(1);
            reader.End();
            return root;
        }
        catch (BrokenJsonException broken)
        {
            problems.Add(broken.Problem);
            return null;
        }
        catch (JsonReaderException)
        {
            problems.Add(reader.Broken(reader.SkipBlanks(reader._position)).Problem);
            return null;
        }
    }

    private DataNode Value(int depth)
    {
        if (depth > DeepestLevel) throw new BrokenJsonException(Problem.Error(JsonProblems.TooDeep, At(_start), DeepestLevel.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var (line, column) = _lines.At(_start);
        var raw = _text[_start.._position];
        switch (_reader.TokenType)
        {
            case JsonToken.StartObject:
                return Members(new DataNode(DataKind.Object, "", line, column), depth);
            case JsonToken.StartArray:
                return Items(new DataNode(DataKind.List, "", line, column), depth);
            case JsonToken.String when raw[0] == '"' && !raw.Any(c => c < ' '):
                return new DataNode(DataKind.Text, (string)_reader.Value!, line, column);
            case JsonToken.Integer or JsonToken.Float when NumberForm().IsMatch(raw):
                return new DataNode(DataKind.Number, raw, line, column);
            case JsonToken.Boolean when raw is "true" or "false":
                return new DataNode(DataKind.Flag, raw, line, column);
            case JsonToken.Null when raw == "null":
                return new DataNode(DataKind.Null, raw, line, column);
            default:
                throw Broken(_start);
        }
    }

    private DataNode Members(DataNode node, int depth)
    {
        for (var first = true; ; first = false)
        {
            Next(commaExpected: !first);
            if (_reader.TokenType == JsonToken.EndObject) return node;
            if (_reader.TokenType != JsonToken.PropertyName || _text[_start] != '"') throw Broken(_start);
            var name = (string)_reader.Value!;
            var (line, column) = _lines.At(_start);
            var colon = SkipBlanks(_position);
            if (colon >= _text.Length || _text[colon] != ':') throw Broken(colon);
            _position = colon + 1;
            Next(commaExpected: false);
            var value = Value(depth + 1);
            if (!node.Add(name, value, line, column))
                _problems.Add(Problem.Error(JsonProblems.DuplicateMember, value.NameIn(_file), ProblemCollector.Shown(name)));
        }
    }

    private DataNode Items(DataNode node, int depth)
    {
        for (var first = true; ; first = false)
        {
            Next(commaExpected: !first);
            if (_reader.TokenType == JsonToken.EndArray) return node;
            node.Add(Value(depth + 1));
        }
    }

    /// <summary>Reads the next token and measures it: between two values stands exactly one comma, before an end none.</summary>
    private void Next(bool commaExpected)
    {
        var start = SkipBlanks(_position);
        var comma = start < _text.Length && _text[start] == ',' ? start : -1;
        if (comma >= 0) start = SkipBlanks(start + 1);
        if (!_reader.Read() || start >= _text.Length) throw Broken(_text.Length);
        var isEnd = _reader.TokenType is JsonToken.EndArray or JsonToken.EndObject;
        if (comma >= 0 && (isEnd || !commaExpected)) throw Broken(comma);
        if (comma < 0 && !isEnd && commaExpected) throw Broken(start);
        (_start, _position) = (start, TokenEnd(start));
    }

    private void End()
    {
        var rest = SkipBlanks(_position);
        if (rest < _text.Length) throw Broken(rest);
    }

    private int SkipBlanks(int offset)
    {
        while (offset < _text.Length && _text[offset] is ' ' or '\t' or '\r' or '\n') offset++;
        return offset;
    }

    private int TokenEnd(int start)
    {
        if (_text[start] is '{' or '}' or '[' or ']' or ',' or ':') return start + 1;
        var end = start + 1;
        if (_text[start] == '"')
        {
            while (end < _text.Length && _text[end] != '"') end += _text[end] == '\\' ? 2 : 1;
            return Math.Min(end + 1, _text.Length);
        }
        while (end < _text.Length && _text[end] is not (' ' or '\t' or '\r' or '\n' or ',' or ':' or ']' or '}' or '[' or '{' or '"')) end++;
        return end;
    }

    private BrokenJsonException Broken(int offset)
    {
        var bad = offset < _text.Length && _text[offset] == ',' ? SkipBlanks(offset + 1) : offset;
        // A token that reaches the end of the text was cut off, or there is nothing left to read.
        var cut = bad >= _text.Length || (TokenEnd(bad) >= _text.Length && (_text[bad] == '"' || char.IsLetterOrDigit(_text[bad])) && _text[^1] is not ('}' or ']'));
        return cut
            ? new(Problem.Error(JsonProblems.Truncated, At(_text.Length)))
            : new(Problem.Error(JsonProblems.Malformed, At(offset), ProblemCollector.Shown(_text[offset..Math.Max(offset + 1, Math.Min(TokenEnd(offset), offset + 20))])));
    }

    private Place At(int offset)
    {
        var (line, column) = _lines.At(offset);
        return new Place(_file, line, column, _reader.Path.Length == 0 ? null : _reader.Path);
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberForm();

    /// <summary>Carries a problem out of the recursion to <see cref="Read"/>; never leaves this class.</summary>
    private sealed class BrokenJsonException(Problem problem) : Exception
    {
        public Problem Problem { get; } = problem;
    }
}
