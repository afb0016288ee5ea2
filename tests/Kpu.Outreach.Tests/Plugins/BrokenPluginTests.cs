using System.Globalization;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Plugins;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Tests.Plugins;

/// <summary>Whatever a plug-in has wrong: the host goes on, its neighbour works, and one clear problem says what it is.</summary>
public sealed class BrokenPluginTests : IDisposable
{
    private readonly PluginBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("2")]
    [InlineData("0")]
    public async Task Another_contract_is_refused_before_any_code_runs(string contract)
    {
        _bench.Compile("rusak", "Rusak", PluginBench.Source("rusak", contract: contract, more: Initializer()));
        var problem = await OnlyProblemAsync(PluginProblems.ContractUnsupported);
        Assert.Equal(["Rusak.dll", contract, "1"], problem.Arguments);
        Assert.False(File.Exists(_bench.Trace), "The plug-in ran.");
    }

    [Fact]
    public async Task No_contract_is_refused_before_any_code_runs()
    {
        _bench.Compile("rusak", "Rusak", PluginBench.Source("rusak", contract: null, more: Initializer()));
        await OnlyProblemAsync(PluginProblems.ContractMissing);
        Assert.False(File.Exists(_bench.Trace), "The plug-in ran.");
    }

    [Fact]
    public async Task A_dependency_that_is_not_there_is_named_before_any_code_runs()
    {
        var library = _bench.Compile("rusak", "Kata", PluginBench.Library("1"));
        _bench.Compile("rusak", "Rusak", PluginBench.Source("rusak", more: Initializer(), words: "Kata.Versi()"), library);
        File.Delete(library);
        var problem = await OnlyProblemAsync(PluginProblems.DependencyMissing);
        Assert.Equal(["Rusak.dll", "Kata"], problem.Arguments);
        Assert.False(File.Exists(_bench.Trace), "The plug-in ran.");
    }

    [Fact]
    public async Task A_dependency_of_a_dependency_is_named_when_it_is_missed()
    {
        var deep = _bench.Compile("rusak", "Dalam", "public static class Dalam { public static string Kata() => \"x\"; }");
        var library = _bench.Compile("rusak", "Kata", "public static class Kata { public static string Versi() => Dalam.Kata(); }", deep);
        _bench.Compile("rusak", "Rusak", PluginBench.Source("rusak", "private readonly string _word = Kata.Versi();"), library, deep);
        File.Delete(deep);
        var problem = await OnlyProblemAsync(PluginProblems.DependencyMissing);
        Assert.Equal(["Rusak.dll", "Dalam"], problem.Arguments);
    }

    [Fact]
    public async Task What_the_host_uses_for_itself_is_not_borrowed_by_chance()
    {
        _bench.Compile("rusak", "Rusak", PluginBench.Source("rusak", words: "new Newtonsoft.Json.Linq.JObject().ToString()"), typeof(Newtonsoft.Json.JsonConvert).Assembly.Location);
        var problem = await OnlyProblemAsync(PluginProblems.DependencyMissing);
        Assert.Equal(["Rusak.dll", "Newtonsoft.Json"], problem.Arguments);
    }

    [Fact]
    public async Task A_newer_shared_assembly_than_the_host_has_is_refused_with_both_versions()
    {
        var newer = _bench.Compile("lain", "Microsoft.Extensions.Logging.Abstractions", "using System.Reflection; [assembly: AssemblyVersion(\"99.0.0.0\")] namespace Microsoft.Extensions.Logging { public static class Baru { public static string Kata() => \"\"; } }");
        _bench.CompileWithout("rusak", "Rusak", PluginBench.Source("rusak", words: "Microsoft.Extensions.Logging.Baru.Kata()"), "Microsoft.Extensions.Logging.Abstractions", newer);
        var problem = await OnlyProblemAsync(PluginProblems.HostTooOld);
        Assert.Equal(["Microsoft.Extensions.Logging.Abstractions", "99.0.0.0", "10.0.0.0"], problem.Arguments.Skip(1));
    }

    [Theory]
    [InlineData("static Papan() => throw new InvalidOperationException(\"kunci tidak ada\\nbaris kedua\");", PluginProblems.StartFailed)]
    [InlineData("public Papan() => throw new NotSupportedException(\"kunci tidak ada\");", PluginProblems.StartFailed)]
    [InlineData("public Papan() { } public Papan(TimeProvider clock) { }", PluginProblems.DoesNotFit)]
    [InlineData("public Papan(IComparable service) { }", PluginProblems.ServiceMissing)]
    [InlineData("private Papan() { }", PluginProblems.DoesNotFit)]
    [InlineData("public override object? GetRole(Type role) => null;", PluginProblems.DescriptorWrong)]
    [InlineData("public override object? GetRole(Type role) => throw new ArgumentException(\"kunci tidak ada\");", PluginProblems.StartFailed)]
    public async Task What_happens_as_it_starts_is_told(string body, string code)
    {
        _bench.Compile("rusak", "Rusak", PluginBench.Source("rusak", body));
        var problem = await OnlyProblemAsync(code);
        if (code == PluginProblems.StartFailed) Assert.Equal("kunci tidak ada", problem.Arguments[2]);
    }

    [Theory]
    [InlineData("with { Key = new ChannelKey(\"Rusak Sekali\") }")]
    [InlineData("with { Placements = new PlacementDescriptor[0] }")]
    [InlineData("with { ContractVersion = 7 }")]
    [InlineData("with { LongestCall = TimeSpan.Zero }")]
    public async Task A_descriptor_that_cannot_hold_is_refused(string with)
    {
        _bench.Compile("rusak", "Rusak", PluginBench.Source("rusak", with: with));
        await OnlyProblemAsync(PluginProblems.DescriptorWrong);
    }

    [Fact]
    public async Task One_that_starts_for_ever_is_left_behind_after_the_deadline()
    {
        _bench.Compile("rusak", "Rusak", PluginBench.Source("rusak", "public Papan() { new ManualResetEvent(false).WaitOne(); }"));
        _bench.Compile("baik", "Baik", PluginBench.Source("baik"));
        await _bench.AllowAsync("rusak");
        await _bench.AllowAsync("baik");
        var clock = new ManualClock(default);
        var deadline = TimeSpan.FromSeconds(7);
        var loading = PluginSet.LoadAsync(_bench.List, new PluginLoading { Clock = clock, Deadline = deadline });
        await clock.AskedAsync(deadline);
        Assert.False(loading.IsCompleted);
        clock.Advance(deadline);
        await using var plugins = await loading;
        Assert.Equal("baik", Assert.Single(Assert.Single(plugins.Plugins).Channels).Descriptor.Key.Value);
        var problem = Assert.Single(plugins.Problems);
        Assert.Equal((PluginProblems.StartEndless, "7"), (problem.Code, problem.Arguments[1]));
    }

    [Fact]
    public async Task A_changed_file_is_not_loaded()
    {
        _bench.Compile("rusak", "Rusak", PluginBench.Source("rusak"));
        await _bench.AllowAsync("rusak");
        _bench.Compile("rusak", "Rusak", PluginBench.Source("rusak", more: Initializer()));
        var problem = await OnlyProblemAsync(PluginProblems.FileChanged, allow: false);
        Assert.Equal("Rusak.dll", problem.Arguments[0]);
        Assert.False(File.Exists(_bench.Trace), "The plug-in ran.");
    }

    [Theory]
    [InlineData("bukan program", PluginProblems.NotAssembly)]
    [InlineData("", PluginProblems.NotAssembly)]
    public async Task A_file_that_is_no_assembly_is_refused(string content, string code)
    {
        File.WriteAllText(Path.Combine(_bench.Folder("rusak"), "Rusak.dll"), content);
        await OnlyProblemAsync(code);
    }

    [Fact]
    public async Task An_assembly_without_a_channel_is_refused()
    {
        _bench.Compile("rusak", "Rusak", "[assembly: Kpu.Outreach.Publishing.OutreachContract(1)] public static class Kosong { }");
        await OnlyProblemAsync(PluginProblems.NoChannel);
    }

    [Fact]
    public async Task A_key_that_is_taken_stays_with_whom_has_it()
    {
        _bench.Compile("rusak", "Rusak", PluginBench.Source("baik"));
        await _bench.AllowAsync("rusak");
        var problem = await OnlyProblemAsync(PluginProblems.ChannelTaken, allow: false, taken: new ChannelKey("baik"), neighbour: "lain");
        Assert.Equal("baik", problem.Arguments[1]);
    }

    [Theory]
    [InlineData("../lain/Lain.dll", PluginProblems.PathUnsafe)]
    [InlineData("/etc/passwd", PluginProblems.PathUnsafe)]
    [InlineData("a//b.dll", PluginProblems.PathUnsafe)]
    [InlineData("tidak-ada.dll", PluginProblems.FileMissing)]
    public async Task Paths_stay_in_the_folder(string path, string code)
    {
        var folder = _bench.Folder("rusak");
        var list = new PluginList { Plugins = [new AllowedPlugin { Folder = folder, Assembly = path, Files = new Dictionary<string, ContentHash> { [path] = ContentHash.Of([]) } }] };
        await using var plugins = await PluginSet.LoadAsync(list);
        Assert.Equal(code, Assert.Single(plugins.Problems).Code);
    }

    [Fact]
    public async Task A_missing_folder_and_an_assembly_that_is_not_allowed_are_named()
    {
        var list = new PluginList
        {
            Plugins =
            [
                new AllowedPlugin { Folder = _bench.List + ".tiada", Assembly = "a.dll", Files = new Dictionary<string, ContentHash>() },
                new AllowedPlugin { Folder = _bench.Folder("ada"), Assembly = "a.dll", Files = new Dictionary<string, ContentHash>() },
            ],
        };
        await using var plugins = await PluginSet.LoadAsync(list);
        Assert.Equal([PluginProblems.FolderMissing, PluginProblems.AssemblyNotAllowed], plugins.Problems.Select(p => p.Code));
    }

    [Theory]
    [InlineData("{ \"version\": 2, \"plugins\": [] }", "version-newer")]
    [InlineData("{ \"plugins\": [] }", "member-missing")]
    [InlineData("[]", "value-wrong-type")]
    [InlineData("{ \"version\": 1, \"plugins\": [ { \"folder\": \"a\", \"assembly\": \"b.dll\", \"files\": [ { \"path\": \"b.dll\", \"sha256\": \"123\" } ] } ] }", "value-wrong-form")]
    [InlineData("{ \"version\": 1, \"plugins\": [ { \"folder\": \"a\", \"assembly\": \"b.dll\" } ] }", "member-missing")]
    [InlineData("{ \"version\": 1, \"plugins\": [ { \"folder\": \"a\", \"assembly\": \"b.dll\", \"files\": [], \"hash\": \"\" } ] }", "member-unknown")]
    public async Task A_list_that_is_wrong_allows_nothing_there(string json, string code)
    {
        File.WriteAllText(_bench.List, json);
        var list = await PluginList.ReadAsync(_bench.List);
        Assert.Equal(code, list.Problems[0].Code);
        Assert.Equal(_bench.List, list.Problems[0].Place.File);
        Assert.All(list.Plugins, p => Assert.Empty(p.Files));
    }

    [Fact]
    public async Task A_list_that_is_not_there_is_a_problem() =>
        Assert.Equal("file-missing", Assert.Single((await PluginList.ReadAsync(_bench.List)).Problems).Code);

    /// <summary>Files break at any byte; reading what one says of itself never throws.</summary>
    [Fact]
    public void Damaged_assemblies_are_read_without_harm()
    {
        var path = _bench.Compile("rusak", "Rusak", PluginBench.Source("rusak"));
        var sound = File.ReadAllBytes(path);
        var random = new Seeded(4);
        for (var i = 0; i < 300; i++)
        {
            var bytes = sound.ToArray();
            for (var flips = 1 + random.Next(7); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            if (i % 3 == 0) bytes = bytes[..random.Next(bytes.Length)];
            File.WriteAllBytes(path, bytes);
            PluginMetadata.Read(path);
        }
    }

    private string Initializer() =>
        $"public static class Mula {{ [System.Runtime.CompilerServices.ModuleInitializer] public static void Jalan() => File.WriteAllText(@\"{_bench.Trace}\", \"jalan\"); }}";

    private async Task<Problem> OnlyProblemAsync(string code, bool allow = true, ChannelKey? taken = null, string neighbour = "baik")
    {
        if (allow) await _bench.AllowAsync("rusak", "Rusak.dll");
        _bench.Compile(neighbour, "Tetangga", PluginBench.Source(neighbour));
        await _bench.AllowAsync(neighbour);
        await using var plugins = await PluginSet.LoadAsync(_bench.List, new PluginLoading { Taken = taken is { } key ? [key] : [] });
        Assert.Equal(neighbour, Assert.Single(Assert.Single(plugins.Plugins).Channels).Descriptor.Key.Value);
        var problem = Assert.Single(plugins.Problems);
        Assert.Equal(code, problem.Code);
        Assert.Equal(_bench.List, problem.Place.File);
        foreach (var culture in new[] { "id", "en" })
        {
            var sentence = ProblemText.Sentence(problem, CultureInfo.GetCultureInfo(culture));
            Assert.DoesNotContain('{', sentence);
            Assert.DoesNotContain('\n', sentence);
        }

        return problem;
    }
}
