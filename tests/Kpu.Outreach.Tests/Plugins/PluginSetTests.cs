using System.Runtime.CompilerServices;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Plugins;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Tests.Plugins;

/// <summary>Adapters in folders of their own: loaded as allowed, apart from each other, and gone when they are not needed.</summary>
public sealed class PluginSetTests : IDisposable
{
    private readonly PluginBench _bench = new();
    private readonly TemporaryFolder _output = new();

    public void Dispose()
    {
        _bench.Dispose();
        _output.Dispose();
    }

    [Fact]
    public async Task A_plug_in_publishes_through_the_engine_like_any_channel()
    {
        _bench.Compile("papan", "Papan", PluginBench.Source("papan"));
        await _bench.AllowAsync("papan");
        await using var plugins = await PluginSet.LoadAsync(_bench.List);
        Assert.Empty(plugins.Problems);
        var loaded = Assert.Single(plugins.Plugins);
        Assert.Equal(("Papan", _bench.Folder("papan"), new Version(0, 0, 0, 0)), (loaded.Name, loaded.Folder, loaded.Version));

        await PublishAsync(plugins, "papan");
        Assert.Equal("Cek DPT\n\nPastikan nama Anda.\n", _output.Read("papan.txt"));
    }

    [Fact]
    public async Task Two_plug_ins_use_two_versions_of_one_library()
    {
        foreach (var version in new[] { "1", "2" })
        {
            var library = _bench.Compile("papan-" + version, "Kata", PluginBench.Library(version));
            _bench.Compile("papan-" + version, "Papan" + version, PluginBench.Source("papan-" + version, words: "Kata.Versi()"), library);
            await _bench.AllowAsync("papan-" + version, $"Papan{version}.dll");
        }

        await using var plugins = await PluginSet.LoadAsync(_bench.List);
        Assert.Empty(plugins.Problems);
        await PublishAsync(plugins, "papan-1", "papan-2");
        Assert.Equal("Cek DPT\n\nPastikan nama Anda. v1\n", _output.Read("papan-1.txt"));
        Assert.Equal("Cek DPT\n\nPastikan nama Anda. v2\n", _output.Read("papan-2.txt"));
    }

    [Fact]
    public async Task The_library_is_the_host_s_also_where_the_plug_in_brings_its_own_copy()
    {
        _bench.Compile("papan", "Papan", PluginBench.Source("papan"));
        File.Copy(typeof(IChannelAdapter).Assembly.Location, Path.Combine(_bench.Folder("papan"), "Kpu.Outreach.dll"));
        await _bench.AllowAsync("papan", "Papan.dll");
        await using var plugins = await PluginSet.LoadAsync(_bench.List);
        Assert.Empty(plugins.Problems);
        Assert.Equal(new ChannelKey("papan"), Assert.Single(Assert.Single(plugins.Plugins).Channels).Descriptor.Key);
    }

    [Fact]
    public async Task A_channel_gets_the_services_it_asks_for_and_defaults_for_the_rest()
    {
        var body = $"public Papan(TimeProvider clock, IFormatProvider? format = null) => File.WriteAllText(@\"{_bench.Trace}\", clock.GetUtcNow().Year + \" \" + (format is null));";
        _bench.Compile("papan", "Papan", PluginBench.Source("papan", body));
        await _bench.AllowAsync("papan");
        var clock = new ManualClock(new DateTimeOffset(2031, 5, 1, 0, 0, 0, TimeSpan.Zero));
        await using var plugins = await PluginSet.LoadAsync(_bench.List, new PluginLoading { Services = new OneService(clock) });
        Assert.Empty(plugins.Problems);
        Assert.Equal("2031 True", File.ReadAllText(_bench.Trace));
    }

    [Fact]
    public async Task What_is_loaded_is_a_copy_that_nobody_changes()
    {
        var path = _bench.Compile("papan", "Papan", PluginBench.Source("papan"));
        await _bench.AllowAsync("papan");
        await using var plugins = await PluginSet.LoadAsync(_bench.List);
        File.WriteAllText(path, "something else");
        await PublishAsync(plugins, "papan");
        Assert.Equal("Cek DPT\n\nPastikan nama Anda.\n", _output.Read("papan.txt"));
    }

    [Fact]
    public async Task What_is_not_on_the_list_does_not_exist_for_the_plug_in()
    {
        var library = _bench.Compile("papan", "Kata", PluginBench.Library("1"));
        _bench.Compile("papan", "Papan", PluginBench.Source("papan", words: "Kata.Versi()"), library);
        File.Move(library, library + ".later");
        await _bench.AllowAsync("papan", "Papan.dll");
        File.Move(library + ".later", library);
        await using var plugins = await PluginSet.LoadAsync(_bench.List);
        Assert.Contains(plugins.Problems, p => p.Code == PluginProblems.FileMissing);
        Assert.Empty(plugins.Plugins);
    }

    [Fact]
    public async Task Unloaded_plug_ins_leave_memory_and_their_copies_the_disk()
    {
        _bench.Compile("papan", "Papan", PluginBench.Source("papan", "private static readonly byte[] _held = new byte[1000];"));
        await _bench.AllowAsync("papan");
        var (assembly, folder) = await LoadPublishAndUnloadAsync();

        // Off the stack on which the plug-in was unloaded.
        await Task.Yield();
        for (var i = 0; assembly.IsAlive && i < 20; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(assembly.IsAlive, "The plug-in's assembly is still in memory.");
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Allowing_a_folder_again_takes_the_place_of_what_was_allowed_and_a_broken_list_stays()
    {
        _bench.Compile("satu", "Satu", PluginBench.Source("satu"));
        _bench.Compile("dua", "Dua", PluginBench.Source("dua"));
        await _bench.AllowAsync("satu");
        await _bench.AllowAsync("dua");
        _bench.Compile("satu", "Satu", PluginBench.Source("satu-baru"));
        await _bench.AllowAsync("satu");
        var list = await PluginList.ReadAsync(_bench.List);
        Assert.Empty(list.Problems);
        Assert.Equal(["Dua.dll", "Satu.dll"], list.Plugins.Select(p => p.Assembly));
        await using (var plugins = await PluginSet.LoadAsync(list)) Assert.Equal(["dua", "satu-baru"], plugins.Plugins.SelectMany(p => p.Channels).Select(c => c.Descriptor.Key.Value));

        File.WriteAllText(_bench.List, "{ \"version\": 1, ");
        var (allowed, problems) = await PluginList.AllowAsync(_bench.List, _bench.Folder("dua"));
        Assert.Null(allowed);
        Assert.Equal("json-truncated", Assert.Single(problems).Code);
        Assert.Equal("{ \"version\": 1, ", File.ReadAllText(_bench.List));
    }

    [Fact]
    public async Task Which_assembly_is_meant_is_asked_where_it_is_not_plain()
    {
        _bench.Compile("papan", "Kata", PluginBench.Library("1"));
        _bench.Compile("papan", "Papan", PluginBench.Source("papan"));
        var (allowed, problems) = await PluginList.AllowAsync(_bench.List, _bench.Folder("papan"));
        Assert.Null(allowed);
        Assert.Equal(PluginProblems.AssemblyNotAllowed, Assert.Single(problems).Code);
        Assert.False(File.Exists(_bench.List));
        File.WriteAllText(Path.Combine(_bench.Folder("papan"), "Papan.deps.json"), "{}");
        (allowed, _) = await PluginList.AllowAsync(_bench.List, _bench.Folder("papan"));
        Assert.Equal("Papan.dll", allowed?.Assembly);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<(WeakReference Assembly, string Copy)> LoadPublishAndUnloadAsync()
    {
        await using var plugins = await PluginSet.LoadAsync(_bench.List);
        var assembly = plugins.Plugins[0].Channels[0].GetType().Assembly;
        await PublishAsync(plugins, "papan");
        return (new WeakReference(assembly), Path.GetDirectoryName(assembly.Location)!);
    }

    private async Task PublishAsync(PluginSet plugins, params string[] keys)
    {
        await using var client = OutreachClient.Create(o =>
        {
            o.UseMemoryLedger().AddPlugins(plugins).OutputRoot = _output.Path;
            foreach (var key in keys) o.AddAccount(new Account { Key = key, Channel = new ChannelKey(key) });
        });
        foreach (var key in keys)
        {
            var run = await client.PublishAsync(new Material("cek-dpt", "Cek DPT", "Pastikan nama Anda."), to: key, approvedBy: "Humas");
            Assert.True(run.Published == 1, run.ToString());
        }
    }

    private sealed class OneService(TimeProvider clock) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(TimeProvider) ? clock : null;
    }
}
