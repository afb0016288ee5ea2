using System.Threading.Channels;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Hosting;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Tests.Dispatching;
using Kpu.Outreach.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Kpu.Outreach.Tests.Hosting;

/// <summary>A worker that follows a workspace: an edit is taken up when it stands still and has no errors; a broken one leaves the last good plan alone.</summary>
public sealed class FollowingTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);
    private static readonly DateTimeOffset Start = new(2023, 11, 1, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_edit_is_taken_up_once_it_stands_still()
    {
        using var workspace = Workspace();
        await using var followed = new Followed(workspace);
        Assert.Equal(1, (await followed.NewsAsync()).Enqueued?.Added);
        var first = await followed.OnlyAsync();

        workspace.Replace("materials/kabar.md", "Isi pertama.", "Isi ked");
        await followed.PassAsync(Poll);
        await followed.Clock.AskedAsync(Settle);
        workspace.Replace("materials/kabar.md", "Isi ked", "Isi kedua.");
        await followed.PassAsync(Settle);
        await followed.PassAsync(Settle);

        Assert.Equal(1, (await followed.NewsAsync()).Enqueued?.Replaced);
        var second = await followed.OnlyAsync();
        Assert.Equal((first.Delivery, DeliveryState.Waiting), (second.Delivery, second.State));
        Assert.Contains("Isi kedua.", (await followed.Client.FindRenditionAsync(second.Rendition))!.Parts[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_edit_keeps_the_last_good_plan_until_it_is_mended()
    {
        using var workspace = Workspace();
        await using var followed = new Followed(workspace);
        await followed.NewsAsync();
        var before = await followed.OnlyAsync();
        var check = new OutreachHealthCheck(followed.Client);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new HealthCheckContext())).Status);

        // The account is gone and the campaign cannot be read: neither may reach the plan.
        workspace.Replace("outreach.json", "\"akun\"", "\"lain\"").Replace("campaigns/kampanye.json", "\"version\": 1,", "\"version\": 1,,");
        await followed.EditAsync();
        var news = await followed.NewsAsync();

        Assert.True(news.IsBroken);
        Assert.Contains(news.Problems, p => p.Place.File == "campaigns/kampanye.json");
        var during = await followed.OnlyAsync();
        Assert.Equal((before.Delivery, before.Rendition, before.Due, DeliveryState.Waiting), (during.Delivery, during.Rendition, during.Due, during.State));
        var health = await check.CheckHealthAsync(new HealthCheckContext());
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("campaigns/kampanye.json", health.Description, StringComparison.Ordinal);

        workspace.Replace("outreach.json", "\"lain\"", "\"akun\"").Replace("campaigns/kampanye.json", "\"version\": 1,,", "\"version\": 1,");
        await followed.EditAsync();
        Assert.Equal(1, (await followed.NewsAsync()).Enqueued?.Unchanged);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new HealthCheckContext())).Status);
    }

    [Fact]
    public async Task A_picture_that_was_missing_mends_the_edit_when_it_arrives()
    {
        using var workspace = Workspace();
        workspace.Replace("materials/kabar.md", "title: Kabar", "title: Kabar\nmedia:\n  - file: media/poster.png\n    altText: Poster.");
        await using var followed = new Followed(workspace);
        Assert.True((await followed.NewsAsync()).IsBroken);

        workspace.Write("media/poster.png", Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
        await followed.EditAsync();

        Assert.DoesNotContain((await followed.NewsAsync()).Problems, p => p.Place.ToString().Contains("poster", StringComparison.Ordinal) && p.Code == "file-missing");
    }

    [Fact]
    public async Task Two_plans_at_the_same_time_do_no_harm_the_later_one_counts()
    {
        await using var office = new SmallOffice(new ScriptedChannel(EffectGuarantee.None));
        var ledger = await office.SharedLedger();
        OutreachClient other = null!;
        var between = new Interrupted(ledger, async () =>
        {
            office.Body("Isi baru.");
            await office.EnqueueAsync();
        });
        await using (other = OutreachClient.Create(o => o.UseLedger(_ => ValueTask.FromResult<IDeliveryLedger>(between)).AddChannel(office.Channels[0]).Clock = office.Clock))
        {
            var review = await other.ValidateAsync(office.Model);
            between.IsArmed = true;
            var merged = await other.EnqueueAsync(other.Plan(review));
            Assert.Equal((1, 0, 0), (merged.Unchanged, merged.Replaced, merged.Cancelled));
        }

        var status = await office.OnlyAsync();
        Assert.Equal(DeliveryState.Waiting, status.State);
        Assert.Contains("Isi baru.", (await office.Client.FindRenditionAsync(status.Rendition))!.Parts[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hosted_worker_follows_its_workspace()
    {
        using var workspace = Workspace();
        workspace.Replace("campaigns/kampanye.json", "\"when\": \"2023-12-14T09:00\", ", "");
        var channel = new ScriptedChannel(EffectGuarantee.None);
        var told = new TaskCompletionSource<WorkspaceNews>();
        await using var provider = new ServiceCollection()
            .AddOutreach(o => o.UseMemoryLedger().AddChannel(channel))
            .AddOutreachWorker(workspace.Root, new FollowOptions { Told = n => told.TrySetResult(n) })
            .BuildServiceProvider();
        var worker = Assert.Single(provider.GetServices<IHostedService>());

        await worker.StartAsync(CancellationToken.None);
        var news = await told.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await worker.StopAsync(CancellationToken.None);

        Assert.Equal(1, news.Enqueued?.Added);
        Assert.Same(news, provider.GetRequiredService<OutreachClient>().Workspace);
    }

    [Fact]
    public async Task A_rehearsal_follows_no_workspace()
    {
        using var workspace = Workspace();
        await using var client = OutreachClient.Create(o => o.UseMemoryLedger().Rehearsal = new RehearsalSettings(Start));
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.WorkAsync(workspace.Root, null, CancellationToken.None));
    }

    private static TempWorkspace Workspace() => TempWorkspace.Empty()
        .Write("outreach.json", """
            { "version": 1, "offices": [ { "code": "35.72" } ], "accounts": [ { "key": "akun", "channel": "scripted", "office": "35.72" } ],
              "policies": { "approval": { "mode": "byPlanning" }, "missingAltText": "warning" } }
            """)
        .Write("campaigns/kampanye.json", """
            { "version": 1, "id": "kampanye", "title": "Kampanye", "offices": ["35.72"], "period": { "start": "2023-11-01", "end": "2024-02-14" },
              "activities": [ { "id": "unggah", "method": "socialMedia", "when": "2023-12-14T09:00", "materials": ["kabar"], "accounts": ["*"] } ] }
            """)
        .Write("materials/kabar.md", "---\nid: kabar\ntitle: Kabar\n---\n\nIsi pertama.\n");

    /// <summary>A client that follows a workspace on a clock moved by hand.</summary>
    private sealed class Followed : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Channel<WorkspaceNews> _news = Channel.CreateUnbounded<WorkspaceNews>();
        private readonly Task _work;

        public Followed(TempWorkspace workspace)
        {
            Client = OutreachClient.Create(o =>
            {
                o.UseMemoryLedger().AddChannel(new ScriptedChannel(EffectGuarantee.None));
                o.Clock = Clock;
            });
            _work = Client.WorkAsync(workspace.Root, new FollowOptions { Poll = Poll, Settle = Settle, Told = n => _news.Writer.TryWrite(n) }, _stop.Token);
        }

        public ManualClock Clock { get; } = new(Start);

        public OutreachClient Client { get; }

        /// <summary>Lets somebody's wait end.</summary>
        public async Task PassAsync(TimeSpan span)
        {
            await Clock.AskedAsync(span);
            Clock.Advance(span);
        }

        /// <summary>Lets an edit be noticed and stand still.</summary>
        public async Task EditAsync()
        {
            await PassAsync(Poll);
            await PassAsync(Settle);
        }

        public async Task<WorkspaceNews> NewsAsync() => await _news.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

        public async Task<DeliveryStatus> OnlyAsync()
        {
            var all = new List<DeliveryStatus>();
            await foreach (var status in Client.StatusAsync()) all.Add(status);
            return Assert.Single(all);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _work.WaitAsync(TimeSpan.FromSeconds(60));
            await Client.DisposeAsync();
            _stop.Dispose();
        }
    }

    /// <summary>A ledger at which something happens between the beginning of a plan and its merging.</summary>
    private sealed class Interrupted(IDeliveryLedger inner, Func<Task> between) : IDeliveryLedger
    {
        private int _changes;

        public bool IsArmed { get; set; }

        public string Id => inner.Id;

        public async ValueTask<ILedgerSession> OpenAsync(LedgerAccess access, CancellationToken cancellationToken)
        {
            if (IsArmed && access == LedgerAccess.Change && ++_changes == 2) await between();
            return await inner.OpenAsync(access, cancellationToken);
        }

        public ValueTask<IWorkerSeat?> TryJoinAsync(CancellationToken cancellationToken) => inner.TryJoinAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
