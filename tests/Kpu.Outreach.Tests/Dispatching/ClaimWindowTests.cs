using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>What is claimed meets no gate any more: a worker whose calls are slow holds few claims.</summary>
public sealed class ClaimWindowTests
{
    [Fact]
    public async Task Slow_calls_leave_what_they_cannot_begin_soon_to_the_gates()
    {
        var clock = new CallClock();
        var channel = new SlowChannel(clock);
        await using var client = OutreachClient.Create(o =>
        {
            o.UseMemoryLedger().AddChannel(channel);
            o.InFlightAtMost = 1;
            o.Clock = clock;
        });
        channel.Client = client;
        var activity = new Activity { Id = "unggah", Method = OutreachMethod.SocialMedia, Materials = ["kabar"], Accounts = ["*"] };
        var review = await client.ValidateAsync(new OutreachModel
        {
            Offices = [new OfficeProfile { Code = OfficeCode.National }],
            Accounts = [.. Enumerable.Range(1, 40).Select(i => new Account { Key = $"akun{i}", Channel = ScriptedChannel.Key })],
            Materials = [new Material("kabar", "Kabar", "Isi.")],
            Campaigns = [new Campaign { Id = "kampanye", Title = "Kampanye", Offices = [OfficeCode.National], Activities = [activity] }],
        });
        await client.EnqueueAsync(client.Plan(review));

        var report = await client.RunAsync();

        Assert.Equal(40, report.Published);
        Assert.Equal(8, channel.Held[0]);
        Assert.All(channel.Held[^10..], held => Assert.InRange(held, 1, 2));
    }

    /// <summary>Its time passes in calls alone.</summary>
    private sealed class CallClock : TimeProvider
    {
        private TimeSpan _passed;

        public void Pass(TimeSpan time) => _passed += time;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2024, 1, 10, 1, 0, 0, TimeSpan.Zero) + _passed;
    }

    /// <summary>A platform that takes 300 ms for each call. It asks how many deliveries are claimed.</summary>
    private sealed class SlowChannel(CallClock clock) : ScriptedChannel(EffectGuarantee.RepeatSafe), IPublisher
    {
        public OutreachClient? Client { get; set; }

        public List<int> Held { get; } = [];

        public new async ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
        {
            var held = 0;
            await foreach (var status in Client!.StatusAsync(cancellationToken))
                if (status.State == DeliveryState.InFlight) held++;
            Held.Add(held);
            clock.Pass(TimeSpan.FromMilliseconds(300));
            return Show(request);
        }
    }
}
