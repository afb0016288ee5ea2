using Kpu.Outreach.Testing.Adapters;

namespace Kpu.Outreach.Testing.Tests.Board;

public sealed class BoardDescriptorTests(BoardFixture fixture) : DescriptorSuite<BoardFixture>(fixture);

public sealed class BoardRenderingTests(BoardFixture fixture) : RenderingSuite<BoardFixture>(fixture);

public sealed class BoardPublisherTests(BoardFixture fixture) : PublisherSuite<BoardFixture>(fixture);

public sealed class BoardReviserTests(BoardFixture fixture) : ReviserSuite<BoardFixture>(fixture);

public sealed class BoardRetractorTests(BoardFixture fixture) : RetractorSuite<BoardFixture>(fixture);

public sealed class BoardAnnotatorTests(BoardFixture fixture) : AnnotatorSuite<BoardFixture>(fixture);

public sealed class BoardStatusReaderTests(BoardFixture fixture) : StatusReaderSuite<BoardFixture>(fixture);

public sealed class BoardPreparerTests(BoardFixture fixture) : PreparerSuite<BoardFixture>(fixture);

public sealed class BoardAccountProberTests(BoardFixture fixture) : AccountProberSuite<BoardFixture>(fixture);

public sealed class BoardCredentialRefresherTests(BoardFixture fixture) : CredentialRefresherSuite<BoardFixture>(fixture);
