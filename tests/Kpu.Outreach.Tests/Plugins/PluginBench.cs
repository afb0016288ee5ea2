using Kpu.Outreach.Plugins;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kpu.Outreach.Tests.Plugins;

/// <summary>A folder with plug-ins compiled from source, and the list that allows them. What the plug-ins do on the machine shows in files beside them.</summary>
internal sealed class PluginBench : IDisposable
{
    private static readonly IReadOnlyList<MetadataReference> Framework = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(p => Path.GetFileName(p) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll" or "Microsoft.Extensions.Logging.Abstractions.dll"))
        .Append(typeof(IChannelAdapter).Assembly.Location)
        .Select(p => MetadataReference.CreateFromFile(p))];

    private readonly TemporaryFolder _folder = new();

    public string List => _folder.Full("pengaya.json");

    /// <summary>A file that a plug-in may write, to show that it ran.</summary>
    public string Trace => _folder.Full("jejak.txt");

    public string Folder(string name) => Directory.CreateDirectory(_folder.Full(name)).FullName;

    public void Dispose() => _folder.Dispose();

    /// <summary>Compiles an assembly into a plug-in's folder.</summary>
    public string Compile(string plugin, string assembly, string source, params string[] references) => Compile(plugin, assembly, source, Framework.Concat(references.Select(r => MetadataReference.CreateFromFile(r))));

    /// <summary>Compiles against another assembly of a name that the framework's references have too.</summary>
    public string CompileWithout(string plugin, string assembly, string source, string left, string instead) =>
        Compile(plugin, assembly, source, Framework.Where(r => Path.GetFileNameWithoutExtension(r.Display) != left).Append(MetadataReference.CreateFromFile(instead)));

    private string Compile(string plugin, string assembly, string source, IEnumerable<MetadataReference> references)
    {
        var path = Path.Combine(Folder(plugin), assembly + ".dll");
        var compilation = CSharpCompilation.Create(assembly, [CSharpSyntaxTree.ParseText(source)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, deterministic: true));
        var result = compilation.Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }

    /// <summary>Allows a plug-in's folder as it is now.</summary>
    public async Task AllowAsync(string plugin, string? assembly = null)
    {
        var (allowed, problems) = await PluginList.AllowAsync(List, Folder(plugin), assembly);
        Assert.True(allowed is not null, string.Join('\n', problems));
    }

    /// <summary>The source of a plug-in whose channel keeps what it publishes in a file.</summary>
    /// <param name="key">The channel's key.</param>
    /// <param name="body">Further members of the class, such as its constructor.</param>
    /// <param name="contract">The contract; null for none.</param>
    /// <param name="more">Further types.</param>
    /// <param name="with">How the descriptor is changed.</param>
    /// <param name="words">What it adds to a text.</param>
    public static string Source(string key, string body = "", string? contract = "1", string more = "", string with = "", string words = "\"\"") => $$"""
        using System;
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;
        using Kpu.Outreach.Campaigns;
        using Kpu.Outreach.Publishing;

        {{(contract is null ? "" : $"[assembly: OutreachContract({contract})]")}}

        namespace Lain;

        [OutreachChannel]
        public sealed class Papan : ChannelAdapter, IPublisher
        {
            {{body}}

            public override ChannelDescriptor Descriptor { get; } = new ChannelDescriptor
            {
                Key = new ChannelKey("{{key}}"),
                DisplayName = "Papan",
                LongestCall = TimeSpan.FromSeconds(5),
                Placements = new[] { new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile(), Operations = Operations.Publish, Guarantee = EffectGuarantee.RepeatSafe } },
            } {{with}};

            public async ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
            {
                await File.AppendAllTextAsync(Path.Combine(request.Context.OutputRoot, "{{key}}.txt"), request.Rendition.Parts[request.Part].Text + Words() + "\n", cancellationToken);
                return new Outcome.Done(new Receipt(request.EffectKey));
            }

            private static string Words() => {{words}};
        }

        {{more}}
        """;

    /// <summary>The source of a library of which two versions go about.</summary>
    public static string Library(string version) => $$"""
        using System.Reflection;
        [assembly: AssemblyVersion("{{version}}.0.0.0")]
        public static class Kata { public static string Versi() => " v{{version}}"; }
        """;

}
