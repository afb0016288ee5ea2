using static Kpu.Outreach.Ledger.LifeMovers;
using static Kpu.Outreach.Ledger.PublicationState;

namespace Kpu.Outreach.Ledger;

/// <summary>The life of a publication: the one table of moves. Each follows from a move of one of its deliveries, or from what a look saw; nothing else changes a state.</summary>
public static class PublicationLife
{
    private const string Shown = "what is public, where it stands, since when";
    private const string Changed = "what is public now, where it stands, when it was changed";
    private const string Back = "when it was taken back; what was public stays known";
    private const string After = "what is public, where it stands: it turned out to be there after all";

    private static readonly LifeTable<PublicationState> Table = new(
        new(NotYet, Partly, Result | Look | Person, Shown),
        new(NotYet, Live, Result | Look | Person, Shown),
        new(NotYet, Withdrawn, Claim | Result | Look | Person, "nothing was public, and nothing shall become it"),
        new(Partly, Partly, Result | Look | Person, "a further part"),
        new(Partly, Live, Result | Look | Person, "the last part"),
        new(Partly, Altered, Look, "it is public, and not as sent"),
        new(Partly, Gone, Look, "it vanished without us"),
        new(Partly, Withdrawn, Result | Look | Person, Back),
        new(Live, Live, Result | Look | Person, Changed),
        new(Live, Altered, Look, "it is public, and not as sent"),
        new(Live, Gone, Look, "it vanished without us"),
        new(Live, Withdrawn, Result | Look | Person, Back),
        new(Altered, Partly, Result | Look | Person, "a further part"),
        new(Altered, Live, Result | Look | Person, Changed),
        new(Altered, Withdrawn, Result | Look | Person, Back),
        new(Gone, Partly, Result | Look | Person, "a further part"),
        new(Gone, Live, Result | Look | Person, After),
        new(Gone, Withdrawn, Claim | Result | Look | Person, "nothing is public that could be taken back"),
        new(Withdrawn, Partly, Result | Look | Person, After),
        new(Withdrawn, Live, Result | Look | Person, After),
        new(Withdrawn, Withdrawn, Claim | Result | Look | Person, Back));

    /// <summary>Every move there is, in the order of the states.</summary>
    public static IReadOnlyList<LifeMove<PublicationState>> Moves => Table.Moves;

    /// <summary>Whether a publication may move from one state to another.</summary>
    /// <param name="from">The state it has.</param>
    /// <param name="to">The state it shall have.</param>
    /// <param name="by">Who moves it.</param>
    /// <returns>True when the table has the move, for this mover.</returns>
    public static bool Allows(PublicationState from, PublicationState to, LifeMovers by) => (Table.MoversOf(from, to) & by) != None;

    /// <summary>Moves a publication.</summary>
    /// <param name="publication">The publication with what else changes.</param>
    /// <param name="from">The state it has.</param>
    /// <param name="to">The state it shall have.</param>
    /// <param name="by">Who moves it.</param>
    /// <returns>The publication as it shall stand.</returns>
    /// <exception cref="InvalidOperationException">The table does not have the move, or not for this mover.</exception>
    internal static PublicationRow Move(PublicationRow publication, PublicationState from, PublicationState to, LifeMovers by) => Allows(from, to, by)
        ? publication with { State = to }
        : throw new InvalidOperationException($"{by} cannot move publication {publication.Id} from {from} to {to}.");
}
