using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Json;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>Reads a file of campaigns/.</summary>
internal sealed class CampaignDocument(ReadingRoom room, OutreachModel settings)
{
    public Campaign? Read(MemberReader reader)
    {
        var (id, title) = (ReadingRoom.Id(reader), reader.RequiredText("title"));
        var purpose = reader.Choices<Purpose>("purpose").Aggregate(Purpose.None, (all, one) => all | one);
        reader.Require("offices");
        var offices = reader.Elements("offices").SelectMany(n => OfficeSelectors.Select(reader, n, settings.Offices)).Distinct().ToList();
        var period = reader.Span("period", Shapes.Span);
        var (calendar, stages) = (reader.Text("calendar"), reader.Texts("stages"));
        var targets = reader.Objects("targets", Shapes.Target).Select(Target).OfType<Target>().ToList();
        var goals = reader.Texts("learningGoals");
        var approval = reader.Object("approval", Shapes.Approval) is { } own ? SettingsDocument.Approval(own) : settings.Policies.Approval;
        var activities = reader.Objects("activities", Shapes.Activity).Select(Activity).OfType<Activity>().ToList();
        return room.Keep(id is null || title is null ? null : new Campaign
        {
            Id = id,
            Title = title,
            Purpose = purpose == Purpose.None ? Purpose.Socialization : purpose,
            Offices = offices,
            Period = period,
            Calendar = calendar,
            Stages = [.. stages.Select(s => new StageKey(s))],
            Targets = targets,
            LearningGoals = goals,
            Approval = approval,
            Activities = activities,
        }, reader);
    }

    private Target? Target(MemberReader reader)
    {
        var (id, segment) = (ReadingRoom.Id(reader), reader.RequiredText("segment"));
        var regions = reader.Elements("regions").Select(n => OfficeSelectors.Code(reader, n)).OfType<OfficeCode>().ToList();
        var size = reader.Integer("estimatedSize", 0);
        var (languages, formats) = (reader.Texts("languages"), reader.Texts("formats"));
        return room.Keep(id is null || segment is null ? null : new Target
        {
            Id = id,
            Segment = new Segment(segment),
            Regions = regions,
            EstimatedSize = size,
            Languages = languages,
            Formats = [.. formats.Select(f => new MaterialForm(f))],
        }, reader);
    }

    private Activity? Activity(MemberReader reader)
    {
        var (id, method) = (ReadingRoom.Id(reader), reader.RequiredText("method"));
        var activity = new Activity
        {
            Id = id ?? "",
            Method = method is null ? default : new OutreachMethod(method),
            Title = reader.Text("title"),
            When = reader.LocalTime("when"),
            Zone = Zone(reader),
            Duration = reader.Duration("duration"),
            Repeat = reader.Object("repeat", Shapes.Repeat) is { } repeat ? Repeat(repeat) : null,
            Venue = reader.Text("venue"),
            Targets = reader.Texts("targets"),
            Materials = reader.Texts("materials"),
            Speakers = reader.Texts("speakers"),
            Accounts = reader.Texts("accounts"),
            Stagger = reader.Duration("stagger") ?? TimeSpan.Zero,
            GoodFor = reader.Duration("goodFor"),
            Late = reader.Choice<LatePolicy>("late") ?? LatePolicy.Publish,
            Language = reader.Text("language"),
            Attendance = [.. reader.Objects("attendance", Shapes.Attendance).Select(Attendance).OfType<Attendance>()],
        };
        // An activity whose date could not be read would be due at once: it is left out, its problem is already told.
        var dateLost = reader.Has("when") && activity.When is null;
        return room.Keep(id is null || method is null || dateLost ? null : activity, reader);
    }

    private static IndonesianZone? Zone(MemberReader reader)
    {
        if (reader.Text("zone") is not { } text) return null;
        var zone = IndonesianZone.Find(text);
        if (zone is null) reader.Report(Problem.Error(CommonProblems.WordUnknown, reader.PlaceOf("zone"), ProblemCollector.Shown(text), "WIB, WITA, WIT") with { Mend = NearestName.Of(text, ["WIB", "WITA", "WIT"]) });
        return zone;
    }

    private RepeatRule? Repeat(MemberReader reader)
    {
        var present = reader.Require("everyDays") & reader.Require("count");
        var (every, count) = (reader.Integer("everyDays"), reader.Integer("count"));
        return room.Keep(present && every is { } days && count is { } times ? new RepeatRule(days, times) : null, reader);
    }

    private Attendance? Attendance(MemberReader reader)
    {
        var present = reader.Require("day") & reader.Require("persons");
        var (day, persons) = (reader.Date("day"), reader.Integer("persons", 0));
        return room.Keep(present && day is { } on && persons is { } came ? new Attendance(on, came) : null, reader);
    }
}
