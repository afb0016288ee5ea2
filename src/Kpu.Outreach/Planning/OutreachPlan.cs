using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Planning;

/// <summary>What shall be published, enumerated anew each time and never held whole.</summary>
/// <remarks>Immutable; enumerating is pure and deterministic, and safe from several threads.</remarks>
public sealed class OutreachPlan
{
    /// <summary>The campaign of what is published directly, by a call and not by a workspace: no plan of a workspace ever cancels it.</summary>
    public const string DirectCampaign = "langsung";

    private readonly Func<IEnumerable<PlannedDelivery>> _deliveries;

    internal OutreachPlan(Func<IEnumerable<PlannedDelivery>> deliveries, IReadOnlyList<Campaign> campaigns, IReadOnlyList<ClosedTime> closed, IReadOnlyList<Fact> facts, bool isWhole) =>
        (_deliveries, Campaigns, ClosedTimes, Facts, IsWhole) = (deliveries, campaigns, closed, facts, isWhole);

    /// <summary>The campaigns it plans.</summary>
    public IReadOnlyList<Campaign> Campaigns { get; }

    /// <summary>The times in which nothing goes out.</summary>
    public IReadOnlyList<ClosedTime> ClosedTimes { get; }

    /// <summary>The facts it rests on.</summary>
    public IReadOnlyList<Fact> Facts { get; }

    /// <summary>Whether it plans everything its workspace wants, so that what it does not name is no longer wanted.</summary>
    public bool IsWhole { get; }

    /// <summary>The deliveries, by campaign, activity, repeat, material and account.</summary>
    public IEnumerable<PlannedDelivery> Deliveries => _deliveries();
}

/// <summary>A time in which nothing goes out in a region.</summary>
/// <param name="Region">The office.</param>
/// <param name="WithBelow">Whether the offices below it are meant too.</param>
/// <param name="From">The first instant.</param>
/// <param name="Until">The first instant after it.</param>
public sealed record ClosedTime(OfficeCode Region, bool WithBelow, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Whether it closes an office at a moment.</summary>
    /// <param name="office">The office.</param>
    /// <param name="now">The moment.</param>
    /// <returns>True when it does.</returns>
    public bool Closes(OfficeCode office, DateTimeOffset now) =>
        From <= now && now < Until && (WithBelow ? office.IsWithin(Region) : office == Region);
}
