using System.Diagnostics.CodeAnalysis;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Plugins;

/// <summary>
/// The plug-ins of a host: adapters in folders of their own, each with its own dependencies. Only what the host allows is loaded, by path and by content; one that is broken is a problem and
/// stops nothing. A plug-in is code that runs in the host's process with the host's rights: the list says whom the host trusts, it is no sandbox.
/// </summary>
/// <remarks>
/// Thread-safe. Dispose it after the client that uses its channels: the plug-ins are then unloaded, as soon as nothing refers to them any more. Give it to a client by
/// <c>OutreachOptions.AddPlugins</c>; the client disposes the channels.
/// </remarks>
public sealed class PluginSet : IAsyncDisposable
{
    internal const string Trimming = "What a plug-in uses of the host must not have been trimmed away.";

    private IReadOnlyList<LoadedPlugin> _plugins;
    private bool _handedOver;

    private PluginSet(IReadOnlyList<LoadedPlugin> plugins, IReadOnlyList<Problem> problems) => (_plugins, Problems) = (plugins, problems);

    /// <summary>The plug-ins that started, in the order of the list.</summary>
    public IReadOnlyList<LoadedPlugin> Plugins => _plugins;

    /// <summary>What the list or a plug-in has wrong. See <see cref="PluginProblems"/>.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>Loads what a list allows.</summary>
    /// <param name="file">The list, see <see cref="PluginList"/>.</param>
    /// <param name="loading">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops loading; what was loaded is unloaded.</param>
    /// <returns>The plug-ins that started, and every problem.</returns>
    [RequiresUnreferencedCode(Trimming)]
    public static async Task<PluginSet> LoadAsync(string file, PluginLoading? loading = null, CancellationToken cancellationToken = default) =>
        await LoadAsync(await PluginList.ReadAsync(file, cancellationToken).ConfigureAwait(false), loading, cancellationToken).ConfigureAwait(false);

    /// <summary>Loads what a list allows.</summary>
    /// <param name="list">The list.</param>
    /// <param name="loading">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops loading; what was loaded is unloaded.</param>
    /// <returns>The plug-ins that started, and every problem.</returns>
    [RequiresUnreferencedCode(Trimming)]
    public static async Task<PluginSet> LoadAsync(PluginList list, PluginLoading? loading = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(list);
        loading ??= new PluginLoading();
#pragma warning disable RS0030 // The composition root: a host that injects no clock gets the machine's.
        var clock = loading.Clock ?? TimeProvider.System;
#pragma warning restore RS0030
        var (plugins, problems, taken) = (new List<LoadedPlugin>(), list.Problems.ToList(), loading.Taken.ToHashSet());
        try
        {
            foreach (var allowed in list.Plugins)
            {
                var (loaded, problem) = await LoadAsync(allowed, taken, loading, clock, cancellationToken).ConfigureAwait(false);
                if (problem is not null) problems.Add(problem);
                if (loaded is null) continue;
                plugins.Add(loaded);
                taken.UnionWith(loaded.Keys);
            }
        }
        catch
        {
            foreach (var plugin in plugins) await UnloadAsync(plugin, dispose: true).ConfigureAwait(false);
            throw;
        }

        return new PluginSet(plugins, problems);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var plugin in Interlocked.Exchange(ref _plugins, [])) await UnloadAsync(plugin, dispose: !_handedOver).ConfigureAwait(false);
    }

    /// <summary>From now on somebody else disposes the channels.</summary>
    internal IEnumerable<IChannelAdapter> HandOver()
    {
        _handedOver = true;
        return _plugins.SelectMany(p => p.Channels);
    }

    [RequiresUnreferencedCode(Trimming)]
    private static async Task<(LoadedPlugin? Loaded, Problem? Problem)> LoadAsync(AllowedPlugin allowed, IReadOnlySet<ChannelKey> taken, PluginLoading loading, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (copy, problem) = await PluginFolder.CopyAsync(allowed, cancellationToken).ConfigureAwait(false);
        if (copy is null) return (null, problem);
        LoadedPlugin? loaded = null;
        try
        {
            var metadata = PluginMetadata.Read(Path.Combine(copy, allowed.Assembly));
            problem = PluginStart.Refusal(allowed, metadata);
            if (problem is null) (loaded, problem) = await PluginStart.RunAsync(allowed, metadata!, copy, taken, loading, clock, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (loaded is null) PluginFolder.Remove(copy);
        }

        return (loaded, problem);
    }

    private static async ValueTask UnloadAsync(LoadedPlugin plugin, bool dispose)
    {
        foreach (var channel in dispose ? plugin.Channels : []) await channel.EndAsync().ConfigureAwait(false);
        plugin.Unload();
    }
}
