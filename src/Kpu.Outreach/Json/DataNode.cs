using System.Globalization;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Json;

/// <summary>What a node of a stored document is.</summary>
internal enum DataKind
{
    Null,
    Text,
    Number,
    Flag,

    /// <summary>An unquoted YAML scalar: text, but a number or flag where one is wanted.</summary>
    Plain,
    List,
    Object,
}

/// <summary>A node of a stored document with the place where it was written.</summary>
internal sealed class DataNode(DataKind kind, string text, int line, int column)
{
    private readonly List<DataNode> _items = [];
    private readonly Dictionary<string, DataNode> _members = new(StringComparer.Ordinal);
    private DataNode? _parent;
    private string? _name;
    private int _index;

    public DataKind Kind { get; } = kind;

    /// <summary>A scalar's value; of numbers and flags the raw text. Empty for lists and objects.</summary>
    public string Text { get; } = text;

    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>The line of the member's name; the value's own when it has none.</summary>
    public int NameLine { get; private set; } = line;

    public int NameColumn { get; private set; } = column;

    /// <summary>The elements of a list, in order.</summary>
    public IReadOnlyList<DataNode> Items => _items;

    /// <summary>The members of an object.</summary>
    public IReadOnlyDictionary<string, DataNode> Members => _members;

    public string Path => (_parent, _name) switch
    {
        (null, _) => "",
        (_, null) => string.Create(CultureInfo.InvariantCulture, $"{_parent.Path}[{_index}]"),
        _ => _parent.Path.Length == 0 ? _name : $"{_parent.Path}.{_name}",
    };

    public void Add(DataNode item)
    {
        (item._parent, item._index) = (this, _items.Count);
        _items.Add(item);
    }

    /// <summary>Adds a member; false when the name is taken, and then the first one stays.</summary>
    public bool Add(string name, DataNode value, int nameLine, int nameColumn)
    {
        (value._parent, value._name, value.NameLine, value.NameColumn) = (this, name, nameLine, nameColumn);
        return _members.TryAdd(name, value);
    }

    public Place In(string file) => new(file, Line, Column, Path.Length == 0 ? null : Path);

    public Place NameIn(string file) => new(file, NameLine, NameColumn, Path.Length == 0 ? null : Path);

    /// <summary>The node below by a path such as <c>accounts[2]</c> or <c>repeat.count</c>; as far as it leads.</summary>
    public DataNode Below(string path)
    {
        var node = this;
        foreach (var step in path.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
        {
            var next = step.EndsWith(']')
                ? int.TryParse(step.AsSpan(0, step.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < node.Items.Count ? node.Items[i] : null
                : node.Members.GetValueOrDefault(step);
            if (next is null) break;
            node = next;
        }
        return node;
    }
}
