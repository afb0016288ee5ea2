using System.Xml.Linq;
using Kpu.Outreach.Channels.PartnerFeeds;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Adapters;

namespace Kpu.Outreach.Channels.Tests.Conformance;

public sealed class FeedFixture : FolderFixture
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    protected override IChannelAdapter CreateAdapter(AdapterSurroundings surroundings) => new FeedChannel(Steps(surroundings));

    protected override IEnumerable<(string Reference, string Text)> ItemsOf(string folder) =>
        from file in Files(folder, "feed.atom") from entry in XDocument.Load(file).Descendants(Atom + "entry") select ((string)entry.Element(Atom + "id")!, (string?)entry.Element(Atom + "content") ?? "");
}

public sealed class FeedDescriptorTests(FeedFixture fixture) : DescriptorSuite<FeedFixture>(fixture);

public sealed class FeedRenderingTests(FeedFixture fixture) : RenderingSuite<FeedFixture>(fixture);

public sealed class FeedSnapshotTests(FeedFixture fixture) : SnapshotSuite<FeedFixture>(fixture);

public sealed class FeedProberTests(FeedFixture fixture) : AccountProberSuite<FeedFixture>(fixture);
