using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Validation;

/// <summary>A speaker is in one place at a time, on days on which they can be asked.</summary>
internal sealed class SpeakerRule : IValidationRule
{
    private static readonly TimeSpan UsualLength = TimeSpan.FromHours(2);

    private sealed record Booking(Activity Activity, DateTimeOffset Start, DateTimeOffset End, DateOnly Day);

    public void Check(ValidationScope scope)
    {
        var bookings = new Dictionary<string, List<Booking>>(StringComparer.Ordinal);
        foreach (var (campaign, activity) in scope.Activities)
        {
            var zones = activity.Speakers.Count == 0 ? [] : scope.ZonesOf(campaign, activity);
            foreach (var id in activity.Speakers.Distinct())
            {
                if (!bookings.TryGetValue(id, out var list)) bookings[id] = list = [];
                // Where offices of several zones share an activity, all that time is taken.
                list.AddRange(ValidationScope.Moments(activity).Select(m => new Booking(
                    activity, zones.Min(z => z.At(m)), zones.Max(z => z.At(m)) + (activity.Duration ?? UsualLength), DateOnly.FromDateTime(m))));
            }
        }
        foreach (var (id, list) in bookings)
        {
            if (!scope.Speakers.TryGetValue(id, out var speaker)) continue;
            Unavailable(scope, speaker, list);
            Overlapping(scope, speaker, list);
        }
    }

    private static void Unavailable(ValidationScope scope, Speaker speaker, List<Booking> bookings)
    {
        if (speaker.Available is not { } available) return;
        foreach (var missed in bookings.Where(b => !available.Contains(b.Day)).DistinctBy(b => b.Activity, ReferenceEqualityComparer.Instance))
            scope.Error(ValidationProblems.SpeakerUnavailable, missed.Activity, Member(missed.Activity, speaker), speaker.Name, ValidationScope.Day(missed.Day), available.ToString());
    }

    private static void Overlapping(ValidationScope scope, Speaker speaker, List<Booking> bookings)
    {
        Booking? latest = null;
        var told = new HashSet<(Activity, Activity)>();
        foreach (var booking in bookings.OrderBy(b => b.Start).ThenBy(b => b.Activity.Id, StringComparer.Ordinal))
        {
            if (latest is not null && booking.Start < latest.End && told.Add((latest.Activity, booking.Activity)))
                scope.Error(ValidationProblems.SpeakerDoubleBooked, booking.Activity, Member(booking.Activity, speaker), speaker.Name, latest.Activity.Id, booking.Activity.Id, ValidationScope.Day(booking.Day));
            if (latest is null || booking.End > latest.End) latest = booking;
        }
    }

    private static string Member(Activity activity, Speaker speaker) => $"speakers[{activity.Speakers.Index().First(s => s.Item == speaker.Id).Index}]";
}
