using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Rendering;

namespace Kpu.Outreach.Planning;

/// <summary>Renders each material once for all accounts that would get the same. Bounded, so that a plan of any size is never held whole. Not thread-safe.</summary>
internal sealed class RenditionCache(ModelIndex index)
{
    private const int Most = 512;

    private readonly Dictionary<CacheKey, Rendition?> _known = [];

    public Rendition? Get(Campaign campaign, ElectionCalendar? calendar, Material material, EffectiveChannel channel, PlacementDescriptor placement, string language)
    {
        var account = channel.Account;
        var office = index.Office(account.Office)?.Hashtags ?? [];
        var joined = account.Hashtags.Count + office.Count == 0 ? "" : string.Join('\n', account.Hashtags) + '\n' + string.Join('\n', office);
        var key = new CacheKey(campaign.Id, material.Id, account.Channel, placement, language, joined, channel.Profile.Version, account.Station);
        if (_known.TryGetValue(key, out var rendition)) return rendition;
        if (_known.Count >= Most) _known.Clear();
        var request = new RenderRequest
        {
            Material = material,
            Channel = channel,
            Placement = placement,
            Language = language,
            Facts = index.Fact,
            Hashtags = [.. account.Hashtags, .. office],
            Labels = Labels(campaign, calendar, material),
            Station = index.Station(account.Station),
        };
        return _known[key] = (channel.Adapter.GetRole<IRenderer>() ?? StandardRenderer.Instance).Render(request).Rendition;
    }

    private static List<RenditionLabel> Labels(Campaign campaign, ElectionCalendar? calendar, Material material)
    {
        var labels = new List<RenditionLabel> { new("kind", material.Kind.Value, material.Kind.Title) };
        foreach (var stage in material.Stages.Count > 0 ? material.Stages : campaign.Stages)
            labels.Add(new RenditionLabel("stage", stage.Value, calendar?.Find(stage)?.Title ?? stage.Value));
        foreach (var segment in material.Segments.Count > 0 ? material.Segments : [.. campaign.Targets.Select(t => t.Segment).Distinct()])
            labels.Add(new RenditionLabel("segment", segment.Value, segment.Title));
        foreach (var region in campaign.Targets.SelectMany(t => t.Regions).Distinct())
            labels.Add(new RenditionLabel("region", region.Value, OfficeDirectory.Default.Find(region)?.Name ?? region.Value));
        return labels;
    }

    private sealed record CacheKey(
        string Campaign, string Material, ChannelKey Channel, PlacementDescriptor Placement, string Language, string Hashtags, string Profile, string? Station);
}
