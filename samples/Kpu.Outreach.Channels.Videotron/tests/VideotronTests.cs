using Kpu.Outreach.Testing.Adapters;

namespace Kpu.Outreach.Channels.Videotron.Tests;

public sealed class VideotronDescriptorTests(VideotronFixture fixture) : DescriptorSuite<VideotronFixture>(fixture);

public sealed class VideotronRenderingTests(VideotronFixture fixture) : RenderingSuite<VideotronFixture>(fixture);

public sealed class VideotronPublisherTests(VideotronFixture fixture) : PublisherSuite<VideotronFixture>(fixture);

public sealed class VideotronReviserTests(VideotronFixture fixture) : ReviserSuite<VideotronFixture>(fixture);

public sealed class VideotronRetractorTests(VideotronFixture fixture) : RetractorSuite<VideotronFixture>(fixture);

public sealed class VideotronStatusReaderTests(VideotronFixture fixture) : StatusReaderSuite<VideotronFixture>(fixture);

public sealed class VideotronAccountProberTests(VideotronFixture fixture) : AccountProberSuite<VideotronFixture>(fixture);

public sealed class VideotronPreparerTests(VideotronFixture fixture) : PreparerSuite<VideotronFixture>(fixture);
