using System.Globalization;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Validation;

/// <summary>A text of a material that readers see, with the element and member that hold it.</summary>
internal sealed record MaterialText(object Element, string Member, string Text);

/// <summary>What the rules of one validation share: indexes of the model, and the report.</summary>
internal sealed class ValidationScope
{
    /// <summary>Repeats beyond this are out of range and not looked at.</summary>
    public const int MostRepeats = 1000;

    private readonly IPlaceFinder? _places;
    private readonly ProblemCollector _problems = new();
    private readonly Dictionary<string, LineMap> _lines = new(ReferenceEqualityComparer.Instance);
    private readonly ILookup<OfficeCode, Account> _accountsByOffice;

    public ValidationScope(OutreachModel model, IPlaceFinder? places, ValidationContext context)
    {
        (Model, _places, Context) = (model, places, context);
        Facts = First(model.Facts, f => f.Id);
        Materials = First(model.Materials, m => m.Id);
        Speakers = First(model.Speakers, s => s.Id);
        Accounts = First(model.Accounts, a => a.Key);
        Calendars = First(model.Calendars, c => c.Key);
        Published = [.. model.Campaigns.SelectMany(c => c.Activities).SelectMany(a => a.Materials).Distinct().Select(Materials.GetValueOrDefault).OfType<Material>()];
        _accountsByOffice = model.Accounts.ToLookup(a => a.Office);
    }

    public OutreachModel Model { get; }

    public ValidationContext Context { get; }

    public IReadOnlyList<Problem> Problems => _problems.Problems;

    public IReadOnlyDictionary<string, Fact> Facts { get; }

    public IReadOnlyDictionary<string, Material> Materials { get; }

    public IReadOnlyDictionary<string, Speaker> Speakers { get; }

    public IReadOnlyDictionary<string, Account> Accounts { get; }

    public IReadOnlyDictionary<string, ElectionCalendar> Calendars { get; }

    /// <summary>The materials that some activity publishes.</summary>
    public IReadOnlyList<Material> Published { get; }

    public IEnumerable<(Campaign Campaign, Activity Activity)> Activities => Model.Campaigns.SelectMany(c => c.Activities.Select(a => (c, a)));

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);

    public void Error(string code, object element, string? member, params string[] arguments) => Report(code, Severity.Error, PlaceOf(element, member), null, arguments);

    public void Warn(string code, object element, string? member, params string[] arguments) => Report(code, Severity.Warning, PlaceOf(element, member), null, arguments);

    public void Report(string code, Severity severity, Place place, string? mend, params string[] arguments) =>
        _problems.Add(new Problem { Code = code, Severity = severity, Place = place, Mend = mend, Arguments = [.. arguments.Select(ProblemCollector.Shown)] });

    /// <summary>The place of a member; in a model made in code its path by ids.</summary>
    public Place PlaceOf(object element, string? member = null)
    {
        var place = _places?.Find(element, member) ?? Place.Unknown;
        if (place != Place.Unknown) return place;
        var name = element switch
        {
            Campaign c => c.Id,
            Activity a => a.Id,
            Target t => t.Id,
            Material m => m.Id,
            MaterialVariant v => v.Name,
            MaterialMedia m => m.File.Path,
            Fact f => f.Id,
            Speaker s => s.Id,
            Account a => a.Key,
            Partner p => p.Id,
            Station s => s.Id,
            ElectionCalendar c => c.Key,
            ElectionStage s => s.Key.Value,
            OfficeProfile o => o.Code.Value,
            _ => element.GetType().Name,
        };
        return new Place(Path: member is null ? name : $"{name}.{member}");
    }

    /// <summary>The place of an offset in a text that begins at the member's place.</summary>
    public Place PlaceIn(MaterialText text, int offset)
    {
        var place = PlaceOf(text.Element, text.Member);
        // Only bodies stand in their file as they are; front matter may be quoted or folded.
        if (place.Line is not { } line || text.Member != "body") return place;
        // One map a text: a text may hold thousands of findings.
        if (!_lines.TryGetValue(text.Text, out var lines)) _lines[text.Text] = lines = new LineMap(text.Text);
        var (below, column) = lines.At(offset);
        return place with { Line = line + below - 1, Column = below == 1 ? (place.Column ?? 1) + column - 1 : column };
    }

    /// <summary>The texts of a material that readers see.</summary>
    public static IEnumerable<MaterialText> TextsOf(Material material)
    {
        yield return new(material, "title", material.Title);
        if (material.Summary is { } summary) yield return new(material, "summary", summary);
        yield return new(material, "body", material.Body);
        foreach (var variant in material.Variants)
        {
            if (variant.Title is { } title) yield return new(variant, "title", title);
            yield return new(variant, "body", variant.Body);
        }
    }

    /// <summary>The accounts an activity names, each once.</summary>
    public IReadOnlyList<Account> AccountsOf(Campaign campaign, Activity activity) =>
        [.. activity.Accounts.SelectMany(name => AccountsNamed(campaign, name)).Distinct(ReferenceEqualityComparer.Instance).Cast<Account>()];

    /// <summary>The accounts one word of an activity names: a key, <c>channel:KEY</c> or <c>*</c>.</summary>
    public IEnumerable<Account> AccountsNamed(Campaign campaign, string name)
    {
        const string Channel = "channel:";
        if (name == "*") return campaign.Offices.SelectMany(o => _accountsByOffice[o]);
        if (!name.StartsWith(Channel, StringComparison.Ordinal)) return Accounts.TryGetValue(name, out var account) ? [account] : [];
        if (name.Length == Channel.Length) return [];
        var key = new ChannelKey(name[Channel.Length..]);
        return campaign.Offices.SelectMany(o => _accountsByOffice[o]).Where(a => a.Channel == key);
    }

    /// <summary>The zones an activity's local time is meant in: its own, or those of the offices whose accounts carry it.</summary>
    public IReadOnlyList<IndonesianZone> ZonesOf(Campaign campaign, Activity activity)
    {
        if (activity.Zone is { } own) return [own];
        var offices = AccountsOf(campaign, activity).Select(a => a.Office).Concat(campaign.Offices).Distinct();
        var zones = offices.Select(ZoneOf).Distinct().ToList();
        return zones.Count > 0 ? zones : [IndonesianZone.Wib];
    }

    public static IndonesianZone ZoneOf(OfficeCode office) => OfficeDirectory.Default.Find(office)?.Zone ?? IndonesianZone.Wib;

    /// <summary>The local date and time of each repeat of an activity.</summary>
    public static IEnumerable<DateTime> Moments(Activity activity)
    {
        if (activity.When is not { } first) yield break;
        var (every, count) = activity.Repeat is { EveryDays: >= 1, Count: >= 1 } repeat ? (repeat.EveryDays, Math.Min(repeat.Count, MostRepeats)) : (1, 1);
        for (var i = 0; i < count && first < DateTime.MaxValue.AddDays(-(double)every * (i + 1) - 40); i++) yield return first.AddDays((double)every * i);
    }

    private static Dictionary<string, T> First<T>(IReadOnlyList<T> elements, Func<T, string> id)
    {
        var first = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var element in elements) first.TryAdd(id(element), element);
        return first;
    }
}
