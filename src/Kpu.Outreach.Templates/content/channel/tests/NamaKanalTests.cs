using Kpu.Outreach.Testing.Adapters;

namespace Nama_Proyek.Tests;

public sealed class NamaKanalDescriptorTests(NamaKanalFixture fixture) : DescriptorSuite<NamaKanalFixture>(fixture);

public sealed class NamaKanalRenderingTests(NamaKanalFixture fixture) : RenderingSuite<NamaKanalFixture>(fixture);

public sealed class NamaKanalPublisherTests(NamaKanalFixture fixture) : PublisherSuite<NamaKanalFixture>(fixture);

public sealed class NamaKanalReviserTests(NamaKanalFixture fixture) : ReviserSuite<NamaKanalFixture>(fixture);

public sealed class NamaKanalRetractorTests(NamaKanalFixture fixture) : RetractorSuite<NamaKanalFixture>(fixture);

public sealed class NamaKanalStatusReaderTests(NamaKanalFixture fixture) : StatusReaderSuite<NamaKanalFixture>(fixture);

public sealed class NamaKanalAccountProberTests(NamaKanalFixture fixture) : AccountProberSuite<NamaKanalFixture>(fixture);
