using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>What was claimed and has not begun when the worker stops is given back as it was.</summary>
public sealed class GivenBackTests
{
    [Fact]
    public async Task A_look_that_never_began_leaves_what_the_platform_took_with_the_platform()
    {
        var channel = new HesitantChannel();
        await using var client = OutreachClient.Create(o =>
        {
            o.UseMemoryLedger().AddChannel(channel);
            o.InFlightAtMost = 1;
            o.Drain = TimeSpan.FromSeconds(1);
        });
        var activity = new Activity { Id = "unggah", Method = OutreachMethod.SocialMedia, Materials = ["kabar"], Accounts = ["*"] };
        var review = await client.ValidateAsync(new OutreachModel
        {
            Offices = [new OfficeProfile { Code = OfficeCode.National }],
            Accounts = [.. Enumerable.Range(1, 3).Select(i => new Account { Key = $"akun{i}", Channel = ScriptedChannel.Key })],
            Materials = [new Material("kabar", "Kabar", "Isi.")],
            Campaigns = [new Campaign { Id = "kampanye", Title = "Kampanye", Offices = [OfficeCode.National], Activities = [activity] }],
        });
        await client.EnqueueAsync(client.Plan(review));
        using var stop = new CancellationTokenSource();
        var run = client.WorkAsync(stop.Token);
        await channel.Looking.Task.WaitAsync(TimeSpan.FromSeconds(60));

        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(60));

        var status = await ReadAsync(client);
        Assert.All(status, s => Assert.Equal((DeliveryState.Accepted, WaitReason.Platform), (s.State, s.WaitsFor)));
        channel.Stands = true;
        await client.RunAsync();
        Assert.All(await ReadAsync(client), s => Assert.Equal(DeliveryState.Published, s.State));
        Assert.Equal(3, channel.Effects.Count);
    }

    private static async Task<List<DeliveryStatus>> ReadAsync(OutreachClient client)
    {
        var all = new List<DeliveryStatus>();
        await foreach (var status in client.StatusAsync()) all.Add(status);
        return all;
    }

    /// <summary>Takes everything, and lets looks hang until they are given up.</summary>
    private sealed class HesitantChannel() : ScriptedChannel(EffectGuarantee.None), IPublisher, IStatusReader
    {
        private DateTimeOffset? _together;

        public TaskCompletionSource Looking { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Stands { get; set; }

        // All looks are due in the same moment, so that one turn claims them together.
        public new ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
        {
            var now = request.Context.Clock.GetUtcNow();
            var together = _together ??= now + TimeSpan.FromSeconds(2);
            return ValueTask.FromResult(Show(request, new Outcome.Accepted("h", together - now, TimeSpan.FromDays(1))));
        }

        public async ValueTask<Observation> LookAsync(PublishRequest request, string? handle, CancellationToken cancellationToken)
        {
            if (Stands) return new Observation(ObservedState.Live, Receipt: new Receipt("found"));
            Looking.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return new Observation(ObservedState.Pending);
        }
    }
}
