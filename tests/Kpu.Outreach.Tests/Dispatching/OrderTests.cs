using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>Order where it is asked for: between what an account publishes, and between the parts of a thread.</summary>
public sealed class OrderTests
{
    private const string Thread = "Kalimat pertama yang cukup panjang untuk satu unggahan. Kalimat kedua juga cukup panjang untuk sendiri. Kalimat ketiga melanjutkan utas ini dengan tenang dan runtut. Kalimat keempat menutup utas ini bagi semua pembaca setia.";
    private static readonly EffectGuarantee Searchable = new() { FoundBy = EffectProof.Search, AbsentAfter = TimeSpan.FromMinutes(1) };
    private static readonly TrailActor Operator = new("Operator");

    public static TheoryData<string, bool> ComesBack => new()
    {
        { "deferred", true }, { "deferred", false }, { "failed", true }, { "failed", false }, { "accepted", true }, { "accepted", false }, { "unknown", true }, { "unknown", false },
    };

    [Theory]
    [MemberData(nameof(ComesBack))]
    public async Task What_comes_back_by_itself_keeps_later_ones_back_where_the_channel_keeps_order(string how, bool keepsOrder)
    {
        var channel = new SearchableChannel(Searchable) { KeepsOrder = keepsOrder };
        channel.Script.Enqueue(r => how switch
        {
            "deferred" => new Outcome.Deferred(SmallOffice.Morning.AddHours(5), "lain"),
            "failed" => new Outcome.Failed(),
            "accepted" => new Outcome.Accepted("h", TimeSpan.FromMinutes(1), TimeSpan.FromHours(9)),
            _ => new Outcome.Unknown(),
        });
        for (var i = 0; i < 30; i++) channel.Seen.Enqueue(how == "accepted" && i > 3 ? ObservedState.Failed : ObservedState.Absent);
        await using var office = Office(channel, TimeSpan.FromMilliseconds(500));

        var run = await office.PublishAsync();

        Assert.True(run.IsComplete, run.ToString());
        var order = channel.Effects.Select(e => e.Split(' ')[^1]).ToList();
        Assert.Equal(3, order.Count);
        Assert.Equal(keepsOrder, order.SequenceEqual(["satu.", "dua.", "tiga."]));
        Assert.Equal(keepsOrder, await office.Client.TrailAsync().AnyAsync(e => e is { Kind: "moved", To: "waiting:turn", Cause: "order" }));
    }

    [Fact]
    public async Task What_waits_for_a_person_keeps_nobody_back()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None) { KeepsOrder = true };
        channel.Script.Enqueue(_ => new Outcome.Unknown());
        await using var office = Office(channel, TimeSpan.FromHours(1));
        await office.EnqueueAsync();
        await office.Client.HoldAsync(HoldScope.Delivery, "2", Operator);

        await office.Client.RunAsync();

        Assert.Equal([WaitReason.Person, WaitReason.Hold, null], (await office.StatusAsync()).Select(s => s.WaitsFor));
        Assert.Single(channel.Effects);
    }

    [Fact]
    public async Task What_is_due_together_goes_in_the_order_of_its_intended_moments()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None) { KeepsOrder = true };
        await using var office = Office(channel, TimeSpan.FromHours(1));
        await office.EnqueueAsync();
        var hold = await office.Client.HoldAsync(HoldScope.Delivery, "1", Operator);
        office.Clock.JumpTo(SmallOffice.Morning.AddDays(1));

        // Released last, it is due last, and is still the first.
        await office.Client.ReleaseAsync(hold, Operator);
        await office.Client.RunAsync();

        Assert.Equal(["satu.", "dua.", "tiga."], channel.Effects.Select(e => e.Split(' ')[^1]));
    }

    [Fact]
    public async Task A_partial_thread_waits_for_the_proof_of_its_missing_part()
    {
        var channel = new SearchableChannel(Searchable, parts: 5);
        channel.Script.Enqueue(r => channel.Show(r));
        channel.Script.Enqueue(r => channel.Show(r, new Outcome.Unknown()));
        channel.Seen.Enqueue(ObservedState.CannotTell);
        channel.Seen.Enqueue(ObservedState.Absent);
        channel.Seen.Enqueue(ObservedState.Live);
        await using var office = new SmallOffice(channel);
        office.Body(Thread);

        Assert.True((await office.PublishAsync()).IsComplete);

        Assert.Equal(["0", "1", "2"], channel.Effects.Select(e => e.Split(' ')[2]).Take(3));
        Assert.Equal(channel.Effects.Count, channel.Effects.Distinct().Count());
        var entries = await office.Client.TrailAsync().Where(e => e.Delivery == 1).ToListAsync();
        var (proven, third) = (entries.FindIndex(e => e is { Kind: "observed", To: "live" }), entries.FindIndex(e => e is { Kind: "moved", To: "inFlight", Part: 2 }));
        Assert.True(proven >= 0 && third > proven, "The third part began before the second was proven.");
    }

    [Fact]
    public async Task A_partial_thread_whose_missing_part_nobody_can_prove_waits_for_a_person()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None, parts: 5);
        channel.Script.Enqueue(r => channel.Show(r));
        channel.Script.Enqueue(r => channel.Show(r, new Outcome.Unknown()));
        await using var office = new SmallOffice(channel);
        office.Body(Thread);

        await office.PublishAsync();
        await office.PublishAsync();
        Assert.Equal([DeliveryState.Published, DeliveryState.Uncertain, DeliveryState.Waiting], (await office.StatusAsync()).Select(s => s.State).Take(3));
        Assert.Equal((2, PublicationState.Partly), (channel.Effects.Count, (await office.StatusAsync())[0].PublicationState));

        Assert.Empty(await office.Client.ResolveAsync(1, "papan/2", Operator, part: 1));
        Assert.True((await office.Client.RunAsync()).IsComplete);
        Assert.Equal(channel.Effects.Count, channel.Effects.Select(e => e.Split(' ')[2]).Distinct().Count());
    }

    /// <summary>Three posts on one account, so far apart.</summary>
    private static SmallOffice Office(ScriptedChannel channel, TimeSpan apart)
    {
        var office = new SmallOffice(channel);
        string[] told = ["satu", "dua", "tiga"];
        var campaign = SmallOffice.Campaign();
        var first = campaign.Activities[0].When!.Value;
        office.Model = office.Model with
        {
            Materials = [.. told.Select(t => new Material(t, "Kabar", $"Isi {t}."))],
            Campaigns = [campaign with { Activities = [.. told.Select((t, i) => campaign.Activities[0] with { Id = t, Materials = [t], When = first + (apart * i) })] }],
        };
        return office;
    }
}
