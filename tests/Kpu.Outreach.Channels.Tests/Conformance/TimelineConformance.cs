using System.Text.Json.Nodes;
using Kpu.Outreach.Channels.Social;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Adapters;

namespace Kpu.Outreach.Channels.Tests.Conformance;

public sealed class TimelineFixture : FolderFixture
{
    protected override IChannelAdapter CreateAdapter(AdapterSurroundings surroundings) => new TimelineChannel(Steps(surroundings));

    protected override IReadOnlyDictionary<string, string> SettingsOf(string account, Uri platform) => new Dictionary<string, string> { ["folder"] = account, ["platform"] = "facebook" };

    protected override IEnumerable<(string Reference, string Text)> ItemsOf(string folder) =>
        from file in Files(folder, "*.json") where !Path.GetFileName(file).StartsWith('.') from post in Posts(JsonNode.Parse(File.ReadAllText(file))) select (post["key"]?.ToString() ?? "", post.ToJsonString());

    private static IEnumerable<JsonNode> Posts(JsonNode? json) => json?["posts"] is JsonArray posts ? posts.OfType<JsonNode>() : [];
}

public sealed class TimelineDescriptorTests(TimelineFixture fixture) : DescriptorSuite<TimelineFixture>(fixture);

public sealed class TimelineRenderingTests(TimelineFixture fixture) : RenderingSuite<TimelineFixture>(fixture);

public sealed class TimelineSnapshotTests(TimelineFixture fixture) : SnapshotSuite<TimelineFixture>(fixture);

public sealed class TimelineProberTests(TimelineFixture fixture) : AccountProberSuite<TimelineFixture>(fixture);
