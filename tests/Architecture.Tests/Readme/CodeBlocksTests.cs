using System.Text.RegularExpressions;
using Kpu.Outreach.TestSupport;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests.Readme;

/// <summary>Every block of C# in a page for people compiles against the library as it is.</summary>
public sealed partial class CodeBlocksTests
{
    private const string Implicit = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks; global using Architecture.Tests.Readme; global using static Architecture.Tests.Readme.Given;";

    /// <summary>For blocks that name no namespace: those of the library.</summary>
    private static readonly string Library = string.Concat(
        new[] { "Kpu.Outreach", "Kpu.Outreach.Campaigns", "Kpu.Outreach.Channels.PartnerFeeds", "Kpu.Outreach.Dispatching", "Kpu.Outreach.Ledger", "Kpu.Outreach.PostgreSql", "Kpu.Outreach.Publishing", "Kpu.Outreach.Quartz", "Kpu.Outreach.Quartz.Hosting", "Kpu.Outreach.Sqlite", "Kpu.Outreach.Testing.Adapters", "Kpu.Outreach.Testing.Ledgers", "Kpu.Outreach.Testing.Platform", "Microsoft.Extensions.DependencyInjection", "Polly" }
            .Select(n => $"using {n};\n"));

    private static readonly IReadOnlyList<MetadataReference> References = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p))];

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(RepositoryRoot.PathOf(""), "*.md", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(RepositoryRoot.PathOf(""), f).Replace('\\', '/'))
        .Where(f => !f.Split('/').Any(p => p is "bin" or "obj" or "artifacts" or ".git" or ".outreach") && File.ReadAllText(RepositoryRoot.PathOf(f)).Contains("```csharp", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_code_of_a_page_compiles(string page)
    {
        var blocks = Block().Matches(File.ReadAllText(RepositoryRoot.PathOf(page))).Select((m, i) => Wrapped(m.Groups[1].Value, i)).ToList();
        Assert.NotEmpty(blocks);

        // A channel's own page speaks of the code beside it.
        var beside = Path.Combine(Path.GetDirectoryName(RepositoryRoot.PathOf(page))!, "src");
        var sources = Directory.Exists(beside) && page.Split('/').Length > 1 ? Directory.EnumerateFiles(beside, "*.cs").Select(File.ReadAllText) : [];
        var compilation = CSharpCompilation.Create("Halaman", blocks.Concat(sources).Append(Implicit).Select(t => CSharpSyntaxTree.ParseText(t)), References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var errors = ((IEnumerable<Diagnostic>)compilation.GetDiagnostics()).Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => $"{d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)} in: {d.Location.SourceTree?.GetText().Lines[d.Location.GetLineSpan().StartLinePosition.Line]}").ToList();
        Assert.True(errors.Count == 0, $"{page}:\n{string.Join('\n', errors)}");
    }

    [Fact]
    public void Code_stands_in_marked_blocks_and_not_between_commands() => Assert.All(((IEnumerable<object[]>)Pages).Select(p => (string)p[0]), page =>
        Assert.DoesNotMatch(@"(?m)^    (await |var |options\.|services\.|public |using )", Block().Replace(File.ReadAllText(RepositoryRoot.PathOf(page)), "")));

    private static string Wrapped(string code, int number)
    {
        var root = CSharpSyntaxTree.ParseText(code).GetCompilationUnitRoot();
        var usings = root.Usings.Count > 0 ? string.Concat(root.Usings.Select(u => u.ToFullString())) : Library;
        var statements = root.Members.OfType<GlobalStatementSyntax>().ToList();
        var types = string.Concat(root.Members.Where(m => m is not GlobalStatementSyntax).Select(m => m.ToFullString()));
        var body = statements.Count == 0 ? "" : $"internal static class Blok{number} {{ public static async Task JalanAsync() {{ {string.Concat(statements.Select(s => s.ToFullString()))}\nawait Task.CompletedTask; }} }}";
        return $"{usings}\n{string.Concat(root.AttributeLists.Select(a => a.ToFullString()))}\n{types}\n{body}";
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
