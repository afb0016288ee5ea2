using System.Globalization;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.PartnerFeeds;

/// <summary>Finds the events of a model.</summary>
/// <remarks>Pure and thread-safe.</remarks>
public static class CalendarEvents
{
    /// <summary>The stages of the calendars that hold for an office, and the activities of its campaigns where people meet, ordered by time and id.</summary>
    /// <param name="model">The model.</param>
    /// <param name="office">The office.</param>
    /// <returns>The events. A stage without fixed dates and an activity without a time are left out: a calendar has no place for them.</returns>
    public static IReadOnlyList<CalendarEvent> Of(OutreachModel model, OfficeCode office)
    {
        ArgumentNullException.ThrowIfNull(model);
        var zone = OfficeDirectory.Default.Find(office)?.Zone ?? IndonesianZone.Wib;
        var stages = model.Calendars.Where(c => Holds(c, office)).SelectMany(c => c.Stages.Select(s => Stage(c, s, zone)));
        var activities = model.Campaigns.Where(c => c.Offices.Contains(office)).SelectMany(c => Activities(model, c, office, zone));
        return [.. stages.OfType<CalendarEvent>().Concat(activities).OrderBy(e => e.EndsAt).ThenBy(e => e.Uid, StringComparer.Ordinal)];
    }

    private static bool Holds(ElectionCalendar calendar, OfficeCode office) =>
        calendar.Regions.Count == 0 || calendar.Regions.Any(r => r == office || r == office.Parent || r == OfficeCode.National);

    private static CalendarEvent? Stage(ElectionCalendar calendar, ElectionStage stage, IndonesianZone zone)
    {
        if (stage.Start is not { } start || stage.End is not { } end) return null;
        return new CalendarEvent
        {
            Uid = Uid("stage", calendar.Key, stage.Key.Value),
            Title = stage.Title,
            Description = string.Join('\n', new[] { calendar.Title, (stage.Source ?? calendar.Source) is { } source ? $"Sumber: {source}" : null }.OfType<string>()),
            Days = new DateSpan(start, end),
            Zone = zone,
            Labels = [new RenditionLabel("stage", stage.Key.Value, stage.Title)],
        };
    }

    private static IEnumerable<CalendarEvent> Activities(OutreachModel model, Campaign campaign, OfficeCode office, IndonesianZone zone)
    {
        var calendar = model.Calendars.FirstOrDefault(c => c.Key == campaign.Calendar);
        var stages = campaign.Stages.Select(s => new RenditionLabel("stage", s.Value, calendar?.Find(s)?.Title ?? s.Value)).ToList();
        foreach (var activity in campaign.Activities.Where(a => a.Method.IsDirect && a.When is not null))
        {
            var targets = campaign.Targets.Where(t => activity.Targets.Count == 0 || activity.Targets.Contains(t.Id)).ToList();
            var speakers = activity.Speakers.Select(id => model.Speakers.FirstOrDefault(s => s.Id == id)?.Name).OfType<string>().ToList();
            for (var number = 1; number <= (activity.Repeat?.Count ?? 1); number++)
            {
                yield return new CalendarEvent
                {
                    Uid = Uid("activity", office.Value, campaign.Id, activity.Id, number.ToString(CultureInfo.InvariantCulture)),
                    Title = activity.Title ?? campaign.Title,
                    Description = string.Join('\n', new[] { activity.Title is null ? null : campaign.Title, speakers.Count == 0 ? null : $"Narasumber: {string.Join("; ", speakers)}" }.OfType<string>()),
                    Location = activity.Venue,
                    Start = activity.When!.Value.AddDays((activity.Repeat?.EveryDays ?? 0) * (number - 1)),
                    Duration = activity.Duration,
                    Zone = activity.Zone ?? zone,
                    Labels =
                    [
                        .. stages,
                        .. targets.Select(t => new RenditionLabel("segment", t.Segment.Value, t.Segment.Title)).DistinctBy(l => l.Value),
                        .. targets.SelectMany(t => t.Regions).Distinct().Select(r => new RenditionLabel("region", r.Value, OfficeDirectory.Default.Find(r)?.Name ?? r.Value)),
                    ],
                };
            }
        }
    }

    private static string Uid(params string[] parts)
    {
        using var hasher = new ContentHasher();
        return FeedIds.Uuid(hasher.Add("event").Add(parts).Finish());
    }
}
