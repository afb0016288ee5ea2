using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Sqlite.Tests;

/// <summary>A disk that is really full: a small file system in memory, filled by somebody else's file.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const int Before = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly Board _board = new();
    private bool _mounted;

    [SkippableFact]
    public async Task What_a_full_disk_refuses_is_told_and_what_was_recorded_is_there_when_there_is_room_again()
    {
        await MountAsync();
        var recorded = new List<string>();
        await using (var client = Client())
        {
            for (var i = 1; i <= Before; i++) await PublishAsync(client, i, recorded);
            Assert.Equal(Before, recorded.Count);
            Fill();

            // The log has a little room of its own, so that some may still go through.
            var e = await Assert.ThrowsAsync<LedgerException>(async () =>
            {
                for (var i = Before + 1; i < 1000; i++) await PublishAsync(client, i, recorded);
            });
            Assert.Equal((LedgerProblems.Full, Path), (e.Problem.Code, e.Problem.Arguments[0]));
            Assert.Contains(Path, e.Message, StringComparison.Ordinal);
        }

        File.Delete(Ballast);
        await using var again = Client();
        Assert.Empty((await again.VerifyLedgerAsync()).Problems);
        var published = await PublishedAsync(again);
        Assert.Empty(recorded.Except(published, StringComparer.Ordinal));

        // What went out as the disk filled up is public once: recorded, or open for somebody to look after; never forgotten.
        var known = await again.StatusAsync().Select(s => s.Key.Material).ToListAsync();
        Assert.Equal(_board.Posts.Count, _board.Posts.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(_board.Posts.Except(known, StringComparer.Ordinal));

        await PublishAsync(again, 2000, recorded);
        Assert.Contains("kabar-2000", await PublishedAsync(again));
        Assert.Empty((await again.VerifyLedgerAsync()).Problems);
    }

    [SkippableFact]
    public async Task A_ledger_that_cannot_be_opened_for_want_of_room_says_so_and_opens_when_there_is_some()
    {
        await MountAsync();
        var recorded = new List<string>();
        await using (var client = Client())
            for (var i = 1; i <= Before; i++) await PublishAsync(client, i, recorded);
        Fill();

        var e = await Assert.ThrowsAsync<LedgerException>(async () =>
        {
            await using var client = Client();
            for (var i = Before + 1; i < 1000; i++) await PublishAsync(client, i, recorded);
        });
        Assert.Equal((LedgerProblems.Full, Path), (e.Problem.Code, e.Problem.Arguments[0]));

        File.Delete(Ballast);
        await using var again = Client();
        Assert.Empty((await again.VerifyLedgerAsync()).Problems);
        Assert.Empty(recorded.Except(await PublishedAsync(again), StringComparer.Ordinal));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_mounted) Assert.Equal(0, (await Needs.RunAsync("umount", _folder.Path)).ExitCode);
        _folder.Dispose();
    }

    private string Path => _folder.Full("kpu.db");

    private string Ballast => _folder.Full("lain.bin");

    private static async Task PublishAsync(OutreachClient client, int number, List<string> recorded)
    {
        var material = new Material($"kabar-{number}", $"Kabar {number}", $"Isi kabar nomor {number}.");
        if ((await client.PublishAsync(material, "papan", "Humas")).IsComplete) recorded.Add(material.Id);
    }

    private static async Task<List<string>> PublishedAsync(OutreachClient client) =>
        await client.StatusAsync().Where(s => s.State == DeliveryState.Published).Select(s => s.Key.Material).ToListAsync();

    private async Task MountAsync()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "A file system in memory needs Linux.");
        Skip.IfNot(Environment.IsPrivilegedProcess, "Mounting a file system needs root.");
        var (code, output) = await Needs.RunAsync(Needs.Program("mount"), "-t", "tmpfs", "-o", "size=4m", "tmpfs", _folder.Path);
        Skip.IfNot(code == 0, $"No file system may be mounted here: {output}");
        _mounted = true;
    }

    /// <summary>Takes all the room, to the last page.</summary>
    private void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        var page = new byte[4096];
        try
        {
            while (true) file.Write(page);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private OutreachClient Client() => OutreachClient.Create(o =>
    {
        o.UseSqlite(Path, new SqliteLedgerOptions { LedgerIdSource = () => "ledger-1" });
        o.AddChannel(_board);
        o.AddAccount(new Account { Key = "papan", Channel = new ChannelKey("papan"), Office = OfficeCode.Parse("35.72") });
    });

    private sealed class Board : ChannelAdapter, IPublisher
    {
        public List<string> Posts { get; } = [];

        public override ChannelDescriptor Descriptor { get; } = new()
        {
            Key = new ChannelKey("papan"),
            DisplayName = "Papan",
            LongestCall = TimeSpan.FromSeconds(5),
            Placements = [new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile { Maximum = 500 }, Operations = Operations.Publish, Guarantee = EffectGuarantee.None }],
        };

        public ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
        {
            lock (Posts) Posts.Add(request.Publication.Material);
            return ValueTask.FromResult<Outcome>(new Outcome.Done(new Receipt("papan/" + request.Publication.Material)));
        }
    }
}
