using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Json;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>Reads outreach.json.</summary>
internal sealed class SettingsDocument(ReadingRoom room)
{
    public const string File = "outreach.json";

    public OutreachModel Read(MemberReader root)
    {
        var offices = Offices(root);
        var templates = new AccountTemplates(room, offices);
        return new OutreachModel
        {
            Offices = offices,
            Accounts = [.. root.Objects("accounts", Shapes.Account).SelectMany(templates.Read)],
            Partners = [.. root.Objects("partners", Shapes.Partner).Select(Partner).OfType<Partner>()],
            Stations = [.. root.Objects("stations", Shapes.Station).Select(Station).OfType<Station>()],
            Calendars = [.. root.Elements("calendars").Select(node => Calendar(root, node)).OfType<ElectionCalendar>()],
            Policies = root.Object("policies", Shapes.Policies) is { } policies ? Policies(policies) : new OutreachPolicies(),
            Rehearsal = root.Object("rehearsal", Shapes.Rehearsal) is { } rehearsal ? Rehearsal(rehearsal) : null,
        };
    }

    public static ApprovalPolicy Approval(MemberReader reader) => new(
        reader.Require("mode") ? reader.Choice<ApprovalMode>("mode") ?? ApprovalMode.ByPerson : ApprovalMode.ByPerson,
        reader.Text("role"),
        reader.Integer("approvers", 1, 2) ?? 1);

    private List<OfficeProfile> Offices(MemberReader root)
    {
        var offices = new List<OfficeProfile>();
        var implied = new List<OfficeProfile>();
        root.Require("offices");
        foreach (var reader in root.Objects("offices", Shapes.Office))
        {
            var profile = new OfficeProfile { Code = default, Address = reader.Text("address"), Hashtags = reader.Texts("hashtags"), AccountBlock = reader.Texts("accountBlock") };
            if (reader.Has("code") == reader.Has("under"))
            {
                reader.Report(Problem.Error(DocumentProblems.OfficeAmbiguous, reader.Node.In(reader.File)));
                room.IsPartial = true;
            }
            else if (reader.Has("code"))
            {
                if (OfficeSelectors.Code(reader, "code") is { } code) offices.Add(room.Places.Add(profile with { Code = code }, reader));
                else room.IsPartial = true;
            }
            else if (OfficeSelectors.Code(reader, "under") is { } above)
            {
                var below = above == OfficeCode.National ? OfficeDirectory.Default.All : OfficeDirectory.Default.ChildrenOf(above);
                implied.AddRange(below.Select(o => room.Places.Add(profile with { Code = o.Code }, reader)));
            }
        }
        // What is said of one office goes before what is said of all below a province.
        var named = offices.Select(o => o.Code).ToHashSet();
        foreach (var office in implied)
            if (named.Add(office.Code)) offices.Add(office);
        return offices;
    }

    private Partner? Partner(MemberReader reader)
    {
        var (id, name, kind, agreement) = (ReadingRoom.Id(reader), reader.RequiredText("name"), reader.Text("kind"), reader.Text("agreement"));
        return room.Keep(id is null || name is null ? null : new Partner { Id = id, Name = name, Kind = kind ?? "other", Agreement = agreement }, reader);
    }

    private Station? Station(MemberReader reader)
    {
        var (id, name) = (ReadingRoom.Id(reader), reader.RequiredText("name"));
        var (kind, partner, frequency, rate) = (reader.Text("kind"), reader.Text("partner"), reader.Text("frequency"), reader.Number("syllablesPerSecond"));
        if (rate is <= 0.5 or > 20)
        {
            reader.Report(Problem.Error(CommonProblems.OutOfRange, reader.PlaceOf("syllablesPerSecond"), reader.Find("syllablesPerSecond")!.Text, "0.5", "20"));
            rate = null;
        }
        return room.Keep(id is null || name is null ? null : new Station
        {
            Id = id,
            Name = name,
            Kind = kind ?? "localPublic",
            Partner = partner,
            Frequency = frequency,
            SyllablesPerSecond = rate ?? 5.5,
        }, reader);
    }

    private ElectionCalendar? Calendar(MemberReader root, DataNode node)
    {
        if (node.Kind is DataKind.Text)
        {
            if (root.TextOf(node) is { } name && ElectionCalendars.Find(name) is { } shipped)
            {
                // A copy of its own, so that the place of this mention can be found.
                var copy = shipped with { };
                room.Places.Add(copy, "", node.In(root.File));
                return copy;
            }
            root.Report(Problem.Error(CommonProblems.CalendarUnknown, node.In(root.File), ProblemCollector.Shown(node.Text)) with { Mend = NearestName.Of(node.Text, ElectionCalendars.All.Select(c => c.Key)) });
            room.IsPartial = true;
            return null;
        }
        return root.ObjectOf(node, Shapes.Calendar) is { } reader ? room.Keep(Calendar(reader), reader) : null;
    }

    private ElectionCalendar? Calendar(MemberReader reader)
    {
        var key = ReadingRoom.Id(reader, "key");
        var known = key is null ? null : ElectionCalendars.Find(key);
        // A calendar of one's own needs what a shipped one brings along.
        var complete = key is not null && (known is not null || (reader.Require("title") & reader.Require("kind") & reader.Require("stages")));
        var title = reader.Text("title");
        var kind = reader.Choice<ElectionKind>("kind");
        var source = reader.Text("source");
        var rule = reader.Choice<PeriodRule>("quietPeriodRule");
        var regions = reader.Elements("regions").Select(n => OfficeSelectors.Code(reader, n)).OfType<OfficeCode>().ToList();
        var stages = reader.Objects("stages", Shapes.Stage).Select(Stage).OfType<ElectionStage>().ToList();
        if (!complete || (known is null && (title is null || kind is null))) return null;
        // Stages written for a shipped calendar replace those of the same key; new ones come last.
        var changed = stages.Select(s => s.Key).ToHashSet();
        return new ElectionCalendar
        {
            Key = known?.Key ?? key!,
            Title = title ?? known!.Title,
            Kind = kind ?? known!.Kind,
            Source = source ?? known?.Source,
            QuietPeriodRule = rule ?? known?.QuietPeriodRule ?? PeriodRule.Warn,
            Regions = regions.Count > 0 ? regions : known?.Regions ?? [],
            Stages = [.. known?.Stages.Where(s => !changed.Contains(s.Key)) ?? [], .. stages],
        };
    }

    private ElectionStage? Stage(MemberReader reader)
    {
        var (key, title) = (reader.RequiredText("key"), reader.RequiredText("title"));
        var (start, end, relativeTo, tellFrom, source) = (reader.Date("start"), reader.Date("end"), reader.Text("relativeTo"), reader.Date("tellFrom"), reader.Text("source"));
        return room.Keep(key is null || title is null ? null : new ElectionStage
        {
            Key = new StageKey(key),
            Title = title,
            Start = start,
            End = end,
            RelativeTo = relativeTo,
            TellFrom = tellFrom,
            Source = source,
        }, reader);
    }

    private OutreachPolicies Policies(MemberReader reader)
    {
        var defaults = new OutreachPolicies();
        return room.Places.Add(new OutreachPolicies
        {
            Approval = reader.Object("approval", Shapes.Approval) is { } approval ? Approval(approval) : defaults.Approval,
            MissingAltText = reader.Choice<Severity>("missingAltText") ?? defaults.MissingAltText,
        }, reader);
    }

    private RehearsalSettings? Rehearsal(MemberReader reader)
    {
        reader.Require("startsAt");
        var (startsAt, approver) = (reader.Instant("startsAt"), reader.Text("approver"));
        return room.Keep(startsAt is { } start ? new RehearsalSettings(start, approver) : null, reader);
    }
}
