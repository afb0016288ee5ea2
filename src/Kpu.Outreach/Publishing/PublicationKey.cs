using System.Globalization;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Publishing;

/// <summary>The identity of a publication: one material to one destination at one placement and occurrence. Never the revision, never the time.</summary>
/// <remarks>Immutable; equal when all parts are equal.</remarks>
public sealed record PublicationKey
{
    private const char IssueMark = '~';

    /// <summary>The campaign's id.</summary>
    public required string Campaign { get; init; }

    /// <summary>The material's id.</summary>
    public required string Material { get; init; }

    /// <summary>The account's key.</summary>
    public required string Account { get; init; }

    /// <summary>The recipient inside the account, by an id that names no person; null where the account itself is the destination.</summary>
    public string? Recipient { get; init; }

    /// <summary>The placement.</summary>
    public required PlacementKey Placement { get; init; }

    /// <summary>The activity's id, plus <c>#n</c> for the n-th repeat after the first, plus <c>~n</c> for the n-th issue after the first one was taken back.</summary>
    public required string Occurrence { get; init; }

    /// <summary>The id of the activity, without the number of the repeat.</summary>
    internal string Activity => ActivityOf(Occurrence);

    /// <summary>A hash of all parts: short, stable, fit for file names, slugs and platform keys. Equal keys have equal hashes.</summary>
    /// <returns>The hash.</returns>
    public ContentHash ToHash()
    {
        using var hasher = new ContentHasher();
        return hasher.Add(Campaign).Add(Material).Add(Account).Add(Recipient).Add(Placement.Value.ToLowerInvariant()).Add(Occurrence).Finish();
    }

    /// <summary>The key as it was planned, without the number of the issue.</summary>
    internal PublicationKey FirstIssue => Occurrence.IndexOf(IssueMark, StringComparison.Ordinal) is >= 0 and var end ? this with { Occurrence = Occurrence[..end] } : this;

    /// <summary>The key under which it is issued next, after it was taken back. The issues of each occurrence are counted on their own, so that a longer repeat rule never meets one.</summary>
    internal PublicationKey NextIssue()
    {
        var first = FirstIssue.Occurrence;
        var issue = first.Length == Occurrence.Length ? 1 : int.Parse(Occurrence.AsSpan(first.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return this with { Occurrence = FormattableString.Invariant($"{first}{IssueMark}{issue + 1}") };
    }

    /// <summary>The activity's id in an occurrence.</summary>
    internal static string ActivityOf(string occurrence) => occurrence.AsSpan().IndexOfAny('#', IssueMark) is >= 0 and var end ? occurrence[..end] : occurrence;

    /// <summary>A readable, stable name: <c>campaign/material/account/placement/occurrence</c>, with the recipient behind the account where there is one.</summary>
    /// <returns>The name.</returns>
    public override string ToString() =>
        $"{Campaign}/{Material}/{Account}{(Recipient is null ? "" : "@" + Recipient)}/{Placement}/{Occurrence}";
}
