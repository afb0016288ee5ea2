using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>What a person took back stays taken back, however far it had come.</summary>
public sealed class RetractTests
{
    private static readonly TrailActor Operator = new("Operator", "keliru");

    [Fact]
    public async Task What_had_not_gone_out_never_does()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        await office.EnqueueAsync();

        Assert.Empty(await office.Client.RetractAsync(1, Operator));
        await office.PublishAsync();
        office.Body("Isi lain.");
        await office.PublishAsync();

        Assert.Empty(channel.Effects);
        Assert.Equal((DeliveryState.Cancelled, PublicationState.Withdrawn), ((await office.OnlyAsync()).State, (await office.OnlyAsync()).PublicationState));
    }

    [Fact]
    public async Task A_correction_planned_meanwhile_does_not_bring_it_back()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        await office.PublishAsync();

        await office.Client.RetractAsync(1, Operator);
        office.Body("Isi yang diperbaiki.");
        await office.PublishAsync();
        await office.PublishAsync();

        Assert.Equal(["publish", "retract"], channel.Effects.Select(e => e.Split(' ')[0]));
        Assert.Equal(PublicationState.Withdrawn, (await office.StatusAsync())[0].PublicationState);
    }

    [Fact]
    public async Task What_may_be_public_is_taken_back_as_soon_as_it_is_known()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        channel.Script.Enqueue(r => channel.Show(r, new Outcome.Unknown()));
        await using var office = new SmallOffice(channel);
        await office.PublishAsync();

        await office.Client.RetractAsync(1, Operator);
        await office.Client.RunAsync();
        Assert.Equal(WaitReason.Predecessor, (await office.StatusAsync())[1].WaitsFor);

        await office.Client.ResolveAsync(1, "https://contoh.id/1", Operator);
        await office.Client.RunAsync();

        Assert.Equal(["publish", "retract"], channel.Effects.Select(e => e.Split(' ')[0]));
    }

    [Fact]
    public async Task What_proves_never_to_have_been_public_needs_no_retraction()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        channel.Script.Enqueue(_ => new Outcome.Unknown());
        await using var office = new SmallOffice(channel);
        await office.PublishAsync();
        await office.Client.RetractAsync(1, Operator);
        await office.Client.RetractAsync(1, Operator);
        Assert.Equal(2, (await office.StatusAsync()).Count);

        await office.Client.ResolveAsync(1, null, Operator);
        await office.Client.RunAsync();
        await office.PublishAsync();

        Assert.Empty(channel.Effects);
        Assert.All(await office.StatusAsync(), s => Assert.Equal((DeliveryState.Cancelled, PublicationState.Withdrawn), (s.State, s.PublicationState)));
    }

    [Fact]
    public async Task Who_took_it_back_and_why_stands_beside_the_trail()
    {
        await using var office = new SmallOffice(new ScriptedChannel(EffectGuarantee.None));
        await office.PublishAsync();
        await office.Client.RetractAsync(1, Operator);

        var told = new List<TrailEntry>();
        await foreach (var entry in office.Client.TrailAsync()) told.Add(entry);
        Assert.Equal(Operator, Assert.Single(told, e => e.Kind == "retracted").Actor);

        // The chain holds without the person.
        await using var session = await (await office.SharedLedger()).OpenAsync(LedgerAccess.Read, CancellationToken.None);
        var hash = default(ContentHash);
        foreach (var link in await session.Trail.ReadAsync(null, 0, 99, CancellationToken.None)) Assert.Equal(hash = link.ComputeHash(hash), link.Hash);
        Assert.Equal(hash, told[^1].Hash);
    }
}
