using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Campaigns;

/// <summary>The type of a fact's value.</summary>
public enum FactType
{
    /// <summary>A calendar day, <c>2024-02-14</c>.</summary>
    Date = 0,

    /// <summary>A time of day with its zone or, without one, local time everywhere: <c>07:00 WIB</c>, <c>07:00</c>.</summary>
    Time = 1,

    /// <summary>A span of days, both ends inclusive: <c>2024-02-11/2024-02-13</c>.</summary>
    DateSpan = 2,

    /// <summary>A place, as written.</summary>
    Place = 3,

    /// <summary>A number, invariant: <c>204807222</c>, <c>3.5</c>.</summary>
    Number = 4,

    /// <summary>An amount in rupiah, invariant: <c>2500000</c>.</summary>
    Amount = 5,

    /// <summary>A rule, as written.</summary>
    Rule = 6,

    /// <summary>Any other text, as written: a web address, a name.</summary>
    Text = 7,
}

/// <summary>Whether a fact may be published.</summary>
public enum FactStatus
{
    /// <summary>Nobody has verified it; it stops publication.</summary>
    Unverified = 0,

    /// <summary>Verified by a person.</summary>
    Verified = 1,

    /// <summary>Withdrawn; it stops publication.</summary>
    Withdrawn = 2,
}

/// <summary>A named, typed value with its source: a date, time, place, number, amount or rule that materials cite as <c>{fact:ID}</c>.</summary>
/// <remarks>Immutable. The value is stored in invariant form and rendered for the reader's language.</remarks>
public sealed record Fact
{
    /// <summary>The id, unique in the workspace.</summary>
    public required string Id { get; init; }

    /// <summary>The type of the value.</summary>
    public required FactType Type { get; init; }

    /// <summary>The value in the invariant form of its type; empty when <see cref="BasedOn"/> gives it.</summary>
    public required string Value { get; init; }

    /// <summary>The version, from 1; a changed value takes the next number.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The source: regulation, decree, page.</summary>
    public required string Source { get; init; }

    /// <summary>Whether it may be published.</summary>
    public FactStatus Status { get; init; }

    /// <summary>The role that verified it, such as <c>Kasubbag Teknis</c>.</summary>
    public string? VerifiedBy { get; init; }

    /// <summary>The day it was verified.</summary>
    public DateOnly? VerifiedOn { get; init; }

    /// <summary>Ids of facts whose value or truth this one rests on; never itself through others. A fact with no value of its own takes that of the first.</summary>
    public IReadOnlyList<string> BasedOn { get; init; } = [];

    /// <summary>Ids of facts that contradict this one; a contradicted fact stops publication.</summary>
    public IReadOnlyList<string> Contradicts { get; init; } = [];

    /// <summary>A note for the office; never published.</summary>
    public string? Note { get; init; }
}
