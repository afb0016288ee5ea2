using System.Collections.Concurrent;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.PostgreSql.Tests;

/// <summary>Two workers of one office at one ledger, through the front door.</summary>
public sealed class TwoClientsTests : TestLedgers
{
    private const int Accounts = 30;
    private const int Materials = 10;

    [SkippableFact]
    public async Task Every_effect_happens_once_however_many_work()
    {
        var (database, effects) = (await DatabaseAsync(), new ConcurrentQueue<(string Worker, string Effect)>());
        var clock = new LaterClock();
        await using var one = Client(database, "satu", clock, effects);
        await using var two = Client(database, "dua", clock, effects);
        var review = await one.ValidateAsync(Model());
        Assert.True(review.IsValid, string.Join("\n", review.Errors));

        // A worker serves the accounts it knows: both read the same workspace.
        await two.ValidateAsync(Model());
        await one.EnqueueAsync(one.Plan(review));

        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await Task.WhenAll(new[] { one, two }.Select(c => Task.Run(async () =>
        {
            // Whoever finds nothing free while the other one works comes back.
            while (effects.Count < Accounts * Materials && !deadline.IsCancellationRequested) await c.RunAsync();
        })));

        Assert.Equal(Accounts * Materials, effects.Count);
        Assert.Equal(Accounts * Materials, effects.Select(e => e.Effect).Distinct().Count());
        Assert.Equal(["dua", "satu"], effects.Select(e => e.Worker).Distinct().Order(StringComparer.Ordinal));
        await one.RunAsync();
        await two.RunAsync();
        Assert.Equal(Accounts * Materials, effects.Count);
        var all = new List<DeliveryStatus>();
        await foreach (var status in one.StatusAsync()) all.Add(status);
        Assert.Equal(Accounts * Materials, all.Count);
        Assert.All(all, s => Assert.Equal(DeliveryState.Published, s.State));

        // The trail of both is one chain.
        await using var ledger = await OpenAsync();
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        var hash = default(ContentHash);
        Assert.All(await session.Trail.ReadAsync(null, 0, 100_000, None), l => Assert.Equal(l.Hash, hash = l.ComputeHash(hash)));
    }

    [SkippableFact]
    public async Task Who_joins_begins_its_round_elsewhere_and_leaves_no_account_out()
    {
        var (database, effects) = (await DatabaseAsync(), new ConcurrentQueue<(string Worker, string Effect)>());
        var clock = new LaterClock();
        await using var one = Client(database, "satu", clock, effects);
        await one.EnqueueAsync(one.Plan(await one.ValidateAsync(Model())));

        // The first is stopped at its first call, the second does the rest.
        using var stopped = new CancellationTokenSource();
        await using var two = Client(database, "dua", clock, effects, stopped);
        await one.ValidateAsync(Model());
        await two.ValidateAsync(Model());
        await two.RunAsync(stop: stopped.Token);
        Assert.InRange(effects.Count, 1, (Accounts * Materials) - 1);
        await one.RunAsync();
        var begins = effects.GroupBy(e => e.Worker).Select(g => g.First().Effect.Split(' ')[0]);
        Assert.Equal(2, begins.Distinct().Count());
        Assert.Equal(Accounts * Materials, effects.Select(e => e.Effect).Distinct().Count());
    }

    private static OutreachClient Client(string database, string worker, TimeProvider clock, ConcurrentQueue<(string Worker, string Effect)> effects, CancellationTokenSource? stop = null) => OutreachClient.Create(o =>
    {
        o.UsePostgreSql(database);
        o.Clock = clock;
        o.InFlightAtMost = 2;
        o.AddChannel(new CountingChannel(worker, effects, stop));
    });

    private static OutreachModel Model()
    {
        var city = OfficeCode.Parse("35.72");
        var materials = Enumerable.Range(1, Materials).Select(i => new Material($"kabar-{i}", $"Kabar {i}", $"Isi {i}.")).ToList();
        return new OutreachModel
        {
            Offices = [new OfficeProfile { Code = city }],
            Accounts = [.. Enumerable.Range(1, Accounts).Select(i => new Account { Key = $"akun-{i}", Channel = CountingChannel.Key, Office = city })],
            Materials = materials,
            Campaigns =
            [
                new Campaign
                {
                    Id = "kampanye", Title = "Kampanye", Offices = [city], Period = new DateSpan(new DateOnly(2024, 1, 1), new DateOnly(2024, 12, 31)),
                    Activities = [new Activity { Id = "unggah", Method = OutreachMethod.SocialMedia, When = new DateTime(2024, 1, 10, 9, 0, 0), Materials = [.. materials.Select(m => m.Id)], Accounts = ["*"] }],
                },
            ],
        };
    }

    /// <summary>Both workers' clock: it begins one minute past the moment.</summary>
    private sealed class LaterClock : TimeProvider
    {
        private readonly long _began;

        public LaterClock() => _began = GetTimestamp();

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2024, 1, 10, 2, 1, 0, TimeSpan.Zero) + GetElapsedTime(_began);
    }

    private sealed class CountingChannel(string worker, ConcurrentQueue<(string Worker, string Effect)> effects, CancellationTokenSource? stop) : ChannelAdapter, IPublisher
    {
        public static readonly ChannelKey Key = new("hitung");

        public override ChannelDescriptor Descriptor { get; } = new()
        {
            Key = Key,
            DisplayName = "Hitung",
            LongestCall = TimeSpan.FromSeconds(5),
            Placements = [new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile { Maximum = 100 }, Operations = Operations.Publish, Guarantee = EffectGuarantee.None }],
        };

        public async ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (stop is not null) await stop.CancelAsync();
            effects.Enqueue((worker, $"{request.Publication.Account} {request.Rendition.Parts[0].Text}"));
            return new Outcome.Done(new Receipt("ref-" + request.EffectKey));
        }
    }
}
