using System.Text;
using System.Text.Json;
using Kpu.Outreach.Channels.Website;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Channels.Tests.Files;

/// <summary>Stops the writing of a folder at every single step, as a killed process or a failing disk does, and calls again.</summary>
public sealed class CrashTests
{
    private sealed class Killed : Exception;

    private static LiveSet Before() => Samples.Articles("static-site", "laman", "article", ("folder", "laman"), ("baseUrl", "https://kota-blitar.kpu.go.id"));

    private static LiveSet After()
    {
        var set = Before();
        set.Put(LiveSet.KeyOf("baru", "laman"), Samples.At(5, 9), LiveSet.Text("baru", "Baru", "Isi.", TextMarkup.Markdown, LiveSet.Picture));
        set.Put(LiveSet.KeyOf("tanpa-gambar", "laman"), Samples.At(6, 9), LiveSet.Text("tanpa-gambar", "Pemilih pemula", "Diperbaiki."));
        set.Withdraw(LiveSet.KeyOf("film-dpt", "laman"));
        return set;
    }

    /// <summary>Runs until the n-th step and fails there, and where the process is dead at everything after it; false when there is no such step.</summary>
    private static async Task<bool> Kill(TemporaryFolder root, LiveSet set, int step, Func<Exception> failure, bool dead)
    {
        var seen = 0;
        var channel = new StaticSiteChannel((_, _) =>
        {
            var now = seen++;
            if (now == step || (dead && now > step)) throw failure();
        });
        try
        {
            var result = await channel.PublishAsync(set.Request(root.Path), CancellationToken.None);
            Assert.True(result.Outcome is Outcome.Failed or Outcome.Done, result.Outcome.ToString());
        }
        catch (Killed)
        {
        }

        return seen > step;
    }

    private static async Task Publish(TemporaryFolder root, LiveSet set, string context = "")
    {
        var result = await new StaticSiteChannel().PublishAsync(set.Request(root.Path), CancellationToken.None);
        Assert.True(result.Outcome is Outcome.Done, $"{context} {result.Outcome.Problem}");
    }

    private static async Task<SortedDictionary<string, string>> Wanted()
    {
        using var root = new TemporaryFolder();
        await Publish(root, After());
        return root.Snapshot();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_call_heals_whatever_step_was_interrupted(bool dead)
    {
        var wanted = await Wanted();
        Func<Exception> failure = dead ? () => new Killed() : () => new IOException("broken");
        var steps = 0;
        for (var more = true; more; steps++)
        {
            using var root = new TemporaryFolder();
            await Publish(root, Before());
            File.WriteAllText(root.Full("laman/milik-kantor.txt"), "tetap");
            more = await Kill(root, After(), steps, failure, dead);
            AssertWhole(root);
            await Publish(root, After(), $"step {steps}");
            var found = root.Snapshot();
            Assert.True(found.Remove("laman/milik-kantor.txt"));
            Assert.Equal(wanted, found);
        }

        Assert.InRange(steps, 20, 200);
    }

    [Fact]
    public async Task The_first_call_of_a_folder_heals_too_when_the_set_has_shrunk_meanwhile()
    {
        using var clean = new TemporaryFolder();
        await Publish(clean, Before());
        var wanted = clean.Snapshot();
        var more = true;
        for (var step = 0; more; step++)
        {
            using var root = new TemporaryFolder();
            more = await Kill(root, After(), step, () => new Killed(), dead: true);
            // What the killed call left has to go, though no manifest names it.
            await Publish(root, Before(), $"step {step}");
            Assert.Equal(wanted, root.Snapshot());
        }
    }

    [Theory]
    [InlineData(12)]
    [InlineData(24)]
    [InlineData(30)]
    [InlineData(36)]
    public async Task A_crash_while_healing_heals_as_well(int first)
    {
        var wanted = await Wanted();
        var more = true;
        for (var step = 0; more; step++)
        {
            using var root = new TemporaryFolder();
            await Publish(root, Before());
            await Kill(root, After(), first, () => new Killed(), dead: true);
            more = await Kill(root, After(), step, () => new Killed(), dead: true);
            await Publish(root, After(), $"step {step}");
            Assert.Equal(wanted, root.Snapshot());
        }
    }

    // Whatever a reader finds under its real name is a whole file.
    private static void AssertWhole(TemporaryFolder root)
    {
        foreach (var (path, hex) in root.Snapshot())
        {
            var text = Encoding.UTF8.GetString(Convert.FromHexString(hex));
            if (path.EndsWith(".html", StringComparison.Ordinal)) Assert.EndsWith("</html>\n", text, StringComparison.Ordinal);
            if (path.EndsWith("manifest.json", StringComparison.Ordinal)) JsonDocument.Parse(text).Dispose();
        }
    }
}
