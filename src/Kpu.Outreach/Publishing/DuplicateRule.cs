namespace Kpu.Outreach.Publishing;

/// <summary>What counts as a likely duplicate at a placement: the same words (<see cref="Rendition.Wording"/>) as something public for a short time. It waits for a person.</summary>
/// <remarks>Immutable.</remarks>
public sealed record DuplicateRule
{
    /// <summary>The same account, in the last seven days; what is meant to be repeated is none.</summary>
    public static DuplicateRule Default { get; } = new();

    /// <summary>How long something counts after it went out; longer than zero. Default: 7 days.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Whether the same words on another account of the channel in this ledger count too. Default: false.</summary>
    public bool AmongSisters { get; init; }

    /// <summary>
    /// Whether the platform forbids also what is meant: a repeat of the same activity, and one campaign on several accounts, as X does for accounts of one operator. Default: false.
    /// </summary>
    public bool CountsIntended { get; init; }
}
