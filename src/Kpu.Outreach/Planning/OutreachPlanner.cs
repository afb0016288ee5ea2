using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Rendering;
using Kpu.Outreach.Validation;

namespace Kpu.Outreach.Planning;

/// <summary>Turns validated campaigns into publications: what, where, in which variant, when, and why then. Pure and thread-safe.</summary>
public sealed class OutreachPlanner
{
    private readonly IReadOnlyDictionary<string, EffectiveChannel> _channels;
    private readonly OfficeDirectory _offices;

    /// <summary>Makes a planner.</summary>
    /// <param name="channels">The accounts with their channels, by account key.</param>
    /// <param name="offices">The offices; null for those that ship with the library.</param>
    public OutreachPlanner(IReadOnlyDictionary<string, EffectiveChannel> channels, OfficeDirectory? offices = null)
    {
        ArgumentNullException.ThrowIfNull(channels);
        _channels = channels;
        _offices = offices ?? OfficeDirectory.Default;
    }

    /// <summary>Plans campaigns of one model.</summary>
    /// <param name="campaigns">The campaigns; all of the same model.</param>
    /// <param name="only">The id of the one campaign to plan; null for all. What a part does not name stays wanted.</param>
    /// <returns>The plan.</returns>
    public OutreachPlan Plan(IReadOnlyList<ValidatedCampaign> campaigns, string? only = null)
    {
        ArgumentNullException.ThrowIfNull(campaigns);
        var chosen = campaigns.Where(c => only is null || c.Campaign.Id == only).ToList();
        var model = campaigns.Count > 0 ? campaigns[0].Model : new OutreachModel();
        return new OutreachPlan(
            () => Enumerate(chosen, model),
            [.. chosen.Select(c => c.Campaign)],
            [.. model.Calendars.SelectMany(Closed)],
            model.Facts,
            only is null);
    }

    private IEnumerable<PlannedDelivery> Enumerate(List<ValidatedCampaign> campaigns, OutreachModel model)
    {
        var index = new ModelIndex(model);
        var renditions = new RenditionCache(index);
        foreach (var campaign in campaigns)
        {
            var calendar = campaign.Campaign.Calendar is { } key ? model.Calendars.FirstOrDefault(c => c.Key == key) : null;
            var accounts = AccountsOf(campaign.Campaign, model);
            foreach (var activity in campaign.Campaign.Activities.Where(a => a.Materials.Count > 0 && a.Accounts.Count > 0))
                foreach (var delivery in Plan(campaign.Campaign, activity, calendar, [.. accounts.Where(a => IsMeant(activity, a.Account))], index, renditions))
                    yield return delivery;
        }
    }

    private IEnumerable<PlannedDelivery> Plan(Campaign campaign, Activity activity, ElectionCalendar? calendar, IReadOnlyList<EffectiveChannel> channels, ModelIndex index, RenditionCache renditions)
    {
        for (var repeat = 1; repeat <= (activity.Repeat?.Count ?? 1); repeat++)
        {
            // What a zone decides is the same for all its offices.
            var moments = new Dictionary<IndonesianZone, Moment>();
            var occurrence = repeat == 1 ? activity.Id : FormattableString.Invariant($"{activity.Id}#{repeat}");
            foreach (var material in activity.Materials.Select(index.Material).OfType<Material>())
            {
                foreach (var (position, channel) in channels.Index())
                {
                    if (_offices.Find(channel.Account.Office) is not { } office) continue;
                    var language = activity.Language ?? channel.Account.Language ?? material.Language;
                    var placement = channel.DefaultPlacement;
                    if (renditions.Get(campaign, calendar, material, channel, placement, language) is not { } rendition) continue;
                    if (!moments.TryGetValue(office.Zone, out var moment)) moments[office.Zone] = moment = MomentOf(campaign, activity, calendar, office.Zone, repeat);
                    if (activity.Stagger > TimeSpan.Zero && position > 0) moment = moment.After(activity.Stagger * position);
                    yield return new PlannedDelivery
                    {
                        Key = new PublicationKey
                        {
                            Campaign = campaign.Id,
                            Material = material.Id,
                            Account = channel.Account.Key,
                            Placement = placement.Key,
                            Occurrence = occurrence,
                        },
                        Office = office,
                        Channel = channel.Account.Channel,
                        Rendition = rendition,
                        Intended = moment.Intended,
                        IsAsap = activity.When is null,
                        NotBefore = moment.NotBefore,
                        NotAfter = activity.GoodFor is { } goodFor ? moment.Intended + goodFor : null,
                        ClosesAt = moment.ClosesAt,
                        Late = activity.Late,
                        CanRevise = placement.Operations.HasFlag(Operations.Revise),
                        Placement = placement,
                        Why = moment.Why,
                    };
                }
            }
        }
    }

    private static Moment MomentOf(Campaign campaign, Activity activity, ElectionCalendar? calendar, IndonesianZone officeZone, int repeat)
    {
        var zone = activity.Zone ?? officeZone;
        var (tellFrom, tellTo) = calendar?.TellingWindow(campaign.Stages) ?? default;
        var stageFrom = Start(tellFrom, officeZone);
        var notBefore = Later(Start(campaign.Period?.Start, officeZone), stageFrom);
        var closesAt = Earlier(Start(campaign.Period?.End.AddDays(1), officeZone), Start(tellTo?.AddDays(1), officeZone));
        var why = new List<PlanReason>();
        DateTimeOffset intended;
        if (activity.When is { } when)
        {
            intended = zone.At(when.AddDays((repeat - 1) * (activity.Repeat?.EveryDays ?? 0)));
            why.Add(new PlanReason(PlanReasons.Activity, activity.Id, IndonesianText.Moment(intended, zone)));
            if (repeat > 1) why.Add(new PlanReason(PlanReasons.Repeat, FormattableString.Invariant($"{repeat}")));
        }
        else
        {
            intended = notBefore ?? DateTimeOffset.UnixEpoch;
            why.Add(new PlanReason(PlanReasons.AsSoonAsPossible));
        }

        if (stageFrom > intended) why.Add(new PlanReason(PlanReasons.Stage, IndonesianText.Moment(stageFrom.Value, officeZone)));
        return new Moment(intended, notBefore, closesAt, why);
    }

    private List<EffectiveChannel> AccountsOf(Campaign campaign, OutreachModel model) =>
        [.. model.Accounts.Where(a => campaign.Offices.Contains(a.Office)).Select(a => _channels.GetValueOrDefault(a.Key)).OfType<EffectiveChannel>()];

    private static bool IsMeant(Activity activity, Account account) => activity.Accounts.Any(selector =>
        selector == "*" || selector == account.Key
        || (selector.StartsWith("channel:", StringComparison.Ordinal) && string.Equals(selector[8..], account.Channel.Value, StringComparison.OrdinalIgnoreCase)));

    private IEnumerable<ClosedTime> Closed(ElectionCalendar calendar)
    {
        if (calendar.QuietPeriodRule != PeriodRule.Forbid || calendar.Find(StageKey.QuietPeriod) is not { Start: { } start, End: { } end }) yield break;
        IReadOnlyList<OfficeCode> regions = calendar.Regions.Count == 0 ? [OfficeCode.National] : calendar.Regions;
        foreach (var region in regions)
        {
            // The days begin and end by each zone's own midnight, and no province has two zones.
            if (region == OfficeCode.National)
                foreach (var province in _offices.ChildrenOf(region))
                    yield return new ClosedTime(province.Code, true, province.Zone.At(Midnight(start)), province.Zone.At(Midnight(end.AddDays(1))));
            if (_offices.Find(region) is { } office)
                yield return new ClosedTime(region, region != OfficeCode.National, office.Zone.At(Midnight(start)), office.Zone.At(Midnight(end.AddDays(1))));
        }
    }

    private static DateTimeOffset? Start(DateOnly? day, IndonesianZone zone) => day is { } d ? zone.At(Midnight(d)) : null;

    private static DateTime Midnight(DateOnly day) => day.ToDateTime(TimeOnly.MinValue);

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a > b ? a : b;

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;

    /// <summary>When, within which bounds, and why then.</summary>
    private sealed record Moment(DateTimeOffset Intended, DateTimeOffset? NotBefore, DateTimeOffset? ClosesAt, IReadOnlyList<PlanReason> Why)
    {
        public Moment After(TimeSpan pause) => this with
        {
            Intended = Intended + pause,
            Why = [.. Why, new PlanReason(PlanReasons.Stagger, FormattableString.Invariant($"{pause.TotalMinutes:0.##}"))],
        };
    }
}
