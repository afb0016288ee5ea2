using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;

namespace Kpu.Outreach.Plugins;

/// <summary>The assemblies of one plug-in: its own from its folder, the shared ones and .NET's from the host, nothing else. Collected when nothing uses it any more.</summary>
internal sealed class PluginLoadContext(string assemblyPath) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(assemblyPath), isCollectible: true)
{
    private readonly AssemblyDependencyResolver _resolver = new(assemblyPath);

    /// <inheritdoc/>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Whoever loads plug-ins was told (PluginSet.LoadAsync).")]
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name ?? "";
        if (HostAssemblies.IsShared(name) && string.IsNullOrEmpty(assemblyName.CultureName)) return HostAssemblies.Load(name);
        if (_resolver.ResolveAssemblyToPath(assemblyName) is { } path) return LoadFromAssemblyPath(path);

        // Texts in another language need not be there. Everything else must not be borrowed from the host by chance.
        if (!string.IsNullOrEmpty(assemblyName.CultureName) || HostAssemblies.IsFramework(name)) return null;
        throw new FileNotFoundException($"The plug-in does not bring the assembly {name}.", assemblyName.FullName);
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
