using Kpu.Outreach.TestSupport;

namespace Architecture.Tests.Readme;

public sealed class ReadmeTests
{
    [Fact]
    public void The_first_use_of_the_README_is_the_code_that_is_compiled()
    {
        var readme = CodeBlock(File.ReadAllText(RepositoryRoot.PathOf("README.md")));
        var compiled = Lines(File.ReadAllText(RepositoryRoot.PathOf("tests/Architecture.Tests/Readme/FirstUse.cs")));
        var directives = compiled.Where(l => l.StartsWith("using ", StringComparison.Ordinal));
        var statements = compiled.SkipWhile(l => !l.Contains("RunAsync", StringComparison.Ordinal)).Skip(2).TakeWhile(l => l != "}");

        Assert.Equal(readme, directives.Concat(statements));
    }

    [Fact]
    public void The_first_use_of_the_README_is_short() => Assert.InRange(CodeBlock(File.ReadAllText(RepositoryRoot.PathOf("README.md"))).Count, 1, 15);

    private static List<string> CodeBlock(string markdown)
    {
        var section = markdown[markdown.IndexOf("## First use", StringComparison.Ordinal)..];
        var start = section.IndexOf("```csharp", StringComparison.Ordinal) + "```csharp".Length;
        return Lines(section[start..section.IndexOf("```", start, StringComparison.Ordinal)]);
    }

    private static List<string> Lines(string text) => [.. text.ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
}
