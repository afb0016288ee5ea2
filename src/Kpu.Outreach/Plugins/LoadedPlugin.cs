using System.Runtime.Loader;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Plugins;

/// <summary>A plug-in that started.</summary>
/// <remarks>Thread-safe. Whoever keeps one of its channels keeps its assemblies in memory.</remarks>
public sealed class LoadedPlugin
{
    private readonly AssemblyLoadContext _context;
    private readonly string _copy;

    internal LoadedPlugin(string name, Version version, string folder, IReadOnlyList<IChannelAdapter> channels, IReadOnlySet<ChannelKey> keys, AssemblyLoadContext context, string copy) =>
        (Name, Version, Folder, Channels, Keys, _context, _copy) = (name, version, folder, channels, keys, context, copy);

    /// <summary>The name of its assembly.</summary>
    public string Name { get; }

    /// <summary>The version of its assembly.</summary>
    public Version Version { get; }

    /// <summary>The folder it was allowed in. What runs is a copy.</summary>
    public string Folder { get; }

    /// <summary>Its channels, at least one.</summary>
    public IReadOnlyList<IChannelAdapter> Channels { get; }

    /// <summary>The keys of its channels, asked once.</summary>
    internal IReadOnlySet<ChannelKey> Keys { get; }

    internal void Unload()
    {
        _context.Unload();
        PluginFolder.Remove(_copy);
    }
}
