using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>What says the same as something public for a short time waits for a person; what is meant to be repeated does not.</summary>
public sealed class DuplicateTests
{
    private static readonly TrailActor Humas = new("Humas", "Memang diulang", "kpu-blitar");

    [Theory]
    [InlineData("Datang ke TPS pukul 07.00!", "datang   ke tps, pukul 07.00", true)]
    [InlineData("Datang ke TPS pukul 07.00!", "Datang ke TPS pukul 07.00 #Pemilu2024", true)]
    [InlineData("Datang ke TPS pukul 07.00!", "Datang ke TPS pukul 08.00!", false)]
    public async Task The_same_words_wait_for_a_person_whatever_small_changes_were_made(string first, string second, bool isDuplicate)
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = Office([channel], ("satu", first, "2024-01-10T09:00"), ("dua", second, "2024-01-11T09:00"));

        var run = await office.PublishAsync();

        Assert.Equal(isDuplicate ? (1, 1) : (2, 0), (run.Published, run.NeedsPerson));
        var later = (await office.StatusAsync())[1];
        Assert.Equal(isDuplicate ? WaitReason.Duplicate : null, later.WaitsFor);
        if (!isDuplicate) return;
        Assert.Equal((DispatchingProblems.LikelyDuplicate, "1", "akun"), (later.Problem?.Code, later.Problem!.Arguments[0], later.Problem.Arguments[1]));
    }

    [Fact]
    public async Task A_person_lets_it_go_out_and_only_this_one_with_this_text()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = Office([channel], ("satu", "Sama.", "2024-01-10T09:00"), ("dua", "Sama.", "2024-01-11T09:00"), ("tiga", "Sama!", "2024-01-12T09:00"));
        await office.PublishAsync();
        Assert.Equal([null, WaitReason.Duplicate, WaitReason.Duplicate], (await office.StatusAsync()).Select(s => s.WaitsFor));

        Assert.Equal(PeopleProblems.NoDuplicate, Assert.Single(await office.Client.AllowDuplicateAsync("1", Humas)).Code);
        Assert.Empty(await office.Client.AllowDuplicateAsync("2", Humas));
        Assert.Equal(1, (await office.Client.RunAsync()).Published);
        Assert.Equal([null, null, WaitReason.Duplicate], (await office.StatusAsync()).Select(s => s.WaitsFor));
        var told = await office.Client.TrailAsync().SingleAsync(e => e is { Kind: "approved", To: "duplicate" });
        Assert.Equal((2L, Humas), (told.Delivery, told.Actor));

        // It is no approval of the text: a stricter campaign still asks for one.
        office.Model = office.Model with { Campaigns = [.. office.Model.Campaigns.Select(c => c with { Approval = new ApprovalPolicy(ApprovalMode.ByPerson) })] };
        await office.EnqueueAsync();
        Assert.Empty(await office.Client.AllowDuplicateAsync("3", Humas));
        Assert.Equal(WaitReason.Approval, (await office.StatusAsync())[2].WaitsFor);
        await office.Client.RunAsync();
        Assert.Equal(2, channel.Effects.Count);
    }

    [Fact]
    public async Task A_planned_repeat_and_a_campaign_on_several_accounts_are_meant()
    {
        var (one, two) = (new ScriptedChannel(EffectGuarantee.None), new OtherChannel());
        await using var office = Office([one, two], ("satu", "Sama.", "2024-01-10T09:00"));
        Change(office, c => c with { Activities = [c.Activities[0] with { Repeat = new RepeatRule(1, 3) }] });

        var run = await office.PublishAsync();

        Assert.Equal((6, true), (run.Published, run.IsComplete));
    }

    [Theory]
    [InlineData(false, true, 3)]
    [InlineData(true, false, 3)]
    [InlineData(true, true, 1)]
    public async Task Where_the_platform_forbids_it_also_what_is_meant_waits(bool amongSisters, bool countsIntended, int published)
    {
        var channel = new ScriptedChannel(EffectGuarantee.None) { Duplicates = new DuplicateRule { AmongSisters = amongSisters, CountsIntended = countsIntended } };
        await using var office = Office([channel], ("satu", "Sama.", "2024-01-10T09:00"));
        AddSisters(office, 2);

        // All three are due in the same turn: the first goes, the others count it.
        Assert.Equal(published, (await office.PublishAsync()).Published);
        Assert.Equal(3 - published, (await office.StatusAsync()).Count(s => s.WaitsFor == WaitReason.Duplicate));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task Another_campaign_on_a_sister_account_counts_where_the_channel_says_so(bool amongSisters, int published)
    {
        var channel = new ScriptedChannel(EffectGuarantee.None) { Duplicates = new DuplicateRule { AmongSisters = amongSisters } };
        await using var office = Office([channel], ("satu", "Sama.", "2024-01-10T09:00"));
        AddSisters(office, 1);
        Change(office, c => c with { Activities = [c.Activities[0] with { Accounts = ["akun"] }] });
        var other = office.Model.Campaigns[0] with { Id = "lain", Activities = [office.Model.Campaigns[0].Activities[0] with { Id = "lain", Accounts = ["saudara1"] }] };
        office.Model = office.Model with { Campaigns = [.. office.Model.Campaigns, other] };

        Assert.Equal(published, (await office.PublishAsync()).Published);
    }

    [Fact]
    public async Task What_may_be_public_counts_and_what_was_taken_back_or_is_long_ago_does_not()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        channel.Script.Enqueue(_ => new Outcome.Unknown());
        await using var office = Office([channel], ("satu", "Sama.", "2024-01-10T09:00"), ("dua", "Sama.", "2024-01-11T09:00"), ("tiga", "Sama.", "2024-01-19T09:00"));

        await office.PublishAsync();
        var standing = await office.StatusAsync();
        Assert.Equal([DeliveryState.Uncertain, DeliveryState.Waiting, DeliveryState.Published], standing.Select(s => s.State));
        Assert.Equal(WaitReason.Duplicate, standing[1].WaitsFor);

        await office.Client.RetractAsync(3, Humas);
        await office.Client.ResolveAsync(1, null, Humas);
        await office.Client.RetractAsync(1, Humas);
        Change(office, c => c with { Activities = [.. c.Activities, c.Activities[0] with { Id = "empat", When = new DateTime(2024, 1, 20, 9, 0, 0) }] });
        await office.PublishAsync();
        Assert.Equal(DeliveryState.Published, (await office.StatusAsync())[^1].State);
    }

    [Fact]
    public async Task What_a_revision_may_say_already_counts()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = Office([channel], ("satu", "Lama.", "2024-01-10T09:00"), ("dua", "Lain.", "2024-01-11T09:00"));
        Change(office, c => c with { Activities = [c.Activities[0]] });
        await office.PublishAsync();
        channel.Script.Enqueue(_ => new Outcome.Unknown());
        office.Model = office.Model with { Materials = [.. office.Model.Materials.Select(m => m with { Body = "Sama." })] };
        Change(office, c => c with { Activities = [c.Activities[0], c.Activities[0] with { Id = "dua", Materials = ["dua"], When = new DateTime(2024, 1, 12, 9, 0, 0) }] });

        await office.PublishAsync();

        Assert.Equal([DeliveryState.Published, DeliveryState.Uncertain, DeliveryState.Waiting], (await office.StatusAsync()).Select(s => s.State));
        Assert.Equal(WaitReason.Duplicate, (await office.StatusAsync())[2].WaitsFor);
    }

    [Fact]
    public async Task A_channel_that_does_no_harm_by_it_says_the_same_twice_and_a_changed_text_is_asked_anew()
    {
        var harmless = new ScriptedChannel(EffectGuarantee.None) { Duplicates = null };
        await using var free = Office([harmless], ("satu", "Sama.", "2024-01-10T09:00"), ("dua", "Sama.", "2024-01-11T09:00"));
        Assert.Equal(2, (await free.PublishAsync()).Published);

        await using var office = Office([new ScriptedChannel(EffectGuarantee.None)], ("satu", "Sama.", "2024-01-10T09:00"), ("dua", "Sama.", "2024-01-11T09:00"));
        await office.PublishAsync();
        office.Model = office.Model with { Materials = [office.Model.Materials[0], office.Model.Materials[1] with { Body = "Lain." }] };
        Assert.Equal((1, true), ((await office.PublishAsync()).Published, (await office.StatusAsync()).All(s => s.Problem is null)));
    }

    private static SmallOffice Office(IChannelAdapter[] channels, params (string Id, string Body, string When)[] told)
    {
        var office = new SmallOffice(channels);
        var campaign = SmallOffice.Campaign();
        office.Model = office.Model with
        {
            // Without the title, which would tell the texts apart.
            Materials = [.. told.Select(t => new Material(t.Id, "Kabar", t.Body))],
            Campaigns = [campaign with { Activities = [.. told.Select(t => campaign.Activities[0] with { Id = t.Id, Materials = [t.Id], When = DateTime.Parse(t.When, System.Globalization.CultureInfo.InvariantCulture) })] }],
        };
        return office;
    }

    private static void Change(SmallOffice office, Func<Campaign, Campaign> change) => office.Model = office.Model with { Campaigns = [change(office.Model.Campaigns[0])] };

    private static void AddSisters(SmallOffice office, int count) =>
        office.Model = office.Model with { Accounts = [.. office.Model.Accounts, .. Enumerable.Range(1, count).Select(i => office.Model.Accounts[0] with { Key = $"saudara{i}" })] };

    private sealed class OtherChannel() : ScriptedChannel(EffectGuarantee.None)
    {
        public override ChannelDescriptor Descriptor => base.Descriptor with { Key = new ChannelKey("other") };
    }
}
