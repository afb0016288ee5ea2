using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Documents;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>A corrected fact: every place that shows the older version, and how far it is.</summary>
public sealed class CorrectionTests
{
    private static readonly TrailActor Humas = new("Humas", "Salah ketik");

    [Fact]
    public async Task What_can_be_changed_is_changed_and_a_second_time_nothing_happens()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        Tell(office, "08:00 WIB", 1);
        await office.PublishAsync();
        Tell(office, "09:00 WIB", 2);

        var before = await office.Client.CorrectionProgressAsync(Reading(office), "jam");
        Assert.Equal((CorrectionState.Waiting, null), (Assert.Single(before.Places).State, before.Places[0].WaitsFor));
        var report = await office.Client.CorrectAsync(Reading(office), "jam", Humas);
        var again = await office.Client.CorrectAsync(Reading(office), "jam", Humas);

        Assert.Equal((1, 1, true, 1), (report.Corrected, report.Run?.Revised, report.IsComplete, again.Corrected));
        Assert.Equal(2, channel.Effects.Count);
        Assert.Contains("09.00", channel.Effects[1], StringComparison.Ordinal);
        var note = await office.Client.TrailAsync().SingleAsync(e => e.Kind == "corrected");
        Assert.Equal(("jam", Humas), (note.Cause, note.Actor));
    }

    [Fact]
    public async Task What_is_not_public_yet_is_replaced_and_is_no_place()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        Tell(office, "08:00 WIB", 1);
        await office.EnqueueAsync();
        Tell(office, "09:00 WIB", 2);

        var report = await office.Client.CorrectAsync(Reading(office), "jam", Humas);

        Assert.Empty(report.Places);
        Assert.Contains("09.00", Assert.Single(channel.Effects), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_can_be_changed_or_taken_back_a_person_decides()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None, Operations.Publish);
        await using var office = new SmallOffice(channel);
        Tell(office, "08:00 WIB", 1);
        await office.PublishAsync();
        Tell(office, "09:00 WIB", 2);

        var place = Assert.Single((await office.Client.CorrectAsync(Reading(office), "jam", Humas)).Places);
        Assert.Equal((CorrectionState.NeedsPerson, WaitReason.Person, DispatchingProblems.CannotRevise), (place.State, place.WaitsFor, place.Problem?.Code));
        Assert.Contains("outreach retract", ProblemText.Mend(place.Problem!, System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

        // Whoever lets it stand is told that the older version stands there.
        Assert.Empty(await office.Client.ResolveAsync(place.Delivery!.Value, null, Humas));
        place = Assert.Single((await office.Client.CorrectAsync(Reading(office), "jam", Humas)).Places);
        Assert.Equal((CorrectionState.NeedsPerson, DispatchingProblems.LeftStanding), (place.State, place.Problem?.Code));
        Assert.Single(channel.Effects);
    }

    [Fact]
    public async Task What_is_no_longer_planned_and_what_nobody_can_prove_needs_a_person()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        Tell(office, "08:00 WIB", 1);
        channel.Script.Enqueue(r => channel.Show(r, new Outcome.Unknown()));
        await office.PublishAsync();
        Tell(office, "09:00 WIB", 2);
        var unproven = Assert.Single((await office.Client.CorrectAsync(Reading(office), "jam", Humas)).Places);
        Assert.Equal((CorrectionState.NeedsPerson, WaitReason.Person, 1L), (unproven.State, unproven.WaitsFor, unproven.Delivery));

        Assert.Empty(await office.Client.ResolveAsync(1, "papan/1", Humas));
        Assert.True((await office.Client.CorrectAsync(Reading(office), "jam", Humas)).IsComplete);
        Tell(office, "10:00 WIB", 3);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign(change: a => a with { Accounts = [], Materials = [] })] };
        var unplanned = Assert.Single((await office.Client.CorrectAsync(Reading(office), "jam", Humas)).Places);
        Assert.Equal((CorrectionState.NeedsPerson, DispatchingProblems.NoLongerPlanned), (unplanned.State, unplanned.Problem?.Code));
    }

    [Fact]
    public async Task A_fact_that_rests_on_the_corrected_one_is_corrected_with_it()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        Tell(office, "08:00 WIB", 1, cited: "jam-buka");
        await office.PublishAsync();
        Tell(office, "09:00 WIB", 2, cited: "jam-buka");

        var report = await office.Client.CorrectAsync(Reading(office), "jam", Humas);

        Assert.Equal((1, 1), (report.Places.Count, report.Corrected));
        Assert.Contains("09.00", channel.Effects[1], StringComparison.Ordinal);
    }

    private static void Tell(SmallOffice office, string hour, int version, string cited = "jam")
    {
        Fact Of(string id, string value, params string[] basedOn) =>
            new() { Id = id, Type = FactType.Time, Value = value, Version = version, Source = "SK 1/2024", Status = FactStatus.Verified, VerifiedBy = "Kasubbag Teknis", VerifiedOn = new DateOnly(2024, 1, 2), BasedOn = basedOn };

        office.Model = office.Model with { Facts = [Of("jam", hour), Of("jam-buka", "", "jam") with { Version = 1 }] };
        office.Body($"Buka pukul {{fact:{cited}}}.");
    }

    private static WorkspaceReading Reading(SmallOffice office) => new() { Root = ".", Model = office.Model, Places = new Nowhere() };

    private sealed class Nowhere : IPlaceFinder
    {
        public Place Find(object element, string? member = null) => Place.Unknown;
    }
}
