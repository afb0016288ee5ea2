using System.Globalization;
using System.Text;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Cli.Output;

/// <summary>Tells what happened to a delivery in one paragraph.</summary>
internal sealed class TrailStory(Texts texts)
{
    private const int MomentsTold = 12;

    public string Tell(DeliveryStatus status, IEnumerable<TrailEntry> entries)
    {
        var zone = OfficeDirectory.Default.Find(status.Office)?.Zone ?? IndonesianZone.Wib;
        var text = new StringBuilder();
        text.Append(texts.StoryBegins(status)).Append(' ');

        // What happened at one moment is told in one sentence; of a very long story the middle is left out, and that is said.
        var moments = entries.GroupBy(e => texts.Moment(e.At, zone)).ToList();
        foreach (var (index, moment) in moments.Index())
        {
            if (moments.Count > MomentsTold && index == MomentsTold / 2) text.Append(texts.StorySkips(moments.Count - MomentsTold)).Append(' ');
            if (moments.Count > MomentsTold && index >= MomentsTold / 2 && index < moments.Count - (MomentsTold / 2)) continue;
            var events = string.Join(", ", moment.Select(Event).Where(e => e.Length > 0).Distinct());
            if (events.Length > 0) text.Append(CultureInfo.InvariantCulture, $"{moment.Key}: {events}. ");
        }

        text.Append(texts.StoryEnds(status, texts.Moment(status.Since, zone), status.WaitsFor == WaitReason.Time && status.Due is { } due ? texts.Moment(due, zone) : null));
        if (status.Problem is { } problem) text.Append(' ').Append(ProblemText.Sentence(problem, texts.Culture));
        if ((status.Receipt?.Url?.AbsoluteUri ?? status.Receipt?.Reference) is { } place) text.Append(' ').Append(place);
        return text.ToString();
    }

    private string Event(TrailEntry entry) => What(entry) is { Length: > 0 } what && entry.Actor is { } actor
        ? $"{what} ({actor.By}{(actor.Why is { } why ? ": " + why : "")})"
        : What(entry);

    private string What(TrailEntry entry) => entry.Kind switch
    {
        "added" => texts.WasAdded(entry.Cause),
        "approved" => texts.WasApproved(entry.To),
        "moved" => texts.WasMoved(entry.To ?? "", entry.Cause),
        "outcome" => entry.To == "done" ? "" : texts.HadOutcome(entry.To ?? "", entry.Cause),
        "observed" => texts.WasObserved(entry.To ?? ""),
        "replaced" => texts.WasReplaced,
        "retimed" => texts.WasRetimed,
        "resolved" => texts.WasResolved(entry.Cause == "published"),
        "retracted" => texts.WasRetracted,
        "corrected" => texts.WasCorrected(entry.Cause),
        "late" => texts.CameLate,
        _ => entry.Kind,
    };
}
