namespace Kpu.Outreach.Documents;

/// <summary>The JSON Schemas (draft 2020-12) of a workspace's documents, described in Indonesian, for editors. Thread-safe.</summary>
public static class WorkspaceSchemas
{
    /// <summary>The names of the schemas: <c>outreach</c>, <c>facts</c>, <c>speakers</c>, <c>campaign</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Shapes.ByDocument.Keys];

    /// <summary>Opens a schema.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <returns>The JSON; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">There is no schema of that name.</exception>
    public static Stream Open(string name) =>
        typeof(WorkspaceSchemas).Assembly.GetManifestResourceStream($"Kpu.Outreach.Documents.Schemas.{name}.schema.json")
        ?? throw new ArgumentException($"There is no schema '{name}'; there are: {string.Join(", ", Names)}.", nameof(name));
}
