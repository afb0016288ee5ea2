using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>Where a campaign asks for two approvers, one person may approve alone in an emergency: that gate opens, no other, and it is seen afterwards.</summary>
public sealed class EmergencyApprovalTests
{
    private static readonly ApprovalPolicy ByTwo = new(ApprovalMode.ByPerson, "Kasubbag", 2);
    private static readonly TrailActor Alone = new("Kasubbag", "Hoaks menyebar malam ini", "kpu-blitar");

    [Fact]
    public async Task One_person_opens_the_approval_gate_and_a_second_looks_at_it_afterwards()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = Office(channel);
        await office.EnqueueAsync();
        Assert.Empty(await office.Client.ApproveAsync("1", Alone));
        await office.Client.RunAsync();
        Assert.Empty(channel.Effects);

        // Also whoever approved before in the ordinary way may call it an emergency, but does not become two persons by it.
        Assert.Empty(await office.Client.ApproveInEmergencyAsync("1", Alone));
        Assert.True((await office.OnlyAsync()).IsEmergency);
        var run = await office.Client.RunAsync();

        Assert.Equal((1, 1), (run.Published, run.Emergencies));
        Assert.Single(channel.Effects);
        Assert.True((await office.OnlyAsync()).IsEmergency);
        var told = await office.Client.TrailAsync().ToListAsync();
        Assert.Equal(Alone, Assert.Single(told, e => e is { Kind: "approved", To: "emergency" }).Actor);
        Assert.Single(told, e => e is { Kind: "moved", To: "inFlight", Cause: "emergency" });
        var rendition = (await office.OnlyAsync()).Rendition;
        await using (var session = await (await office.SharedLedger()).OpenAsync(LedgerAccess.Read, CancellationToken.None))
        {
            var row = (await session.Gates.ApprovalsAsync([rendition], CancellationToken.None)).Single(a => a.Kind == "emergency");
            Assert.Equal((Alone.By, Alone.Why, Alone.SystemUser), (row.By, row.Why, row.SystemUser));
        }

        Assert.Equal(PeopleProblems.ApprovedBefore, Assert.Single(await office.Client.ApproveInEmergencyAsync("1", Alone)).Code);
        Assert.Empty(await office.Client.ApproveAsync("1", new TrailActor("Sekretaris")));
        Assert.False((await office.OnlyAsync()).IsEmergency);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public async Task An_emergency_needs_a_reason(string? why)
    {
        await using var office = Office(new ScriptedChannel(EffectGuarantee.None));
        await office.EnqueueAsync();
        Assert.Equal(PeopleProblems.EmergencyWithoutWhy, Assert.Single(await office.Client.ApproveInEmergencyAsync("1", Alone with { Why = why })).Code);
        Assert.Equal(WaitReason.Approval, (await office.OnlyAsync()).WaitsFor);
    }

    [Fact]
    public async Task Where_one_approver_is_enough_there_is_no_emergency()
    {
        await using var office = Office(new ScriptedChannel(EffectGuarantee.None), ByTwo with { Approvers = 1 });
        await office.EnqueueAsync();
        Assert.Equal(PeopleProblems.EmergencyNotNeeded, Assert.Single(await office.Client.ApproveInEmergencyAsync("1", Alone)).Code);
    }

    [Theory]
    [InlineData("Kasubbag", " kasubbag ")]
    [InlineData("Kasubbag Caf\u00e9", "KASUBBAG CAFE\u0301")]
    public async Task The_same_person_never_counts_twice_in_whatever_spelling(string first, string again)
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = Office(channel);
        await office.EnqueueAsync();
        Assert.Empty(await office.Client.ApproveAsync("1", new TrailActor(first)));
        Assert.Equal(PeopleProblems.ApprovedBefore, Assert.Single(await office.Client.ApproveAsync("1", new TrailActor(again))).Code);
        await office.Client.RunAsync();
        Assert.Empty(channel.Effects);
    }

    [Fact]
    public async Task It_opens_no_other_gate_and_no_other_text()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = Office(channel);
        var quiet = new ElectionStage { Key = StageKey.QuietPeriod, Title = "Masa tenang", Start = new DateOnly(2024, 1, 11), End = new DateOnly(2024, 1, 12) };
        office.Model = office.Model with { Calendars = [new ElectionCalendar { Key = "uji", Title = "Uji", Kind = ElectionKind.GeneralElection, Stages = [quiet], QuietPeriodRule = PeriodRule.Forbid }] };
        await office.EnqueueAsync();
        var hold = await office.Client.HoldAsync(HoldScope.Everything, "", new TrailActor("Ketua"));
        await office.Client.ApproveInEmergencyAsync("1", Alone);
        await office.Client.RunAsync();
        Assert.Equal(WaitReason.Hold, (await office.OnlyAsync()).WaitsFor);

        office.Clock.JumpTo(new DateTimeOffset(2024, 1, 11, 5, 0, 0, TimeSpan.Zero));
        await office.Client.ReleaseAsync(hold, new TrailActor("Ketua"));
        Assert.Equal(WaitReason.QuietPeriod, (await office.OnlyAsync()).WaitsFor);

        office.Body("Isi yang diganti kemudian.");
        await office.EnqueueAsync();
        Assert.Equal(WaitReason.Approval, (await office.OnlyAsync()).WaitsFor);
        await office.Client.RunAsync();
        Assert.Empty(channel.Effects);
    }

    private static SmallOffice Office(ScriptedChannel channel, ApprovalPolicy? policy = null)
    {
        var office = new SmallOffice(channel);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign("2024-01-10T07:00", policy ?? ByTwo)] };
        return office;
    }
}
