using Kpu.Outreach.Json;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>Where each element of a model was written; filled while reading, then only read.</summary>
internal sealed class PlaceMap : IPlaceFinder
{
    private readonly Dictionary<object, (DataNode Node, string File)> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, Dictionary<string, Place>> _extras = new(ReferenceEqualityComparer.Instance);

    public T Add<T>(T element, MemberReader reader)
        where T : class
    {
        _nodes[element] = (reader.Node, reader.File);
        return element;
    }

    /// <summary>Adds the place of a member that stands outside the element's node, such as a material's body.</summary>
    public void Add(object element, string member, Place place)
    {
        if (!_extras.TryGetValue(element, out var members)) _extras[element] = members = [];
        members[member] = place;
    }

    public Place Find(object element, string? member = null)
    {
        ArgumentNullException.ThrowIfNull(element);
        var extras = _extras.GetValueOrDefault(element);
        if (extras is not null && extras.TryGetValue(member ?? "", out var place)) return place;
        if (extras is not null && extras.TryGetValue("", out var whole)) return whole;
        return _nodes.TryGetValue(element, out var at) ? (member is null ? at.Node : at.Node.Below(member)).In(at.File) : Place.Unknown;
    }
}
