using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Plugins;
using Kpu.Outreach.Primitives;
using Microsoft.Extensions.DependencyInjection;

namespace Kpu.Outreach.Cli;

/// <summary>The channels of a command: those of the library and, by <c>--plugins</c>, those the host allows.</summary>
internal sealed class Installed : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly PluginSet? _plugins;

    private Installed(ServiceProvider services, PluginSet? plugins) => (_services, _plugins) = (services, plugins);

    /// <summary>Whether every plug-in of the list is there.</summary>
    public bool IsWhole => _plugins is null or { Problems.Count: 0 };

    /// <summary>Loads the plug-ins; what one of them has wrong is told, and the others are there.</summary>
    public static async Task<Installed> OpenAsync(string? list, string? workspace, Screen screen, CancellationToken cancellationToken)
    {
        if (list is not null && workspace is not null && IsInside(list, workspace)) throw new Refusal("plugins-in-workspace", screen.Texts.PluginsInWorkspace(list));

        // Channels see this container and nothing else of the command.
#pragma warning disable RS0030 // The composition root.
        var services = new ServiceCollection().AddHttpClient().AddSingleton(TimeProvider.System).BuildServiceProvider();
#pragma warning restore RS0030
        if (list is null) return new Installed(services, null);
        var taken = Add(new OutreachOptions(), services).Channels.Select(c => c.Descriptor.Key).ToList();
        var plugins = await PluginSet.LoadAsync(list, new PluginLoading { Services = services, Taken = taken }, cancellationToken);
        ProblemList.Write(screen, plugins.Problems);
        return new Installed(services, plugins);
    }

    public void AddTo(OutreachOptions options)
    {
        Add(options, _services);
        if (_plugins is not null) options.AddPlugins(_plugins);
    }

    public async ValueTask DisposeAsync()
    {
        if (_plugins is not null) await _plugins.DisposeAsync();
        await _services.DisposeAsync();
    }

    private static OutreachOptions Add(OutreachOptions options, IServiceProvider services)
    {
        options.Services = services;
        return options.AddBuiltInChannels();
    }

    // Whoever edits a workspace may not say which code runs.
    private static bool IsInside(string list, string workspace)
    {
        var file = Real(Path.GetFullPath(list));
        var folder = Path.TrimEndingDirectorySeparator(Real(Path.GetFullPath(workspace))) + Path.DirectorySeparatorChar;
        return file.StartsWith(folder, StringComparison.Ordinal);
    }

    private static string Real(string path)
    {
        if (Path.GetDirectoryName(path) is not { } above) return path;
        FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        return entry.ResolveLinkTarget(returnFinalTarget: true) is { } target ? Real(target.FullName) : Path.Combine(Real(above), Path.GetFileName(path));
    }
}
