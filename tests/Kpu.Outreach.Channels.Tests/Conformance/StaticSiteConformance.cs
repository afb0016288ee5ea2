using Kpu.Outreach.Channels.Website;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Adapters;

namespace Kpu.Outreach.Channels.Tests.Conformance;

public sealed class StaticSiteFixture : FolderFixture
{
    protected override IChannelAdapter CreateAdapter(AdapterSurroundings surroundings) => new StaticSiteChannel(Steps(surroundings));

    /// <summary>The pages of articles; what was taken back keeps a page that says so, and none of its words.</summary>
    protected override IEnumerable<(string Reference, string Text)> ItemsOf(string folder) =>
        from page in Files(folder, "*.html") let text = File.ReadAllText(page) where text.Contains("<article", StringComparison.Ordinal) && text.Contains("class=\"naskah\"", StringComparison.Ordinal) select (Path.GetRelativePath(folder, page), text);
}

public sealed class StaticSiteDescriptorTests(StaticSiteFixture fixture) : DescriptorSuite<StaticSiteFixture>(fixture);

public sealed class StaticSiteRenderingTests(StaticSiteFixture fixture) : RenderingSuite<StaticSiteFixture>(fixture);

public sealed class StaticSiteSnapshotTests(StaticSiteFixture fixture) : SnapshotSuite<StaticSiteFixture>(fixture);

public sealed class StaticSiteProberTests(StaticSiteFixture fixture) : AccountProberSuite<StaticSiteFixture>(fixture);
