using System.Runtime.InteropServices;
using Kpu.Outreach.TestSupport;

namespace Scenarios.Tests.Cli;

/// <summary>Signals, a second worker, and the wall between rehearsals and what is real.</summary>
public sealed class RunningTests
{
    private const string Rehearse = "2023-11-01T08:00:00+07:00";

    [SkippableTheory]
    [InlineData(PosixSignal.SIGTERM, 0)]
    [InlineData(PosixSignal.SIGINT, 130)]
    public async Task A_run_ends_in_order_when_it_is_told_to(PosixSignal signal, int exitCode)
    {
        using var workspace = await Outreach.InitAsync();
        await using var run = Outreach.Start("run", workspace.Root);
        await run.LineAsync(line => line.Contains("Bekerja sampai dihentikan", StringComparison.Ordinal));
        run.Signal(signal);
        var result = await run.WaitAsync();
        Assert.True(result.ExitCode == exitCode, result.ToString());
        await Outreach.SucceedAsync("publish", workspace.Root);
        Assert.Single(Directory.GetDirectories(workspace.PathOf("laman"), "cek-dpt-*"));
    }

    [SkippableFact]
    public async Task A_run_follows_the_workspace_and_keeps_the_last_good_plan_while_an_edit_is_broken()
    {
        using var workspace = await Outreach.InitAsync();
        var material = Directory.GetFiles(workspace.PathOf("materials")).Select(f => "materials/" + Path.GetFileName(f)).First();
        await using var run = Outreach.Start("run", workspace.Root);
        await run.LineAsync(line => line.Contains("Bekerja sampai dihentikan", StringComparison.Ordinal));

        workspace.Write(material, await File.ReadAllTextAsync(workspace.PathOf(material)) + "\nSatu kalimat lagi.\n");
        await run.LineAsync(line => line.Contains("Suntingan diambil", StringComparison.Ordinal));

        var settings = await File.ReadAllTextAsync(workspace.PathOf("outreach.json"));
        workspace.Write("outreach.json", "{ rusak");
        await run.LineAsync(line => line.Contains("tidak diambil", StringComparison.Ordinal));
        Assert.Contains("Satu kalimat lagi", await File.ReadAllTextAsync(workspace.PathOf(material)), StringComparison.Ordinal);

        workspace.Write("outreach.json", settings).Write(material, await File.ReadAllTextAsync(workspace.PathOf(material)) + "\nDan satu lagi.\n");
        await run.LineAsync(line => line.Contains("1 akan diperbarui", StringComparison.Ordinal) || line.Contains("1 diganti", StringComparison.Ordinal));

        Skip.If(OperatingSystem.IsWindows(), "A process cannot be told to end in order there.");
        run.Signal(PosixSignal.SIGTERM);
        var result = await run.WaitAsync();
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("outreach.json:1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rehearsal_runs_through_by_itself()
    {
        using var workspace = Outreach.Rehearsable();
        var (code, document) = await Outreach.JsonAsync("run", workspace.Root, "--rehearse", Rehearse);
        Assert.Equal((0, 2), (code, document.GetProperty("published").GetInt32()));
    }

    [Fact]
    public async Task A_second_worker_is_told_that_the_first_one_works()
    {
        using var workspace = await Outreach.InitAsync();
        await Outreach.SucceedAsync("publish", workspace.Root);
        await using var seat = new FileStream(workspace.PathOf(".outreach/ledger.db-worker"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var (code, document) = await Outreach.JsonAsync("publish", workspace.Root);
        Assert.Equal((1, "worker-busy"), (code, document.GetProperty("problems")[0].GetProperty("code").GetString()));
        Assert.Contains("worker-busy", (await Outreach.RunAsync("publish", workspace.Root)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rehearsal_lives_apart_and_marked()
    {
        using var workspace = Outreach.Rehearsable();
        workspace.Replace("outreach.json", "\"policies\"", $"\"rehearsal\": {{ \"startsAt\": \"{Rehearse}\" }},\n  \"policies\"");
        await Outreach.SucceedAsync("publish", workspace.Root);
        Assert.True(File.Exists(workspace.PathOf(".outreach/rehearsal/REHEARSAL")));
        Assert.True(File.Exists(workspace.PathOf(".outreach/rehearsal/ledger.db")));
        Assert.True(File.Exists(workspace.PathOf(".outreach/rehearsal/output/laman/index.html")));
        Assert.False(File.Exists(workspace.PathOf(".outreach/ledger.db")));
        Assert.False(Directory.Exists(workspace.PathOf("laman")));
    }

    [Fact]
    public async Task Real_publishing_refuses_what_a_rehearsal_made()
    {
        using var rehearsed = Outreach.Rehearsable();
        await Outreach.SucceedAsync("publish", rehearsed.Root, "--rehearse", Rehearse);
        using var real = await Outreach.InitAsync();
        var ledger = "sqlite:" + rehearsed.PathOf(".outreach/rehearsal/ledger.db");
        foreach (var command in new[] { "publish", "run", "status" })
        {
            var (code, document) = await Outreach.JsonAsync(command, real.Root, "--ledger", ledger);
            Assert.Equal((2, "rehearsal-refused"), (code, document.GetProperty("problems")[0].GetProperty("code").GetString()));
        }

        real.Link("ledger.db", rehearsed.PathOf(".outreach/rehearsal/ledger.db"));
        Assert.Equal(2, (await Outreach.RunAsync("publish", real.Root, "--ledger", "sqlite:" + real.PathOf("ledger.db"))).ExitCode);
        Assert.False(Directory.Exists(real.PathOf("laman")));
    }

    [Fact]
    public async Task A_rehearsal_never_writes_into_a_real_ledger()
    {
        using var workspace = await Outreach.InitAsync();
        await Outreach.SucceedAsync("publish", workspace.Root);
        var (code, document) = await Outreach.JsonAsync("publish", workspace.Root, "--rehearse", Rehearse, "--ledger", "sqlite:" + workspace.PathOf(".outreach/ledger.db"));
        Assert.Equal((2, "ledger-not-of-rehearsal"), (code, document.GetProperty("problems")[0].GetProperty("code").GetString()));
    }
}
