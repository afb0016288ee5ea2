using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Plugins;

/// <summary>Checks a copied plug-in as far as its file tells, then starts it on a thread of its own under a deadline.</summary>
internal static class PluginStart
{
    private const int LongestMessage = 160;

    /// <summary>Why a plug-in is not even started; null when nothing speaks against it. No code of it runs.</summary>
    public static Problem? Refusal(AllowedPlugin plugin, PluginMetadata? metadata)
    {
        if (metadata is null) return Problem.Error(PluginProblems.NotAssembly, plugin.Place, plugin.Assembly);
        if (metadata.Contract is not { } contract) return Problem.Error(PluginProblems.ContractMissing, plugin.Place, plugin.Assembly);
        if (contract != ChannelDescriptor.CurrentContract)
        {
            return Problem.Error(
                PluginProblems.ContractUnsupported, plugin.Place, plugin.Assembly,
                contract.ToString(CultureInfo.InvariantCulture), ChannelDescriptor.CurrentContract.ToString(CultureInfo.InvariantCulture));
        }

        if (metadata.Channels.Count == 0) return Problem.Error(PluginProblems.NoChannel, plugin.Place, plugin.Assembly);

        // Of the plug-in itself alone: libraries name assemblies that they use only where those are there.
        var own = plugin.Files.Keys.Select(f => Path.GetFileNameWithoutExtension(f)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var reference in metadata.References)
        {
            var name = reference.Name ?? "";
            if (HostAssemblies.IsShared(name))
            {
                if (reference.Version is { } needed && HostAssemblies.VersionOf(name) is var had && needed > had)
                    return Problem.Error(PluginProblems.HostTooOld, plugin.Place, plugin.Assembly, name, needed.ToString(), had.ToString());
            }
            else if (!own.Contains(name) && !HostAssemblies.IsFramework(name))
            {
                return Problem.Error(PluginProblems.DependencyMissing, plugin.Place, plugin.Assembly, name);
            }
        }

        return null;
    }

    /// <summary>Starts a plug-in. One that starts too late is unloaded when it has; one that never does keeps its thread.</summary>
    [RequiresUnreferencedCode(PluginSet.Trimming)]
    public static async Task<(LoadedPlugin? Loaded, Problem? Problem)> RunAsync(
        AllowedPlugin plugin, PluginMetadata metadata, string copy, IReadOnlySet<ChannelKey> taken, PluginLoading loading, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource<(LoadedPlugin? Loaded, Problem? Problem)>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => started.SetResult(Start(plugin, metadata, copy, taken, loading.Services))) { IsBackground = true, Name = $"plug-in {metadata.Name.Name}" }.Start();
        try
        {
            return await started.Task.WaitAsync(loading.Deadline, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            _ = started.Task.ContinueWith(late => late.Result.Loaded?.Unload(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (e is OperationCanceledException) throw;
            return (null, Problem.Error(PluginProblems.StartEndless, plugin.Place, plugin.Assembly, loading.Deadline.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)));
        }
    }

    // Nothing of the plug-in outlives this call but what it returns: neither its types in a frame nor what it threw.
    [RequiresUnreferencedCode(PluginSet.Trimming)]
    private static (LoadedPlugin?, Problem?) Start(AllowedPlugin plugin, PluginMetadata metadata, string copy, IReadOnlySet<ChannelKey> taken, IServiceProvider? services)
    {
        PluginLoadContext? context = null;
        var channels = new List<IChannelAdapter>();
        try
        {
            context = new PluginLoadContext(Path.Combine(copy, plugin.Assembly));
            var assembly = context.LoadFromAssemblyPath(Path.Combine(copy, plugin.Assembly));
            foreach (var name in metadata.Channels.Order(StringComparer.Ordinal)) channels.Add(ChannelActivator.Create(assembly.GetType(name, throwOnError: true)!, services));
            if (channels.Select(ChannelActivator.Check).FirstOrDefault(p => p is not null) is { } wrong) throw new ChannelException(wrong);
            var keys = new HashSet<ChannelKey>();
            foreach (var key in channels.Select(c => c.Descriptor.Key))
                if (taken.Contains(key) || !keys.Add(key)) throw new ChannelException(Problem.Error(PluginProblems.ChannelTaken, plugin.Place, plugin.Assembly, key.Value));
            return (new LoadedPlugin(metadata.Name.Name!, metadata.Name.Version ?? new Version(), plugin.Folder, channels, keys, context, copy), null);
        }
#pragma warning disable CA1031 // Whatever a plug-in throws, the host goes on.
        catch (Exception e)
        {
            foreach (var channel in channels.OfType<IDisposable>())
            {
                try
                {
                    channel.Dispose();
                }
                catch (Exception)
                {
                    // The first thing it threw is the one to tell.
                }
            }

            context?.Unload();
            return (null, Told(plugin, e));
        }
#pragma warning restore CA1031
    }

    private static Problem Told(AllowedPlugin plugin, Exception thrown)
    {
        var cause = thrown;
        while (cause is TypeInitializationException or TargetInvocationException or FileLoadException && cause.InnerException is { } inner) cause = inner;
        return cause switch
        {
            ChannelException refused => refused.Problem with { Place = plugin.Place },

            // Of an assembly the full name is told; a file that the plug-in itself looked for has none.
            FileNotFoundException { FileName: { } name } when name.Contains(", Version=", StringComparison.Ordinal) => Problem.Error(PluginProblems.DependencyMissing, plugin.Place, plugin.Assembly, name.Split(',')[0]),
            ReflectionTypeLoadException or TypeLoadException or MissingMemberException or BadImageFormatException => Problem.Error(PluginProblems.DoesNotFit, plugin.Place, plugin.Assembly, Line(cause.Message)),
            _ => Problem.Error(PluginProblems.StartFailed, plugin.Place, plugin.Assembly, cause.GetType().Name, Line(cause.Message)),
        };
    }

    private static string Line(string message)
    {
        var line = new string([.. message.Split('\n', 2)[0].Trim().Select(c => char.IsControl(c) ? ' ' : c)]);
        return line.Length > LongestMessage ? line[..LongestMessage] + "..." : line;
    }
}
