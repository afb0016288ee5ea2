using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Plugins;

/// <summary>The assemblies that host and plug-ins share, and those of the framework. What crosses the border between them must be the same type on both sides.</summary>
internal static class HostAssemblies
{
    private const string Extensions = "Microsoft.Extensions.";

    private static readonly Assembly Contract = typeof(IChannelAdapter).Assembly;
    private static readonly AssemblyLoadContext Host = AssemblyLoadContext.GetLoadContext(Contract) ?? AssemblyLoadContext.Default;

    private static readonly Dictionary<string, string> Trusted = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .DistinctBy(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(p => Path.GetFileNameWithoutExtension(p)!, StringComparer.OrdinalIgnoreCase);

    private static readonly string FrameworkFolder = FolderOfFramework();

    /// <summary>Whether the host's assembly of this name is used, whatever the plug-in brings: this library, and those Microsoft.Extensions that the host has.</summary>
    public static bool IsShared(string name) =>
        string.Equals(name, Contract.GetName().Name, StringComparison.OrdinalIgnoreCase) || (name.StartsWith(Extensions, StringComparison.OrdinalIgnoreCase) && Trusted.ContainsKey(name));

    /// <summary>The host's assembly of a shared name.</summary>
    public static Assembly Load(string name) =>
        string.Equals(name, Contract.GetName().Name, StringComparison.OrdinalIgnoreCase) ? Contract : Host.LoadFromAssemblyName(new AssemblyName(name));

    /// <summary>The version of a shared assembly.</summary>
    public static Version VersionOf(string name) =>
        (string.Equals(name, Contract.GetName().Name, StringComparison.OrdinalIgnoreCase) ? Contract.GetName() : AssemblyName.GetAssemblyName(Trusted[name])).Version ?? new Version();

    /// <summary>Whether it belongs to .NET itself. What else the host uses is its own business: a plug-in brings its own copy.</summary>
    public static bool IsFramework(string name) =>
        Trusted.TryGetValue(name, out var path) && (!IsBelow(path, AppContext.BaseDirectory) || IsBelow(FrameworkFolder + Path.DirectorySeparatorChar, AppContext.BaseDirectory));

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "In one file everything is the host's: then nothing is below the empty folder, and what the host has counts as .NET's.")]
    private static string FolderOfFramework() => Path.GetDirectoryName(typeof(object).Assembly.Location) ?? "";

    private static bool IsBelow(string path, string folder) => path.StartsWith(folder, StringComparison.OrdinalIgnoreCase);
}
