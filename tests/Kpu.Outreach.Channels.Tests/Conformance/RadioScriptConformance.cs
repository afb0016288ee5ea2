using Kpu.Outreach.Channels.Radio;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Adapters;

namespace Kpu.Outreach.Channels.Tests.Conformance;

public sealed class RadioScriptFixture : FolderFixture
{
    protected override IChannelAdapter CreateAdapter(AdapterSurroundings surroundings) => new RadioScriptChannel(Steps(surroundings));

    protected override IEnumerable<(string Reference, string Text)> ItemsOf(string folder) => from file in Files(folder, "*.txt") select (Path.GetRelativePath(folder, file), File.ReadAllText(file));
}

public sealed class RadioScriptDescriptorTests(RadioScriptFixture fixture) : DescriptorSuite<RadioScriptFixture>(fixture);

public sealed class RadioScriptRenderingTests(RadioScriptFixture fixture) : RenderingSuite<RadioScriptFixture>(fixture);

public sealed class RadioScriptSnapshotTests(RadioScriptFixture fixture) : SnapshotSuite<RadioScriptFixture>(fixture);

public sealed class RadioScriptProberTests(RadioScriptFixture fixture) : AccountProberSuite<RadioScriptFixture>(fixture);
