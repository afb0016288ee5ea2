using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>Limits: buckets shared through the ledger, fed by the platform; a deferral costs no attempt, and one throttled account never blocks another.</summary>
public sealed class LimitTests
{
    private static readonly LimitDescriptor TwoInTenSeconds = new() { Name = "posts", Permits = 2, Per = TimeSpan.FromSeconds(10) };

    [Fact]
    public async Task A_bucket_lets_out_what_is_in_it_and_refills_evenly()
    {
        var channel = new LimitedChannel(TwoInTenSeconds);
        await using var office = Office(channel, accounts: 1, materials: 5);

        var run = await office.PublishAsync();

        Assert.Equal((5, 0), (run.Published, run.NeedsPerson));
        Assert.Equal([0, 0, 5, 10, 15], channel.SecondsOf("akun1"));
        Assert.All(await office.StatusAsync(), s => Assert.Equal(0, s.Attempts));
    }

    [Fact]
    public async Task One_throttled_account_never_blocks_another()
    {
        var channel = new LimitedChannel(TwoInTenSeconds) { Throttled = "akun2" };
        await using var office = Office(channel, accounts: 3, materials: 2);

        await office.PublishAsync();

        Assert.Equal([0, 0], channel.SecondsOf("akun1"));
        Assert.Equal([0, 0], channel.SecondsOf("akun3"));
        Assert.Equal([60, 60], channel.SecondsOf("akun2"));
        Assert.All(await office.StatusAsync(), s => Assert.Equal(0, s.Attempts));
    }

    [Fact]
    public async Task Whoever_shares_an_application_shares_its_limit()
    {
        var channel = new LimitedChannel(TwoInTenSeconds with { Sharer = LimitSharer.Setting, Setting = "app" });
        await using var office = Office(channel, accounts: 4, materials: 1);
        office.Model = office.Model with { Accounts = [.. office.Model.Accounts.Select((a, i) => a with { Settings = new Dictionary<string, string> { ["app"] = i < 3 ? "satu" : "dua" } })] };

        await office.PublishAsync();

        Assert.Equal([0, 0, 0, 5], Enumerable.Range(1, 4).SelectMany(i => channel.SecondsOf("akun" + i)).Order());
        Assert.Equal([0], channel.SecondsOf("akun4"));
    }

    [Fact]
    public async Task What_the_platform_says_counts_more_than_what_was_declared()
    {
        var channel = new LimitedChannel(TwoInTenSeconds) { NothingLeftFor = TimeSpan.FromSeconds(90) };
        await using var office = Office(channel, accounts: 1, materials: 2);

        await office.PublishAsync();

        Assert.Equal([0, 90], channel.SecondsOf("akun1"));
    }

    [Fact]
    public async Task The_first_says_that_a_limit_is_in_the_way_and_until_when()
    {
        var channel = new LimitedChannel(TwoInTenSeconds with { Permits = 1, Per = TimeSpan.FromDays(40) });
        await using var office = Office(channel, accounts: 1, materials: 3);
        await office.EnqueueAsync();
        await using var worker = Beside(office, channel, new StandingClock());

        var run = await worker.RunAsync(TimeSpan.Zero);

        Assert.Equal(1, run.Published);
        var waiting = (await office.StatusAsync()).Where(s => s.State == DeliveryState.Waiting).ToList();
        Assert.Equal([WaitReason.Limit, WaitReason.Turn], waiting.Select(s => s.WaitsFor!.Value).Order());
        Assert.Equal(SmallOffice.Morning.AddDays(40), waiting.Single(s => s.WaitsFor == WaitReason.Limit).Due);
    }

    [Fact]
    public async Task What_was_drawn_is_known_after_a_restart()
    {
        var channel = new LimitedChannel(TwoInTenSeconds with { Permits = 1, Per = TimeSpan.FromMinutes(1) });
        await using var office = Office(channel, accounts: 1, materials: 1);
        await office.PublishAsync();
        office.Model = Model(office, accounts: 1, materials: 2);
        await using var second = Beside(office, channel, office.Clock);
        var review = await second.ValidateAsync(office.Model);
        await second.EnqueueAsync(second.Plan(review));

        await second.RunAsync();

        Assert.Equal([0, 60], channel.SecondsOf("akun1"));
    }

    private static SmallOffice Office(LimitedChannel channel, int accounts, int materials)
    {
        var office = new SmallOffice(channel);
        office.Model = Model(office, accounts, materials);
        return office;
    }

    private static OutreachClient Beside(SmallOffice office, LimitedChannel channel, TimeProvider clock) => OutreachClient.Create(o =>
    {
        o.UseLedger(async _ => await office.SharedLedger());
        o.Clock = clock;
        o.AddChannel(channel);
        foreach (var account in office.Model.Accounts) o.AddAccount(account);
    });

    private static OutreachModel Model(SmallOffice office, int accounts, int materials)
    {
        var names = Enumerable.Range(1, materials).Select(i => "kabar" + i).ToList();
        return office.Model with
        {
            Accounts = [.. Enumerable.Range(1, accounts).Select(i => new Account { Key = "akun" + i, Channel = office.Channels[0].Descriptor.Key, Office = SmallOffice.City })],
            Materials = [.. names.Select(n => new Material(n, n, "Isi " + n))],
            Campaigns = [SmallOffice.Campaign("2024-01-10T07:30", change: a => a with { Materials = names })],
        };
    }

    private sealed class LimitedChannel(LimitDescriptor limit) : ChannelAdapter, IPublisher
    {
        private readonly List<(string Account, DateTimeOffset At)> _effects = [];
        private bool _told;

        public string? Throttled { get; init; }

        public TimeSpan? NothingLeftFor { get; init; }

        public override ChannelDescriptor Descriptor { get; } = new()
        {
            Key = new ChannelKey("terbatas"), DisplayName = "Terbatas", LongestCall = TimeSpan.FromSeconds(5), Limits = [limit],
            Settings = [new SettingDescriptor("app", "Aplikasi")],
            Placements = [new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile(), Operations = Operations.Publish, Guarantee = EffectGuarantee.None }],
        };

        public IEnumerable<int> SecondsOf(string account)
        {
            lock (_effects) return [.. _effects.Where(e => e.Account == account).Select(e => (int)Math.Round((e.At - SmallOffice.Morning).TotalSeconds)).Order()];
        }

        public ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
        {
            var now = request.Context.Clock.GetUtcNow();
            lock (_effects)
            {
                if (request.Account.Key == Throttled && !_told)
                {
                    _told = true;
                    return ValueTask.FromResult<Outcome>(new Outcome.Deferred(now.AddSeconds(60), "akun") { Scope = OutcomeScope.Account });
                }

                _effects.Add((request.Account.Key, now));
            }

            IReadOnlyList<LimitReading> said = NothingLeftFor is { } pause ? [new LimitReading("posts", 0, now + pause)] : [];
            return ValueTask.FromResult<Outcome>(new Outcome.Done(new Receipt("ada")) { Limits = said });
        }
    }

    /// <summary>A real clock that stands still: nothing is jumped to.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => SmallOffice.Morning;
    }
}
