using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Website;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Channels.Tests.Files;

/// <summary>The promises of every channel that writes a folder, tried on the website, which writes the most.</summary>
public sealed class FolderChannelTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    private static LiveSet Site() => Samples.Articles("static-site", "laman", "article", ("folder", "laman"), ("baseUrl", "https://kota-blitar.kpu.go.id"));

    private async Task<SnapshotResult> Publish(LiveSet set, FileStepObserver? observer = null) =>
        await new StaticSiteChannel(observer).PublishAsync(set.Request(_root.Path), CancellationToken.None);

    [Fact]
    public async Task The_same_set_gives_the_same_bytes_in_another_folder_and_again()
    {
        await Publish(Site());
        using var other = new TemporaryFolder();
        await new StaticSiteChannel().PublishAsync(Site().Request(other.Path), CancellationToken.None);
        Assert.Equal(other.Snapshot(), _root.Snapshot());

        var writes = 0;
        await Publish(Site(), (step, _) => writes += step is FileStep.Rename or FileStep.Manifest or FileStep.Journal or FileStep.Mark ? 1 : 0);
        Assert.Equal(0, writes);
        Assert.Equal(other.Snapshot(), _root.Snapshot());
    }

    [Fact]
    public async Task A_new_article_reads_and_writes_only_what_changes()
    {
        var set = Site();
        await Publish(set);
        set.Read.Clear();
        set.Opened.Clear();
        var key = LiveSet.KeyOf("baru", "laman");
        set.Put(key, Samples.At(5, 9), LiveSet.Text("baru", "Baru", "Isi.", TextMarkup.Markdown, LiveSet.Picture));
        var renamed = new List<string>();
        var result = await Publish(set, (step, path) =>
        {
            if (step == FileStep.Rename) renamed.Add(path);
        });

        Assert.Equal([key], set.Read);
        Assert.Empty(set.Opened);
        Assert.Equal(
            [".outreach-journal.json", ".outreach-manifest.json", FileNames.Of(key) + "/index.html", "index.html", "sitemap.xml", "tahapan/index.html", "tahapan/voterlist/index.html"],
            renamed.Order(StringComparer.Ordinal));
        var receipt = Assert.Single(result.Receipts!);
        Assert.Equal($"https://kota-blitar.kpu.go.id/{FileNames.Of(key)}/", receipt.Value.Url!.AbsoluteUri);
    }

    [Fact]
    public async Task A_changed_setting_writes_everything_anew()
    {
        await Publish(Site());
        var other = Samples.Articles("static-site", "laman", "article", ("folder", "laman"), ("baseUrl", "https://contoh.id/laman/"));
        await Publish(other);
        Assert.Equal(3, other.Read.Count);
        Assert.Contains("https://contoh.id/laman/cek-dpt-", _root.Read("laman/sitemap.xml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_article_that_was_damaged_on_disk_is_written_again()
    {
        var set = Site();
        await Publish(set);
        var before = _root.Snapshot();
        File.Delete(_root.Full($"laman/{FileNames.Of(LiveSet.KeyOf("cek-dpt", "laman"))}/index.html"));
        File.Delete(Directory.EnumerateFiles(_root.Full("laman/media"), "*.vtt").Single());
        await Publish(set);
        Assert.Equal(before, _root.Snapshot());
    }

    [Fact]
    public async Task Media_that_nothing_shows_any_more_is_removed_and_foreign_files_stay()
    {
        var set = Site();
        await Publish(set);
        File.WriteAllText(_root.Full("laman/media/milik-kantor.txt"), "jangan dihapus");
        File.WriteAllText(_root.Full("laman/robots.txt"), "User-agent: *");
        set.Withdraw(LiveSet.KeyOf("film-dpt", "laman"));
        await Publish(set);
        Assert.Empty(Directory.EnumerateFiles(_root.Full("laman/media"), "*.mp4"));
        Assert.Equal("jangan dihapus", _root.Read("laman/media/milik-kantor.txt"));
        Assert.Equal("User-agent: *", _root.Read("laman/robots.txt"));
        Assert.Contains("noindex", _root.Read($"laman/{FileNames.Of(LiveSet.KeyOf("film-dpt", "laman"))}/index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_file_in_the_way_is_never_overwritten()
    {
        Directory.CreateDirectory(_root.Full("laman"));
        File.WriteAllText(_root.Full("laman/index.html"), "halaman kantor");
        var before = _root.Snapshot();
        var result = await Publish(Site());
        var person = Assert.IsType<Outcome.NeedsPerson>(result.Outcome);
        Assert.Equal(FolderProblems.ForeignFile, person.Problem!.Code);
        Assert.Equal(["index.html"], person.Problem.Arguments);
        before["laman/" + FolderTransaction.LockName] = "";
        Assert.Equal(before, _root.Snapshot());
    }

    [Fact]
    public async Task A_folder_of_another_account_is_refused()
    {
        await Publish(Site());
        var other = new LiveSet { Account = LiveSet.AccountOf("static-site", "lain", ("folder", "laman")) };
        var result = await Publish(other);
        Assert.Equal(FolderProblems.FolderTaken, Assert.IsType<Outcome.NeedsPerson>(result.Outcome).Problem!.Code);
    }

    [Theory]
    [InlineData("{", FolderProblems.ManifestDamaged)]
    [InlineData("null", FolderProblems.ManifestDamaged)]
    [InlineData("""{"version":2,"channel":"static-site","account":"laman","fingerprint":""}""", FolderProblems.ManifestNewer)]
    public async Task A_manifest_that_cannot_be_used_stops_everything(string text, string code)
    {
        await Publish(Site());
        File.WriteAllText(_root.Full("laman/" + FolderTransaction.ManifestName), text);
        var before = _root.Snapshot();
        var result = await Publish(Site());
        Assert.Equal(code, Assert.IsType<Outcome.NeedsPerson>(result.Outcome).Problem!.Code);
        Assert.Equal(before, _root.Snapshot());
    }

    [Fact]
    public async Task Two_writers_do_not_meet_in_a_folder()
    {
        SnapshotResult? second = null;
        await Publish(Site(), (step, _) =>
        {
            if (step == FileStep.Write && second is null) second = new StaticSiteChannel().PublishAsync(Site().Request(_root.Path), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        });
        Assert.Equal(FolderProblems.FolderBusy, Assert.IsType<Outcome.Failed>(second!.Outcome).Problem!.Code);
    }

    [Theory]
    [InlineData("../luar")]
    [InlineData("/mutlak")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("C:\\laman")]
    [InlineData("a\\b")]
    [InlineData(".")]
    public async Task A_folder_outside_the_output_root_is_refused(string folder)
    {
        var set = new LiveSet { Account = LiveSet.AccountOf("static-site", "laman", ("folder", folder)) };
        var probe = await new StaticSiteChannel().ProbeAsync(set.Account, CancellationToken.None);
        Assert.Null(probe.Profile);
        Assert.Equal(FolderProblems.FolderOutside, Assert.Single(probe.Problems).Code);
        Assert.Equal(FolderProblems.FolderOutside, Assert.IsType<Outcome.NeedsPerson>((await Publish(set)).Outcome).Problem!.Code);
    }

    [SkippableFact]
    public async Task A_link_does_not_lead_out_of_the_output_root()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need rights there.");
        using var elsewhere = new TemporaryFolder();
        Directory.CreateSymbolicLink(_root.Full("laman"), elsewhere.Path);
        Assert.Equal(FolderProblems.FolderOutside, Assert.IsType<Outcome.NeedsPerson>((await Publish(Site())).Outcome).Problem!.Code);
        Directory.Delete(_root.Full("laman"));
        Directory.CreateDirectory(_root.Full("laman"));
        Directory.CreateSymbolicLink(_root.Full("laman/media"), elsewhere.Path);
        Assert.Equal(FolderProblems.FolderOutside, Assert.IsType<Outcome.NeedsPerson>((await Publish(Site())).Outcome).Problem!.Code);
        Assert.Empty(elsewhere.Snapshot());
    }

    [Fact]
    public async Task Missing_and_changed_media_are_told_apart_and_nothing_is_shown()
    {
        var missing = Site();
        missing.Lose("media/poster.jpg");
        Assert.Equal(FolderProblems.MediaMissing, Assert.IsType<Outcome.Failed>((await Publish(missing)).Outcome).Problem!.Code);
        var changed = Site();
        changed.Replace("media/poster.jpg", [1, 2, 3]);
        Assert.Equal(FolderProblems.MediaChanged, Assert.IsType<Outcome.NeedsPerson>((await Publish(changed)).Outcome).Problem!.Code);
        Assert.Equal(["laman/.outreach-lock"], _root.Snapshot().Keys);
    }

    [Fact]
    public async Task A_full_disk_is_a_failure_without_the_machines_paths()
    {
        var result = await Publish(Site(), (step, _) =>
        {
            if (step == FileStep.Flush) throw new IOException($"No space left on device : '{_root.Path}/x'", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);
        });
        var problem = Assert.IsType<Outcome.Failed>(result.Outcome).Problem!;
        Assert.Equal(FolderProblems.DiskFull, problem.Code);
        Assert.DoesNotContain(problem.Arguments, a => a.Contains(_root.Path, StringComparison.Ordinal));
        Assert.Equal(["laman/.outreach-lock"], _root.Snapshot().Keys);
    }

    [Fact]
    public async Task A_lost_lease_shows_nothing()
    {
        var set = Site();
        await Publish(set);
        var before = _root.Snapshot();
        set.Put(LiveSet.KeyOf("baru", "laman"), Samples.At(5, 9), LiveSet.Text("baru", "Baru", "Isi."));
        var asked = 0;
        set.Owned = () => ++asked < 2;
        var result = await Publish(set);
        Assert.Equal(FolderProblems.LeaseLost, Assert.IsType<Outcome.Failed>(result.Outcome).Problem!.Code);
        Assert.Equal(before, _root.Snapshot());
    }

    [Fact]
    public async Task Cancellation_between_files_leaves_the_old_set()
    {
        var set = Site();
        await Publish(set);
        var before = _root.Snapshot();
        set.Put(LiveSet.KeyOf("baru", "laman"), Samples.At(5, 9), LiveSet.Text("baru", "Baru", "Isi."));
        using var stop = new CancellationTokenSource();
        var channel = new StaticSiteChannel((step, _) =>
        {
            if (step == FileStep.Write) stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await channel.PublishAsync(set.Request(_root.Path), stop.Token));
        Assert.Equal(before, _root.Snapshot());
    }
}
