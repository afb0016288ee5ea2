using System.Text.Json;
using Kpu.Outreach.Documents;

namespace Kpu.Outreach.Tests.Documents;

public sealed class WorkspaceSchemasTests
{
    public static TheoryData<string> Names => [.. WorkspaceSchemas.Names];

    [Theory, MemberData(nameof(Names))]
    public void A_schema_names_exactly_the_members_the_reader_knows(string name)
    {
        using var schema = JsonDocument.Parse(WorkspaceSchemas.Open(name));
        var shapes = Shapes.ByDocument[name];
        Assert.Equal(shapes[0].Members.Append("$schema").Order(StringComparer.Ordinal), Members(schema.RootElement));
        var definitions = schema.RootElement.GetProperty("$defs").EnumerateObject().ToDictionary(d => d.Name, d => Members(d.Value));
        Assert.Equal(shapes.Skip(1).Select(s => s.Name).Order(StringComparer.Ordinal), definitions.Keys.Order(StringComparer.Ordinal));
        Assert.All(shapes.Skip(1), s => Assert.Equal(s.Members.Order(StringComparer.Ordinal), definitions[s.Name]));
    }

    [Theory, MemberData(nameof(Names))]
    public void Everything_in_a_schema_is_described_and_nothing_else_is_allowed(string name)
    {
        using var schema = JsonDocument.Parse(WorkspaceSchemas.Open(name));
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
        var objects = schema.RootElement.GetProperty("$defs").EnumerateObject().Select(d => d.Value).Append(schema.RootElement);
        Assert.All(objects, o =>
        {
            Assert.False(o.GetProperty("additionalProperties").GetBoolean());
            Assert.All(o.GetProperty("properties").EnumerateObject(), p => Assert.True(p.Value.TryGetProperty("description", out _) || p.Value.TryGetProperty("$ref", out _), p.Name));
        });
    }

    [Fact]
    public void Asking_for_an_unknown_schema_says_which_ones_there_are() =>
        Assert.Contains("campaign", Assert.Throws<ArgumentException>(() => WorkspaceSchemas.Open("campaigns")).Message, StringComparison.Ordinal);

    private static IEnumerable<string> Members(JsonElement schema) => schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);
}
