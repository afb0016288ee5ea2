using Kpu.Outreach.Json;
using Kpu.Outreach.Primitives;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kpu.Outreach.Documents;

/// <summary>Reads YAML front matter into nodes: plain data only, without anchors, aliases, tags or a second document.</summary>
internal sealed class FrontMatter
{
    private readonly string _file;
    private readonly int _firstLine;
    private readonly ProblemCollector _problems;
    private readonly Parser _parser;

    private FrontMatter(string yaml, string file, int firstLine, ProblemCollector problems) =>
        (_file, _firstLine, _problems, _parser) = (file, firstLine, problems, new Parser(new StringReader(yaml)));

    /// <summary>The root of the front matter; null after a problem.</summary>
    /// <param name="yaml">The text between the two lines of hyphens.</param>
    /// <param name="file">The file's name in the workspace.</param>
    /// <param name="firstLine">The line of the file on which the text starts, from 1.</param>
    /// <param name="problems">Takes the problems.</param>
    public static DataNode? Read(string yaml, string file, int firstLine, ProblemCollector problems)
    {
        var reader = new FrontMatter(yaml, file, firstLine, problems);
        try
        {
            return reader.Document();
        }
        catch (YamlException e)
        {
            problems.Add(reader.Malformed(e.Start));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // The YAML scanner lets a few of its own slips out as these.
            problems.Add(reader.Malformed(Mark.Empty));
        }
        return null;
    }

    private DataNode? Document()
    {
        while (_parser.MoveNext() && _parser.Current is StreamStart or DocumentStart or Comment)
        {
        }
        if (_parser.Current is null or StreamEnd) return new DataNode(DataKind.Object, "", _firstLine, 1);
        var root = Node(1);
        _parser.MoveNext();
        if (_parser.Current is DocumentEnd) _parser.MoveNext();
        if (_parser.Current is not StreamEnd) throw new YamlException(_parser.Current!.Start, _parser.Current.End, "A second document.");
        return root;
    }

    private DataNode Node(int depth)
    {
        var current = _parser.Current!;
        var (line, column) = At(current.Start);
        if (depth > JsonDocumentReader.DeepestLevel || current is AnchorAlias || current is NodeEvent { Anchor.IsEmpty: false } || (current is NodeEvent { Tag.IsEmpty: false }))
            throw new YamlException(current.Start, current.End, "Only plain data.");
        switch (current)
        {
            case Scalar scalar:
                return new DataNode(KindOf(scalar), scalar.Value, line, column);
            case SequenceStart:
                var list = new DataNode(DataKind.List, "", line, column);
                while (Next() is not SequenceEnd) list.Add(Node(depth + 1));
                return list;
            case MappingStart:
                var map = new DataNode(DataKind.Object, "", line, column);
                while (Next() is not MappingEnd)
                {
                    if (_parser.Current is not Scalar { Anchor.IsEmpty: true, Tag.IsEmpty: true } name) throw new YamlException(_parser.Current!.Start, _parser.Current.End, "A member's name is plain.");
                    var (nameLine, nameColumn) = At(name.Start);
                    Next();
                    var value = Node(depth + 1);
                    if (!map.Add(name.Value, value, nameLine, nameColumn))
                        _problems.Add(Problem.Error(JsonProblems.DuplicateMember, value.NameIn(_file), ProblemCollector.Shown(name.Value)));
                }
                return map;
            default:
                throw new YamlException(current.Start, current.End, "Unexpected.");
        }
    }

    private ParsingEvent Next()
    {
        do
            if (!_parser.MoveNext()) throw new YamlException("The end comes too early.");
        while (_parser.Current is Comment);
        return _parser.Current!;
    }

    private static DataKind KindOf(Scalar scalar) => scalar.Style != ScalarStyle.Plain ? DataKind.Text : scalar.Value is "" or "~" or "null" ? DataKind.Null : DataKind.Plain;

    private (int Line, int Column) At(Mark mark) => (_firstLine - 1 + (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private Problem Malformed(Mark mark)
    {
        var (line, column) = At(mark);
        return Problem.Error(DocumentProblems.FrontMatterMalformed, new Place(_file, line, column));
    }
}
