using Kpu.Outreach.Channels.Formats;

namespace Kpu.Outreach.Channels.Tests.Formats;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("https://www.kpu.go.id/a?b#c", true)]
    [InlineData("mailto:humas@kpu.go.id", true)]
    [InlineData("/jadwal", true)]
    [InlineData("jadwal/2024:01", true)]
    [InlineData("#isi", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("JaVa\tScRiPt:alert(1)", false)]
    [InlineData("\u0001javascript:alert(1)", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("//jahat.example", false)]
    [InlineData("/\\jahat.example", false)]
    [InlineData("", false)]
    public void Only_addresses_a_reader_may_follow_stay(string address, bool stays) => Assert.Equal(stays, SafeText.Link(address) is not null);

    [Fact]
    public void What_no_reader_sees_goes_and_direction_marks_of_real_text_stay()
    {
        Assert.Equal("abc\u200Fد\n", SafeText.Clean("a\u0000b\u202Ec\u200Fد\uFFFE\uD800\r\n"));
        Assert.Equal("a b", SafeText.Line(" a\r\n\tb "));
    }

    [Fact]
    public void Headings_follow_the_one_of_the_page_and_keep_their_distance()
    {
        Assert.Equal("<h2>A</h2>\n<h4>B</h4>", MarkdownHtml.Render("### A\n\n##### B", _ => null).ToString());
        Assert.Equal("<h2>A</h2>\n<h3>B</h3>", MarkdownHtml.Render("# A\n\n## B", _ => null).ToString());
    }

    [Fact]
    public void Raw_markup_becomes_text() =>
        Assert.Equal("<p>&lt;b&gt;x&lt;/b&gt;</p>", MarkdownHtml.Render("<b>x</b>", _ => null).ToString());
}
