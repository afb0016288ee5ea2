using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>Whatever a platform answers and whatever persons do in between: nothing is lost, nothing is published twice, nothing goes through a closed gate.</summary>
public sealed class AnyOrderTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 100).Select(i => i * 2)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Nothing_is_lost_or_doubled(int seed)
    {
        var random = new Seeded((ulong)seed);
        var guarantee = random.Next(2) == 0 ? EffectGuarantee.None : new EffectGuarantee { FoundBy = EffectProof.Search, AbsentAfter = TimeSpan.FromMinutes(1) };
        var channel = new HonestChannel(guarantee, random);
        await using var office = new SmallOffice(channel);
        office.Model = office.Model with
        {
            Campaigns = [SmallOffice.Campaign(approval: new ApprovalPolicy(random.Next(2) == 0 ? ApprovalMode.ByPlanning : ApprovalMode.ByPerson), change: a => a with { Repeat = new RepeatRule(1, 4) })],
        };
        var holds = new List<long>();
        var retracted = new HashSet<PublicationKey>();
        for (var step = 0; step < 12; step++)
        {
            switch (random.Next(8))
            {
                case 5 when (await office.StatusAsync()) is { Count: > 0 } standing:
                    var one = standing[random.Next(standing.Count)];
                    await office.Client.RetractAsync(one.Publication, new TrailActor("Operator"));
                    retracted.Add(one.Key);
                    break;
                case 0:
                    office.Body("Isi nomor " + step + ".");
                    await office.EnqueueAsync();
                    break;
                case 1:
                    foreach (var waiting in (await office.StatusAsync()).Where(s => s.WaitsFor == WaitReason.Approval).Take(2)) await office.Client.ApproveAsync($"{waiting.Delivery}", new TrailActor("Kasubbag"));
                    break;
                case 2:
                    holds.Add(await office.Client.HoldAsync(HoldScope.Everything, "", new TrailActor("Ketua")));
                    channel.IsHeld = true;
                    break;
                case 3:
                    foreach (var hold in holds) await office.Client.ReleaseAsync(hold, new TrailActor("Ketua"));
                    channel.IsHeld = false;
                    break;
                case 4:
                    office.Clock.JumpTo(office.Clock.GetUtcNow().AddHours(random.Next(30)));
                    break;
                default:
                    await office.PublishAsync();
                    break;
            }
        }

        // In the end persons do what is left to them, by looking at what really stands there.
        channel.IsFaulty = false;
        foreach (var hold in holds) await office.Client.ReleaseAsync(hold, new TrailActor("Ketua"));
        channel.IsHeld = false;
        for (var round = 0; round < 20 && (await office.StatusAsync()).Any(s => !s.State.IsFinal()); round++)
        {
            await office.PublishAsync();
            await office.Client.ApproveAsync("kampanye", new TrailActor("Kasubbag"));
            foreach (var open in (await office.StatusAsync()).Where(s => s.WaitsFor is WaitReason.Person or WaitReason.Proof))
                await office.Client.ResolveAsync(open.Delivery, channel.Shows(open.Key, open.Operation, open.Rendition) ? "dilihat" : null, new TrailActor("Operator"));
        }

        Assert.All(await office.StatusAsync(), s => Assert.True(s.State.IsFinal(), $"seed {seed}: {s.Key} is {s.State}, waits for {s.WaitsFor}"));
        Assert.Empty(channel.Breaches);
        var planned = (await office.StatusAsync()).Select(s => s.Key).Distinct().ToList();
        Assert.Equal(4, planned.Count);
        foreach (var key in planned)
        {
            if (retracted.Contains(key)) Assert.False(channel.IsPublic(key), $"seed {seed}: {key} was taken back and is public");
            else Assert.True(channel.PublishedTimes(key) == 1, $"seed {seed}: {key} was published {channel.PublishedTimes(key)} times");
        }
    }

    /// <summary>A platform that fails in every way but tells the truth when it is looked at.</summary>
    private sealed class HonestChannel(EffectGuarantee guarantee, Seeded random) : ChannelAdapter, IPublisher, IReviser, IRetractor, IStatusReader
    {
        private readonly List<(PublicationKey Key, Operations Operation, ContentHash Rendition)> _effects = [];

        public bool IsFaulty { get; set; } = true;

        public bool IsHeld { get; set; }

        public List<string> Breaches { get; } = [];

        public override ChannelDescriptor Descriptor { get; } = new()
        {
            Key = ScriptedChannel.Key, DisplayName = "Honest", LongestCall = TimeSpan.FromSeconds(5),
            Placements = [new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile(), Operations = Operations.Publish | Operations.Revise | Operations.Retract, Guarantee = guarantee }],
        };

        public int PublishedTimes(PublicationKey key) => _effects.Count(e => e.Key == key && e.Operation == Operations.Publish);

        public bool IsPublic(PublicationKey key) => _effects.FindLast(e => e.Key == key) is { Operation: not Operations.None } last && last.Operation != Operations.Retract;

        public bool Shows(PublicationKey key, Operations operation, ContentHash rendition) => _effects.Contains((key, operation, rendition));

        public ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken) => Act(request);

        public ValueTask<Outcome> ReviseAsync(PublishRequest request, CancellationToken cancellationToken) => Act(request);

        public ValueTask<Outcome> RetractAsync(PublishRequest request, CancellationToken cancellationToken) => Act(request);

        public ValueTask<Observation> LookAsync(PublishRequest request, string? handle, CancellationToken cancellationToken) => ValueTask.FromResult(
            new Observation(Shows(request.Publication, request.Operation, request.Rendition.Hash) ? ObservedState.Live : ObservedState.Absent, Receipt: new Receipt("dilihat")));

        private ValueTask<Outcome> Act(PublishRequest request)
        {
            if (IsHeld && request.Operation != Operations.Retract) Breaches.Add($"{request.Publication} went out through a hold");
            var now = request.Context.Clock.GetUtcNow();
            if (request.Operation == Operations.Publish && now < SmallOffice.Morning.AddHours(1)) Breaches.Add($"{request.Publication} went out at {now}");
            var dice = IsFaulty ? random.Next(8) : 0;
            if (dice is 0 or 1 or 5 && request.Operation == Operations.Publish && PublishedTimes(request.Publication) > 0) Breaches.Add($"{request.Publication} was published twice");
            if (dice is 0 or 1 or 5) _effects.Add((request.Publication, request.Operation, request.Rendition.Hash));
            return dice switch
            {
                2 => ValueTask.FromResult<Outcome>(new Outcome.Failed()),
                3 => ValueTask.FromResult<Outcome>(new Outcome.Deferred(now.AddMinutes(10), "account:akun")),
                4 => ValueTask.FromResult<Outcome>(new Outcome.Unknown()),
                5 => throw new TimeoutException(),
                6 => throw new HttpRequestException(HttpRequestError.ConnectionError),
                7 => ValueTask.FromResult<Outcome>(new Outcome.NeedsPerson("lihat")),
                _ => ValueTask.FromResult<Outcome>(new Outcome.Done(new Receipt("terbit"))),
            };
        }
    }
}
