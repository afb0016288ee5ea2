using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Json;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Tests.Json;

public sealed class MemberReaderTests
{
    private static readonly Shape Shape = new("test", "a", "start", "end");

    private static (object? Value, IReadOnlyList<Problem> Problems) Read(string json, Func<MemberReader, object?> read)
    {
        var problems = new ProblemCollector();
        var reader = new MemberReader(JsonDocumentReader.Read(json, "a.json", problems)!, Shape, "a.json", problems);
        return (read(reader), problems.Problems);
    }

    public static TheoryData<string, string, string?, string?> Values => new()
    {
        // type, JSON, value read (null: none), code of the problem (null: none)
        { "text", "\"x\"", "x", null },
        { "text", "\" \"", null, "value-empty" },
        { "text", "12", null, "value-wrong-type" },
        { "text", "null", null, null },
        { "integer", "12", "12", null },
        { "integer", "\"12\"", null, "value-wrong-type" },
        { "integer", "1.5", null, "value-wrong-form" },
        { "integer", "99", null, "value-out-of-range" },
        { "integer", "99999999999999999999999999", null, "value-wrong-form" },
        { "number", "5.5", "5.5", null },
        { "number", "\"5\"", null, "value-wrong-type" },
        { "flag", "true", "True", null },
        { "flag", "\"true\"", null, "value-wrong-type" },
        { "date", "\"2024-02-29\"", "02/29/2024", null },
        { "date", "\"2024-02-30\"", null, "date-unreal" },
        { "date", "\"14-02-2024\"", null, "value-wrong-form" },
        { "date", "20240214", null, "value-wrong-type" },
        { "local", "\"2024-02-14T09:00\"", "02/14/2024 09:00:00", null },
        { "local", "\"2024-02-14T25:00\"", null, "date-unreal" },
        { "local", "\"2024-02-14\"", null, "value-wrong-form" },
        { "local", "\"2024-02-14T09:00+07:00\"", null, "value-wrong-form" },
        { "instant", "\"2022-11-10T08:00:00+07:00\"", "11/10/2022 08:00:00 +07:00", null },
        { "instant", "\"2022-11-10T08:00:00Z\"", "11/10/2022 08:00:00 +00:00", null },
        { "instant", "\"2022-11-10T08:00:00\"", null, "value-wrong-form" },
        { "instant", "\"2022-02-30T08:00:00Z\"", null, "date-unreal" },
        { "duration", "\"PT30M\"", "00:30:00", null },
        { "duration", "\"P1DT2H\"", "1.02:00:00", null },
        { "duration", "\"P1W\"", "7.00:00:00", null },
        { "duration", "\"P\"", null, "value-wrong-form" },
        { "duration", "\"PT\"", null, "value-wrong-form" },
        { "duration", "\"P1M\"", null, "value-wrong-form" },
        { "duration", "\"-PT1M\"", null, "value-wrong-form" },
        { "duration", "\"P999999W\"", null, "value-wrong-form" },
        { "choice", "\"regionalElection\"", "RegionalElection", null },
        { "choice", "\"RegionalElection\"", null, "word-unknown" },
        { "span", "{\"start\": \"2024-01-01\", \"end\": \"2024-01-01\"}", "2024-01-01/2024-01-01", null },
        { "span", "{\"start\": \"2024-01-02\", \"end\": \"2024-01-01\"}", null, "period-reversed" },
        { "span", "{\"start\": \"2024-01-02\"}", null, "member-missing" },
        { "span", "[]", null, "value-wrong-type" },
        { "texts", "[\"x\", \"y\"]", "x,y", null },
        { "texts", "[\"x\", 1]", "x", "value-wrong-type" },
        { "texts", "\"x\"", "", "value-wrong-type" },
    };

    [Theory, MemberData(nameof(Values))]
    public void A_value_is_read_by_its_type_and_nothing_is_coerced(string type, string json, string? expected, string? code)
    {
        var (value, problems) = Read("{\"a\": " + json + "}", r => type switch
        {
            "text" => r.Text("a"),
            "integer" => r.Integer("a", 0, 50),
            "number" => r.Number("a"),
            "flag" => r.Flag("a"),
            "date" => r.Date("a"),
            "local" => r.LocalTime("a"),
            "instant" => r.Instant("a"),
            "duration" => r.Duration("a"),
            "choice" => r.Choice<ElectionKind>("a"),
            "span" => r.Span("a", Shape),
            _ => string.Join(',', r.Texts("a")),
        });
        Assert.Equal(expected, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : type == "texts" ? "" : null);
        Assert.Equal(code is null ? [] : [code], problems.Select(p => p.Code));
        Assert.All(problems, p => Assert.Equal(("a.json", 1), (p.Place.File, p.Place.Line)));
    }

    [Fact]
    public void An_unknown_member_is_a_problem_with_the_nearest_known_name()
    {
        var (_, problems) = Read("{\"satrt\": 1}", r => r.Text("a"));
        var problem = Assert.Single(problems);
        Assert.Equal(("member-unknown", "start", "a.json:1:2 satrt"), (problem.Code, problem.Mend, problem.Place.ToString()));
    }

    [Fact]
    public void Only_the_root_may_name_its_schema()
    {
        Assert.Empty(Read("{\"$schema\": \"x\"}", r => r.Text("a")).Problems);
        Assert.Equal("a.$schema", Assert.Single(Read("{\"a\": {\"$schema\": \"x\"}}", r => r.Object("a", Shape)).Problems).Place.Path);
    }

    [Theory]
    [InlineData("socialMedai", "socialMedia")]
    [InlineData("SOCIALMEDIA", "socialMedia")]
    [InlineData("trainng", "training")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    public void The_nearest_name_is_near(string written, string? expected) =>
        Assert.Equal(expected, NearestName.Of(written, OutreachMethod.Known.Select(m => m.Value)));
}
