using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Planning;

/// <summary>Finds the elements of a model by id.</summary>
internal sealed class ModelIndex(OutreachModel model)
{
    private readonly Dictionary<string, Material> _materials = model.Materials.ToDictionary(m => m.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, Fact> _facts = model.Facts.ToDictionary(f => f.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, Station> _stations = model.Stations.ToDictionary(s => s.Id, StringComparer.Ordinal);
    private readonly Dictionary<OfficeCode, OfficeProfile> _offices = model.Offices.ToDictionary(o => o.Code);

    public Material? Material(string id) => _materials.GetValueOrDefault(id);

    public Fact? Fact(string id) => _facts.GetValueOrDefault(id);

    public Station? Station(string? id) => id is null ? null : _stations.GetValueOrDefault(id);

    public OfficeProfile? Office(OfficeCode code) => _offices.GetValueOrDefault(code);
}
