using Kpu.Outreach.Json;

namespace Kpu.Outreach.Documents;

/// <summary>The members of every stored object; the schemas name the same ones.</summary>
internal static class Shapes
{
    public static readonly Shape Workspace = new("workspace", "version", "name", "offices", "accounts", "partners", "stations", "calendars", "policies", "rehearsal");
    public static readonly Shape Office = new("office", "code", "under", "address", "hashtags", "accountBlock");
    public static readonly Shape Account = new("account", "key", "channel", "office", "offices", "settings", "displayName", "credential", "hashtags", "language", "partner", "station");
    public static readonly Shape Partner = new("partner", "id", "name", "kind", "agreement");
    public static readonly Shape Station = new("station", "id", "name", "kind", "partner", "frequency", "syllablesPerSecond");
    public static readonly Shape Calendar = new("calendar", "key", "title", "kind", "source", "quietPeriodRule", "regions", "stages");
    public static readonly Shape Stage = new("stage", "key", "title", "start", "end", "relativeTo", "tellFrom", "source");
    public static readonly Shape Policies = new("policies", "approval", "missingAltText");
    public static readonly Shape Approval = new("approval", "mode", "role", "approvers");
    public static readonly Shape Rehearsal = new("rehearsal", "startsAt", "approver");
    public static readonly Shape Facts = new("facts", "version", "facts");
    public static readonly Shape Fact = new("fact", "id", "type", "value", "version", "source", "status", "verifiedBy", "verifiedOn", "basedOn", "contradicts", "note");
    public static readonly Shape Speakers = new("speakers", "version", "speakers");
    public static readonly Shape Speaker = new("speaker", "id", "name", "institution", "topics", "languages", "available");
    public static readonly Shape Span = new("span", "start", "end");
    public static readonly Shape Campaign = new("campaign", "version", "id", "title", "purpose", "offices", "period", "calendar", "stages", "targets", "learningGoals", "approval", "activities");
    public static readonly Shape Target = new("target", "id", "segment", "regions", "estimatedSize", "languages", "formats");
    public static readonly Shape Activity = new("activity", "id", "title", "method", "when", "zone", "duration", "repeat", "venue", "targets", "materials", "speakers", "accounts", "stagger", "goodFor", "late", "language", "attendance");
    public static readonly Shape Repeat = new("repeat", "everyDays", "count");
    public static readonly Shape Attendance = new("attendance", "day", "persons");
    public static readonly Shape Material = new("material", "id", "title", "summary", "kind", "form", "language", "hashtags", "stages", "segments", "learningGoals", "sources", "media");
    public static readonly Shape Media = new("media", "file", "alt", "credit", "captions", "transcript");

    /// <summary>The shapes of each JSON document, the root first.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Shape>> ByDocument { get; } = new Dictionary<string, IReadOnlyList<Shape>>
    {
        ["outreach"] = [Workspace, Office, Account, Partner, Station, Calendar, Stage, Policies, Approval, Rehearsal],
        ["facts"] = [Facts, Fact],
        ["speakers"] = [Speakers, Speaker, Span],
        ["campaign"] = [Campaign, Span, Target, Activity, Repeat, Attendance, Approval],
    };
}
