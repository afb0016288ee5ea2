using Kpu.Outreach.Campaigns;

namespace Kpu.Outreach.Tests.Campaigns;

public sealed class ElectionCalendarTests
{
    private static ElectionCalendar Pemilu => ElectionCalendars.Find("pemilu-2024")!;

    private static ElectionCalendar Pilkada => ElectionCalendars.Find("PILKADA-2024")!;

    [Fact]
    public void The_calendars_of_2024_are_shipped()
    {
        Assert.Equal(["pemilu-2024", "pilkada-2024"], ElectionCalendars.All.Select(c => c.Key));
        Assert.Equal((ElectionKind.GeneralElection, 18), (Pemilu.Kind, Pemilu.Stages.Count));
        Assert.Equal((ElectionKind.RegionalElection, 17), (Pilkada.Kind, Pilkada.Stages.Count));
        Assert.Null(ElectionCalendars.Find("pemilu-2029"));
    }

    [Fact]
    public void Every_stage_is_complete() => Assert.All(ElectionCalendars.All, calendar =>
    {
        Assert.Equal(calendar.Stages.Count, calendar.Stages.Select(s => s.Key).Distinct().Count());
        Assert.All(calendar.Stages, stage =>
        {
            Assert.Contains(stage.Key, StageKey.Known);
            Assert.NotEmpty(stage.Title);
            Assert.StartsWith(calendar.Source!, stage.Source, StringComparison.Ordinal);
            Assert.True(stage.End is null == stage.RelativeTo is not null, $"{stage.Key}: either an end or what it depends on");
            Assert.False(stage.Start > stage.End);
            Assert.Same(stage, calendar.Find(stage.Key));
        });
    });

    [Theory]
    [InlineData("planning", "2022-06-14", "2024-06-14")]
    [InlineData("partyRegistration", "2022-07-29", "2022-12-13")]
    [InlineData("voterList", "2022-10-14", "2023-06-21")]
    [InlineData("nominationPresident", "2023-10-19", "2023-11-25")]
    [InlineData("campaign", "2023-11-28", "2024-02-10")]
    [InlineData("quietPeriod", "2024-02-11", "2024-02-13")]
    [InlineData("voting", "2024-02-14", "2024-02-14")]
    [InlineData("recapitulation", "2024-02-15", "2024-03-20")]
    [InlineData("resultDetermination", null, null)]
    [InlineData("oathTakingDprd", null, null)]
    [InlineData("oathTakingParliament", "2024-10-01", "2024-10-01")]
    [InlineData("oathTakingPresident", "2024-10-20", "2024-10-20")]
    public void Stages_of_the_general_election(string key, string? start, string? end) => AssertStage(Pemilu, key, start, end);

    [Theory]
    [InlineData("planning", null, "2024-01-26")]
    [InlineData("schedulePlanning", null, "2024-11-18")]
    [InlineData("candidateAnnouncement", "2024-08-24", "2024-08-26")]
    [InlineData("candidateRegistration", "2024-08-27", "2024-08-29")]
    [InlineData("campaign", "2024-09-25", "2024-11-23")]
    [InlineData("quietPeriod", "2024-11-24", "2024-11-26")]
    [InlineData("voting", "2024-11-27", "2024-11-27")]
    [InlineData("counting", "2024-11-27", "2024-12-16")]
    [InlineData("resultDetermination", null, null)]
    public void Stages_of_the_regional_election(string key, string? start, string? end) => AssertStage(Pilkada, key, start, end);

    [Fact]
    public void The_quiet_period_fills_the_days_between_campaign_and_voting() => Assert.All(ElectionCalendars.All, calendar =>
    {
        var quiet = calendar.Find(StageKey.QuietPeriod)!;
        Assert.Equal(calendar.Find(StageKey.Campaign)!.End!.Value.AddDays(1), quiet.Start);
        Assert.Equal(calendar.Find(StageKey.Voting)!.Start!.Value.AddDays(-1), quiet.End);
    });

    [Fact]
    public void From_30_November_2023_it_is_76_days_to_the_vote() =>
        Assert.Equal(76, Pemilu.Find(StageKey.Voting)!.Start!.Value.DayNumber - new DateOnly(2023, 11, 30).DayNumber);

    [Theory]
    [InlineData("quietPeriod", "2024-02-10", StageStatus.Upcoming)]
    [InlineData("quietPeriod", "2024-02-11", StageStatus.Running)]
    [InlineData("quietPeriod", "2024-02-13", StageStatus.Running)]
    [InlineData("quietPeriod", "2024-02-14", StageStatus.Done)]
    [InlineData("voting", "2024-02-13", StageStatus.Upcoming)]
    [InlineData("voting", "2024-02-14", StageStatus.Running)]
    [InlineData("voting", "2024-02-15", StageStatus.Done)]
    [InlineData("resultDetermination", "2024-02-15", StageStatus.Unknown)]
    [InlineData("oathTakingDprd", "2030-01-01", StageStatus.Unknown)]
    public void A_stage_runs_on_both_of_its_ends(string key, string day, StageStatus status) =>
        Assert.Equal(status, Pemilu.Find(new StageKey(key))!.StatusOn(Day(day)!.Value));

    [Theory]
    [InlineData("2020-01-01", StageStatus.Running)]
    [InlineData("2024-01-26", StageStatus.Running)]
    [InlineData("2024-01-27", StageStatus.Done)]
    public void A_stage_without_a_start_has_begun(string day, StageStatus status) =>
        Assert.Equal(status, Pilkada.Find(StageKey.Planning)!.StatusOn(Day(day)!.Value));

    [Theory]
    [InlineData("2024-09-30", StageStatus.Upcoming)]
    [InlineData("2024-10-01", StageStatus.Unknown)]
    public void A_stage_without_an_end_is_unknown_once_begun(string day, StageStatus status) =>
        Assert.Equal(status, new ElectionStage { Key = StageKey.Voting, Title = "x", Start = new DateOnly(2024, 10, 1) }.StatusOn(Day(day)!.Value));

    [Fact]
    public void A_stage_may_be_told_thirty_days_ahead() =>
        Assert.Equal((Day("2024-01-15"), Day("2024-02-14")), Pemilu.TellingWindow([StageKey.Voting]));

    [Fact]
    public void Several_stages_are_told_from_the_first_to_the_last() =>
        Assert.Equal((Day("2023-10-29"), Day("2024-02-14")), Pemilu.TellingWindow([StageKey.Voting, StageKey.Campaign]));

    [Fact]
    public void A_missing_date_leaves_its_side_open()
    {
        Assert.Equal(((DateOnly?)null, (DateOnly?)null), Pemilu.TellingWindow([StageKey.Voting, StageKey.ResultDetermination]));
        Assert.Equal(((DateOnly?)null, Day("2024-11-27")), Pilkada.TellingWindow([StageKey.Planning, StageKey.Voting]));
        Assert.Equal(((DateOnly?)null, (DateOnly?)null), Pemilu.TellingWindow([]));
        Assert.Equal(((DateOnly?)null, (DateOnly?)null), Pemilu.TellingWindow([new StageKey("no such stage")]));
    }

    [Fact]
    public void A_stage_may_say_itself_from_when_it_is_told()
    {
        var calendar = Pemilu with { Stages = [Pemilu.Find(StageKey.Voting)! with { TellFrom = new DateOnly(2023, 2, 14) }] };
        Assert.Equal((Day("2023-02-14"), Day("2024-02-14")), calendar.TellingWindow([StageKey.Voting]));
    }

    private static void AssertStage(ElectionCalendar calendar, string key, string? start, string? end)
    {
        var stage = calendar.Find(new StageKey(key));
        Assert.NotNull(stage);
        Assert.Equal((Day(start), Day(end)), (stage.Start, stage.End));
    }

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
