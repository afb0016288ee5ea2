using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Documents;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>A person's correction where what is public cannot be changed: a note beside it, else taken back and issued anew, else a person.</summary>
public sealed class OtherWaysTests
{
    private const Operations CanAnnotate = Operations.Publish | Operations.Retract | Operations.Annotate;
    private const Operations CanReissue = Operations.Publish | Operations.Retract;
    private static readonly TrailActor Humas = new("Humas", "Salah jam");

    [Theory]
    [InlineData(CanAnnotate | Operations.Revise, "publish revise")]
    [InlineData(CanAnnotate, "publish annotate")]
    [InlineData(Operations.Publish | Operations.Annotate, "publish annotate")]
    [InlineData(CanReissue, "publish retract publish")]
    [InlineData(Operations.Publish, "publish")]
    public async Task Each_placement_is_corrected_by_the_best_it_can(Operations operations, string effects)
    {
        var channel = new ScriptedChannel(EffectGuarantee.None, operations);
        await using var office = await PublishedAsync(channel);

        // Planning alone goes no other way than to revise.
        var planned = await office.PublishAsync();
        Assert.Equal(operations.HasFlag(Operations.Revise) ? 0 : 1, planned.NeedsPerson);
        var report = await CorrectAsync(office);
        var again = await CorrectAsync(office);
        await office.PublishAsync();

        Assert.Equal(operations != Operations.Publish, report.IsComplete);
        Assert.Equal((1, report.Corrected), (report.Places.Count, again.Corrected));
        Assert.Equal(effects, string.Join(' ', channel.Effects.Select(e => e.Split(' ')[0])));
        if (operations != Operations.Publish) Assert.Contains("09.00", channel.Effects[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_says_what_is_right_now_and_the_next_version_gets_a_note_of_its_own()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None, CanAnnotate);
        await using var office = await PublishedAsync(channel);
        await CorrectAsync(office);
        Tell(office, "10:00 WIB", 3);
        var report = await CorrectAsync(office);

        Assert.True(report.IsComplete);
        Assert.Equal(3, channel.Effects.Count);
        Assert.StartsWith("annotate akun 0 Ralat: Kabar", channel.Effects[1], StringComparison.Ordinal);
        Assert.Contains("10.00", channel.Effects[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_waits_for_approval_like_any_text()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None, CanAnnotate);
        await using var office = new SmallOffice(channel);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign(approval: new ApprovalPolicy(ApprovalMode.ByPerson))] };
        Tell(office, "08:00 WIB", 1);
        await office.EnqueueAsync();
        await office.Client.ApproveAsync("1", new TrailActor("Kasubbag"));
        await office.Client.RunAsync();
        Tell(office, "09:00 WIB", 2);

        var place = Assert.Single((await CorrectAsync(office)).Places);
        Assert.Equal((CorrectionState.NeedsPerson, WaitReason.Approval), (place.State, place.WaitsFor));
        Assert.Single(channel.Effects);
        await office.Client.ApproveAsync($"{place.Delivery}", new TrailActor("Kasubbag"));

        Assert.True((await CorrectAsync(office)).IsComplete);
        Assert.Equal(2, channel.Effects.Count);
    }

    [Fact]
    public async Task A_note_that_does_not_fit_is_never_cut()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None, Operations.Publish | Operations.Annotate);
        await using var office = new SmallOffice(channel);
        var filler = new string('x', 62);
        Tell(office, "08:00 WIB", 1, filler);
        await office.PublishAsync();
        Tell(office, "09:00 WIB", 2, filler);

        var place = Assert.Single((await CorrectAsync(office)).Places);

        Assert.Equal((CorrectionState.NeedsPerson, DispatchingProblems.CannotRevise), (place.State, place.Problem?.Code));
        Assert.Single(channel.Effects);
    }

    [Fact]
    public async Task A_new_issue_waits_for_the_proof_that_the_old_one_is_gone()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None, CanReissue);
        await using var office = await PublishedAsync(channel);
        channel.Script.Enqueue(r => channel.Show(r, new Outcome.Unknown()));

        var place = Assert.Single((await CorrectAsync(office)).Places);
        Assert.Equal((CorrectionState.NeedsPerson, WaitReason.Person), (place.State, place.WaitsFor));
        Assert.Equal(WaitReason.Predecessor, (await office.StatusAsync()).Single(s => s.Key.Occurrence == "unggah~2").WaitsFor);

        // A plan and a restart in between change nothing.
        await office.ReopenAsync();
        await office.PublishAsync();
        Assert.Equal(2, channel.Effects.Count);
        Assert.Empty(await office.Client.ResolveAsync(place.Delivery!.Value, "ditarik", Humas));
        place = Assert.Single((await CorrectAsync(office)).Places);

        Assert.Equal((CorrectionState.Corrected, 2L), (place.State, place.ReissuedAs));
        Assert.Equal(3, channel.Effects.Count);
        Assert.Equal(1, (await office.StatusAsync()).Count(s => s is { Operation: Operations.Publish, Key.Occurrence: "unggah" }));
    }

    [Fact]
    public async Task What_the_channel_does_not_give_back_is_not_issued_a_second_time()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None, CanReissue);
        await using var office = await PublishedAsync(channel);
        channel.Script.Enqueue(_ => new Outcome.Rejected { Problem = Problem.Error("retract-unsupported", Place.Unknown, "scripted") });

        var place = Assert.Single((await CorrectAsync(office)).Places);
        await office.PublishAsync();

        Assert.Equal((CorrectionState.NeedsPerson, "retract-unsupported"), (place.State, place.Problem?.Code));
        Assert.Single(channel.Effects);
        Assert.Equal(DeliveryState.Cancelled, (await office.StatusAsync()).Single(s => s.Key.Occurrence == "unggah~2").State);
    }

    [Fact]
    public async Task A_new_issue_follows_later_plans_and_is_issued_anew_again()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None, CanReissue);
        await using var office = await PublishedAsync(channel);
        await CorrectAsync(office);
        Tell(office, "10:00 WIB", 3);
        await office.PublishAsync();
        Assert.Equal(3, channel.Effects.Count);

        var report = await CorrectAsync(office);

        Assert.True(report.IsComplete);
        Assert.Equal(["publish", "retract", "publish", "retract", "publish"], channel.Effects.Select(e => e.Split(' ')[0]));
        Assert.Contains("10.00", channel.Effects[^1], StringComparison.Ordinal);
        Assert.Equal("unggah~3", (await office.StatusAsync())[^1].Key.Occurrence);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign(change: a => a with { Accounts = [], Materials = [] })] };
        await office.PublishAsync();
        Assert.Equal(5, channel.Effects.Count);
    }

    [Theory]
    [InlineData(CanReissue | Operations.Revise)]
    [InlineData(CanReissue | Operations.Revise | Operations.Annotate)]
    [InlineData(CanReissue)]
    public async Task A_thread_is_left_to_a_person_where_no_note_fits(Operations operations)
    {
        var channel = new ScriptedChannel(EffectGuarantee.None, operations, parts: 5);
        await using var office = new SmallOffice(channel);
        var more = string.Concat(Enumerable.Range(1, 3).Select(i => $" Kalimat tambahan ke-{i} yang cukup panjang untuk satu unggahan sendiri."));
        Tell(office, "08:00 WIB", 1, more);
        await office.PublishAsync();
        var posts = channel.Effects.Count;
        Tell(office, "09:00 WIB", 2, more);

        Assert.Equal(CorrectionState.NeedsPerson, Assert.Single((await CorrectAsync(office)).Places).State);
        Assert.Equal(posts, channel.Effects.Count);
    }

    private static async Task<SmallOffice> PublishedAsync(ScriptedChannel channel)
    {
        var office = new SmallOffice(channel);
        Tell(office, "08:00 WIB", 1);
        await office.PublishAsync();
        Tell(office, "09:00 WIB", 2);
        return office;
    }

    private static Task<CorrectionReport> CorrectAsync(SmallOffice office) =>
        office.Client.CorrectAsync(new WorkspaceReading { Root = ".", Model = office.Model, Places = new Nowhere() }, "jam", Humas);

    private static void Tell(SmallOffice office, string hour, int version, string more = "")
    {
        office.Model = office.Model with
        {
            Facts = [new Fact { Id = "jam", Type = FactType.Time, Value = hour, Version = version, Source = "SK 1/2024", Status = FactStatus.Verified, VerifiedBy = "Kasubbag Teknis", VerifiedOn = new DateOnly(2024, 1, 2) }],
        };
        office.Body("Buka pukul {fact:jam}." + more);
    }

    private sealed class Nowhere : IPlaceFinder
    {
        public Place Find(object element, string? member = null) => Place.Unknown;
    }
}
