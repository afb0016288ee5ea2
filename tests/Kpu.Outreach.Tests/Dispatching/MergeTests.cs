using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>Re-planning is a merge: what is public is revised, never published a second time.</summary>
public sealed class MergeTests
{
    [Fact]
    public async Task A_changed_text_that_is_public_is_revised_where_it_stands()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        await office.PublishAsync();

        office.Body("Isi yang diperbaiki.");
        var run = await office.PublishAsync();
        var third = await office.PublishAsync();

        Assert.Equal((0, 1, 1), (run.Published, run.Revised, run.Enqueued?.Revised ?? 1));
        Assert.Equal((0, 0), (third.Published, third.Revised));
        Assert.Equal(["publish", "revise"], channel.Effects.Select(e => e.Split(' ')[0]));
    }

    [Fact]
    public async Task A_changed_text_that_has_not_gone_out_is_replaced_and_goes_out_once()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        await office.EnqueueAsync();

        office.Body("Isi yang diperbaiki.");
        var merged = await office.EnqueueAsync();
        await office.Client.RunAsync();

        Assert.Equal(1, merged.Replaced);
        Assert.Contains("diperbaiki", Assert.Single(channel.Effects));
    }

    [Fact]
    public async Task Another_moment_moves_what_has_not_gone_out()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        await office.EnqueueAsync();

        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign("2024-01-12T10:00")] };
        var merged = await office.EnqueueAsync();
        await office.Client.RunAsync();

        Assert.Equal(1, merged.Retimed);
        Assert.Equal(new DateTimeOffset(2024, 1, 12, 3, 0, 0, TimeSpan.Zero), Assert.Single(channel.Calls));
    }

    [Fact]
    public async Task What_is_removed_before_it_went_out_is_cancelled_and_may_come_back()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        await office.EnqueueAsync();
        var whole = office.Model;

        office.Model = whole with { Campaigns = [SmallOffice.Campaign(change: a => a with { Accounts = [], Materials = [] })] };
        var removed = await office.EnqueueAsync();
        await office.Client.RunAsync();
        Assert.Equal(1, removed.Cancelled);
        Assert.Empty(channel.Effects);

        office.Model = whole;
        await office.PublishAsync();
        Assert.Single(channel.Effects);
        Assert.Equal([DeliveryState.Cancelled, DeliveryState.Published], (await office.StatusAsync()).Select(s => s.State));
    }

    [Fact]
    public async Task What_is_removed_after_it_went_out_stays()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        await office.PublishAsync();

        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign(change: a => a with { Accounts = [], Materials = [] })] };
        var run = await office.PublishAsync();

        Assert.Equal((0, 0, 0), (run.Published, run.Revised, run.Retracted));
        Assert.Equal(PublicationState.Live, (await office.OnlyAsync()).PublicationState);
    }

    [Fact]
    public async Task Where_nothing_can_be_changed_a_person_decides()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None, Operations.Publish);
        await using var office = new SmallOffice(channel);
        await office.PublishAsync();

        office.Body("Isi yang diperbaiki.");
        var run = await office.PublishAsync();
        Assert.Equal((0, 1), (run.Revised, run.NeedsPerson));
        var waiting = (await office.StatusAsync())[1];
        Assert.Equal((WaitReason.Person, DispatchingProblems.CannotRevise), (waiting.WaitsFor, waiting.Problem?.Code));

        // The person lets it stand; the same change is not asked about again.
        Assert.Empty(await office.Client.ResolveAsync(waiting.Delivery, null, new TrailActor("Operator")));
        var again = await office.PublishAsync();
        Assert.Equal((0, 0), (again.Revised, again.NeedsPerson));
        Assert.Single(channel.Effects);
    }

    [Fact]
    public async Task A_repeat_is_its_own_publication_and_keeps_its_number_when_dates_move()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign(change: a => a with { Repeat = new RepeatRule(7, 3) })] };
        await office.PublishAsync();
        Assert.Equal(["unggah", "unggah#2", "unggah#3"], (await office.StatusAsync()).Select(s => s.Key.Occurrence));

        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign("2024-01-11T09:00", change: a => a with { Repeat = new RepeatRule(5, 3) })] };
        var moved = await office.PublishAsync();
        Assert.Equal((0, 3), (moved.Published, channel.Effects.Count));
    }

    [Fact]
    public async Task What_was_taken_back_is_not_published_again_by_planning()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        await office.PublishAsync();
        var status = await office.OnlyAsync();

        Assert.Empty(await office.Client.RetractAsync(status.Publication, new TrailActor("Operator")));
        await office.Client.RunAsync();
        office.Body("Isi lain.");
        await office.PublishAsync();

        Assert.Equal(["publish", "retract"], channel.Effects.Select(e => e.Split(' ')[0]));
        Assert.Equal(PublicationState.Withdrawn, (await office.StatusAsync())[0].PublicationState);
    }

    [Fact]
    public async Task A_change_that_was_taken_back_may_come_again()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        await office.PublishAsync();
        foreach (var body in new[] { "Isi kedua.", "Isi pertama.", "Isi kedua." })
        {
            office.Body(body);
            await office.EnqueueAsync();
        }

        await office.Client.RunAsync();
        Assert.Contains("kedua", channel.Effects[^1]);
    }

    [Fact]
    public async Task What_expired_goes_out_when_it_is_given_a_new_moment()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        Activity Late(Activity a) => a with { Late = LatePolicy.Expire, GoodFor = TimeSpan.FromHours(1) };
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign(change: Late)] };
        await office.EnqueueAsync();
        office.Clock.JumpTo(SmallOffice.Morning.AddHours(5));
        Assert.Equal(1, (await office.Client.RunAsync()).Expired);

        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign("2024-01-10T15:00", change: Late)] };
        await office.PublishAsync();
        Assert.Single(channel.Effects);
    }

    [Fact]
    public async Task A_text_known_to_be_old_is_not_published_first()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        channel.Script.Enqueue(_ => new Outcome.Unknown());
        await using var office = new SmallOffice(channel);
        await office.PublishAsync();

        // Nobody knows whether it is public: the correction waits behind it.
        office.Body("Isi yang diperbaiki.");
        await office.PublishAsync();
        Assert.Equal(WaitReason.Predecessor, (await office.StatusAsync())[1].WaitsFor);

        await office.Client.ResolveAsync(1, null, new TrailActor("Operator"));
        await office.Client.RunAsync();
        Assert.StartsWith("publish", Assert.Single(channel.Effects));
        Assert.Contains("diperbaiki", channel.Effects[0]);
    }

    [Fact]
    public async Task After_an_unknown_outcome_another_text_is_a_revision_and_never_a_second_post()
    {
        var channel = new ScriptedChannel(new EffectGuarantee { RepeatSafeFor = TimeSpan.FromHours(24) });
        await using var office = new SmallOffice(channel);
        var hold = Task.FromResult(0L);
        channel.Script.Enqueue(request =>
        {
            // The answer is lost, and before the repeat is due somebody holds everything.
            hold = office.Client.HoldAsync(HoldScope.Everything, "", new TrailActor("Ketua"));
            return channel.Show(request, new Outcome.Unknown());
        });
        await office.PublishAsync();

        office.Body("Isi yang diperbaiki.");
        await office.EnqueueAsync();
        await office.Client.ReleaseAsync(await hold, new TrailActor("Ketua"));
        await office.Client.RunAsync();

        // The repeat carried the first text and its key; the platform showed it once.
        Assert.Equal(["publish", "publish", "revise"], channel.Effects.Select(e => e.Split(' ')[0]));
        Assert.Equal(channel.Effects[0], channel.Effects[1]);
    }

    [Fact]
    public async Task A_plan_of_a_workspace_leaves_what_was_published_by_a_call_alone()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        await using var client = OutreachClient.Create(o => o.UseLedger(_ => office.SharedLedger()).AddChannel(channel).AddAccount(office.Model.Accounts[0]).Clock = office.Clock);
        channel.Script.Enqueue(_ => new Outcome.NeedsReconnect());
        await client.PublishAsync(new Material("langsung", "Langsung", "Isi langsung."), "akun", "Humas");

        await office.EnqueueAsync();
        Assert.Equal(WaitReason.Credential, (await office.StatusAsync())[0].WaitsFor);
    }

    [Fact]
    public async Task A_fact_that_is_settled_lets_go_what_waited_for_it()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        var fact = new Fact { Id = "hari", Type = FactType.Date, Value = "2024-02-14", Source = "PKPU 3/2022", Status = FactStatus.Verified };
        office.Model = office.Model with { Facts = [fact] };
        office.Body("Pemungutan suara: {fact:hari}.");
        await office.EnqueueAsync();
        await office.DoubtAsync("hari");
        await office.Client.RunAsync();
        Assert.Equal(WaitReason.Fact, (await office.OnlyAsync()).WaitsFor);

        await office.PublishAsync();
        Assert.Single(channel.Effects);
    }
}
