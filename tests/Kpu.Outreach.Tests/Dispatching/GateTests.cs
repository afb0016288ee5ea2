using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>Law 4: every gate is decided in the claim, and no path walks around it.</summary>
public sealed class GateTests
{
    private static readonly ApprovalPolicy ByPerson = new(ApprovalMode.ByPerson, "Kasubbag");

    [Fact]
    public async Task Nothing_goes_out_unapproved()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign("2024-01-10T07:00", ByPerson)] };

        var run = await office.PublishAsync();
        Assert.Equal((0, 1), (run.Published, run.NeedsPerson));
        Assert.Equal(WaitReason.Approval, (await office.OnlyAsync()).WaitsFor);

        Assert.Empty(await office.Client.ApproveAsync("1", new TrailActor("Kasubbag")));
        Assert.Equal(1, (await office.Client.RunAsync()).Published);
        Assert.Single(channel.Effects);
    }

    [Fact]
    public async Task An_approval_is_bound_to_the_text_that_was_approved()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign("2024-01-10T07:00", ByPerson)] };
        await office.EnqueueAsync();
        await office.Client.ApproveAsync("1", new TrailActor("Kasubbag"));

        office.Body("Isi yang diam-diam diganti.");
        var run = await office.PublishAsync();

        Assert.Empty(channel.Effects);
        Assert.Equal(1, run.NeedsPerson);
    }

    [Fact]
    public async Task A_withdrawn_fact_contradicts_nothing()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        var fact = new Fact { Id = "hari", Type = FactType.Date, Value = "2024-02-14", Source = "PKPU 3/2022", Status = FactStatus.Verified };
        var wrong = fact with { Id = "hari-lama", Value = "2024-02-15", Status = FactStatus.Withdrawn, Contradicts = ["hari"] };
        office.Model = office.Model with { Facts = [fact, wrong] };
        office.Body("Pemungutan suara: {fact:hari}.");

        await office.PublishAsync();

        Assert.Single(channel.Effects);
    }

    [Fact]
    public async Task The_plans_word_is_no_persons_word()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        await office.EnqueueAsync();

        // The office becomes stricter before the moment comes.
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign(approval: ByPerson)] };
        await office.EnqueueAsync();
        office.Clock.JumpTo(SmallOffice.Morning.AddHours(2));
        await office.Client.RunAsync();
        Assert.Empty(channel.Effects);

        // And trusts the plan again: nothing is left waiting.
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign()] };
        await office.PublishAsync();
        Assert.Single(channel.Effects);
    }

    [Fact]
    public async Task Two_approvers_are_two_different_persons()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign("2024-01-10T07:00", ByPerson with { Approvers = 2 })] };
        await office.EnqueueAsync();

        Assert.Empty(await office.Client.ApproveAsync("1", new TrailActor("Kasubbag")));
        Assert.Equal(PeopleProblems.ApprovedBefore, Assert.Single(await office.Client.ApproveAsync("1", new TrailActor("KASUBBAG"))).Code);
        await office.Client.RunAsync();
        Assert.Empty(channel.Effects);

        Assert.Empty(await office.Client.ApproveAsync("kampanye", new TrailActor("Sekretaris")));
        await office.Client.RunAsync();
        Assert.Single(channel.Effects);
    }

    [Theory]
    [InlineData(HoldScope.Everything, "")]
    [InlineData(HoldScope.Delivery, "1")]
    [InlineData(HoldScope.Campaign, "kampanye")]
    [InlineData(HoldScope.Office, "35")]
    [InlineData(HoldScope.Office, "35.72")]
    [InlineData(HoldScope.Channel, "scripted")]
    public async Task A_hold_stops_what_it_names_until_it_is_released(HoldScope scope, string value)
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        await office.EnqueueAsync();
        var hold = await office.Client.HoldAsync(scope, value, new TrailActor("Ketua", "diperiksa"));
        Assert.Equal(WaitReason.Hold, (await office.OnlyAsync()).WaitsFor);

        office.Clock.JumpTo(SmallOffice.Morning.AddHours(2));
        await office.Client.RunAsync();
        Assert.Empty(channel.Effects);

        Assert.Empty(await office.Client.ReleaseAsync(hold, new TrailActor("Ketua")));
        await office.Client.RunAsync();
        Assert.Single(channel.Effects);
        Assert.Equal(PeopleProblems.ReleasedBefore, Assert.Single(await office.Client.ReleaseAsync(hold, new TrailActor("Ketua"))).Code);
    }

    [Fact]
    public async Task A_hold_elsewhere_stops_nothing_here()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        await office.EnqueueAsync();
        await office.Client.HoldAsync(HoldScope.Office, "12", new TrailActor("Ketua"));
        await office.Client.RunAsync();
        Assert.Single(channel.Effects);
    }

    [Fact]
    public async Task A_quiet_period_that_forbids_is_waited_out_however_late_the_approval_comes()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        var quiet = new ElectionStage { Key = StageKey.QuietPeriod, Title = "Masa tenang", Start = new DateOnly(2024, 1, 11), End = new DateOnly(2024, 1, 12) };
        office.Model = office.Model with
        {
            Calendars = [new ElectionCalendar { Key = "uji", Title = "Uji", Kind = ElectionKind.GeneralElection, Stages = [quiet], QuietPeriodRule = PeriodRule.Forbid }],
            Campaigns = [SmallOffice.Campaign(approval: ByPerson)],
        };
        await office.EnqueueAsync();
        office.Clock.JumpTo(new DateTimeOffset(2024, 1, 11, 5, 0, 0, TimeSpan.Zero));
        await office.Client.ApproveAsync("1", new TrailActor("Kasubbag"));
        Assert.Equal(WaitReason.QuietPeriod, (await office.OnlyAsync()).WaitsFor);

        await office.Client.RunAsync();

        // Midnight in WIB after the last quiet day.
        Assert.Equal(new DateTimeOffset(2024, 1, 12, 17, 0, 0, TimeSpan.Zero), Assert.Single(channel.Calls));
    }

    [Theory]
    [InlineData(LatePolicy.Publish, DeliveryState.Published, 1)]
    [InlineData(LatePolicy.Expire, DeliveryState.Expired, 0)]
    [InlineData(LatePolicy.Ask, DeliveryState.Waiting, 0)]
    public async Task What_is_late_follows_its_policy(LatePolicy policy, DeliveryState state, int effects)
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign(change: a => a with { Late = policy, GoodFor = TimeSpan.FromHours(1) })] };
        await office.EnqueueAsync();
        office.Clock.JumpTo(SmallOffice.Morning.AddHours(6));

        var run = await office.Client.RunAsync();

        Assert.Equal((state, effects), ((await office.OnlyAsync()).State, channel.Effects.Count));
        Assert.Equal(policy == LatePolicy.Ask ? 1 : 0, run.NeedsPerson);
        Assert.Equal(policy == LatePolicy.Expire ? 1 : 0, run.Expired);
    }

    [Fact]
    public async Task After_its_campaign_nothing_goes_out()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        await office.EnqueueAsync();
        office.Clock.JumpTo(new DateTimeOffset(2025, 1, 2, 0, 0, 0, TimeSpan.Zero));

        await office.Client.RunAsync();

        Assert.Empty(channel.Effects);
        Assert.Equal(DeliveryState.Expired, (await office.OnlyAsync()).State);
    }

    [Fact]
    public async Task An_account_takes_one_call_at_a_time_and_others_do_not_wait_for_it()
    {
        var slow = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(slow);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign(change: a => a with { Repeat = new RepeatRule(1, 4) })] };
        slow.Script.Enqueue(_ => new Outcome.Deferred(SmallOffice.Morning.AddDays(10), "account:akun"));

        var run = await office.PublishAsync();

        Assert.Equal((4, true), (run.Published, run.IsComplete));
        Assert.Equal(4, slow.Effects.Count);
    }
}
