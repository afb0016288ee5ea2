using Kpu.Outreach.Json;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Tests.Json;

public sealed class JsonDocumentReaderTests
{
    [Theory]
    [InlineData("", "json-truncated", 1, 1)]
    [InlineData("  \n ", "json-truncated", 2, 2)]
    [InlineData("{", "json-truncated", 1, 2)]
    [InlineData("{\"a\"", "json-truncated", 1, 5)]
    [InlineData("{\"a\":", "json-truncated", 1, 6)]
    [InlineData("{\"a\": 1", "json-truncated", 1, 8)]
    [InlineData("{\"a\": \"teks", "json-truncated", 1, 12)]
    [InlineData("[1,\n2,", "json-truncated", 2, 3)]
    [InlineData("[tru", "json-truncated", 1, 5)]
    [InlineData("{\"a\": 1,}", "json-malformed", 1, 8)]
    [InlineData("[1,2,]", "json-malformed", 1, 5)]
    [InlineData("[1,,2]", "json-malformed", 1, 4)]
    [InlineData("[,1]", "json-malformed", 1, 2)]
    [InlineData("[1 2]", "json-malformed", 1, 4)]
    [InlineData("{\"a\" 1}", "json-malformed", 1, 2)]
    [InlineData("{'a': 1}", "json-malformed", 1, 2)]
    [InlineData("{a: 1}", "json-malformed", 1, 2)]
    [InlineData("{\"a\": 'x'}", "json-malformed", 1, 7)]
    [InlineData("{\n  // catatan\n  \"a\": 1}", "json-malformed", 2, 3)]
    [InlineData("[0x10]", "json-malformed", 1, 2)]
    [InlineData("[01]", "json-malformed", 1, 2)]
    [InlineData("[.5]", "json-malformed", 1, 2)]
    [InlineData("[NaN]", "json-malformed", 1, 2)]
    [InlineData("[Infinity]", "json-malformed", 1, 2)]
    [InlineData("[undefined]", "json-malformed", 1, 2)]
    [InlineData("[new Date(1)]", "json-malformed", 1, 2)]
    [InlineData("[True]", "json-malformed", 1, 2)]
    [InlineData("[\"a\nb\"]", "json-malformed", 1, 2)]
    [InlineData("[\"\\x\"]", "json-malformed", 1, 2)]
    [InlineData("{} {}", "json-malformed", 1, 4)]
    [InlineData("{]", "json-malformed", 1, 2)]
    public void What_is_not_json_is_one_problem_with_its_place(string text, string code, int line, int column)
    {
        var problems = new ProblemCollector();
        Assert.Null(JsonDocumentReader.Read(text, "a.json", problems));
        var problem = Assert.Single(problems.Problems);
        Assert.Equal((code, "a.json", line, column), (problem.Code, problem.Place.File, problem.Place.Line, problem.Place.Column));
    }

    [Fact]
    public void Every_element_keeps_its_value_and_place()
    {
        var problems = new ProblemCollector();
        var root = JsonDocumentReader.Read("{\n  \"when\": \"2024-02-14T09:00\",\r\n  \"list\": [1.50, -2e3, true, null, {\"x\": \"\\u00e9\\\"\"}]\n}\n", "a.json", problems)!;
        Assert.Empty(problems.Problems);
        Assert.Equal(("2024-02-14T09:00", DataKind.Text, 2, 11), (root.Members["when"].Text, root.Members["when"].Kind, root.Members["when"].Line, root.Members["when"].Column));
        Assert.Equal(["1.50", "-2e3", "true", "null", ""], root.Members["list"].Items.Select(i => i.Text));
        Assert.Equal([(3, 12), (3, 18), (3, 24), (3, 30), (3, 36)], root.Members["list"].Items.Select(i => (i.Line, i.Column)));
        Assert.Equal("é\"", root.Below("list[4].x").Text);
        Assert.Equal("list[4].x", root.Below("list[4].x").Path);
    }

    [Fact]
    public void A_member_written_twice_is_a_problem_and_the_first_one_counts()
    {
        var problems = new ProblemCollector();
        var root = JsonDocumentReader.Read("{\"a\": 1, \"a\": 2}", "a.json", problems)!;
        Assert.Equal("1", root.Members["a"].Text);
        Assert.Equal("a.json:1:10 a", Assert.Single(problems.Problems).Place.ToString());
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(100_000, false)]
    public void Depth_has_an_end(int depth, bool fits)
    {
        var problems = new ProblemCollector();
        var root = JsonDocumentReader.Read(new string('[', depth) + new string(']', depth), "a.json", problems);
        Assert.Equal(fits, root is not null);
        Assert.Equal(fits ? [] : ["json-too-deep"], problems.Problems.Select(p => p.Code));
    }
}
