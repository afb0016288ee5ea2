using System.Globalization;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Ledger;

/// <summary>What looking through a ledger found.</summary>
/// <param name="Links">How many links the trail has.</param>
/// <param name="Entries">How many entries.</param>
/// <param name="Deliveries">How many deliveries were compared with what the trail tells of them.</param>
/// <param name="Problems">What is damaged or contradicts itself, and where; empty when nothing does.</param>
public sealed record LedgerFindings(long Links, long Entries, long Deliveries, IReadOnlyList<Problem> Problems)
{
    /// <summary>How many of the links were moved into an archive.</summary>
    /// <value>Default: 0.</value>
    public long ArchivedLinks { get; init; }

    /// <summary>How many deliveries were not compared, since the trail tells of them in the archive alone, and that was not read.</summary>
    /// <value>Default: 0.</value>
    public long NotCompared { get; init; }
}

/// <summary>Looks through a ledger: what is stored, the chain of the trail, and whether every delivery stands as the trail tells.</summary>
internal static class LedgerVerifier
{
    private const int PageSize = 500;
    private const int MostProblems = 100;

    /// <param name="ledger">The ledger.</param>
    /// <param name="archive">The folder of the archived trail; null when it is not to be read.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public static async Task<LedgerFindings> VerifyAsync(IDeliveryLedger ledger, string? archive, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        if (ledger is ILedgerInspection inspection) problems.AddRange(await inspection.InspectAsync(cancellationToken).ConfigureAwait(false));
        var found = new LedgerFindings(0, 0, 0, problems);
        var where = "trail";
        try
        {
            // Before the session begins: what is remembered later may be newer than the state it sees.
            var anchor = ledger is ILedgerIdentity identity ? await identity.ReadAnchorAsync(cancellationToken).ConfigureAwait(false) : null;
            var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
            await using var _ = session.ConfigureAwait(false);
            var walk = new TrailWalk(problem => Add(problems, problem));
            found = found with { ArchivedLinks = await Retention.ArchivedAsync(session, cancellationToken).ConfigureAwait(false) };
            if (found.ArchivedLinks > 0 && archive is not null) await walk.ArchiveAsync(archive, ledger.Id, found.ArchivedLinks, cancellationToken).ConfigureAwait(false);
            await walk.LedgerAsync(session, found.ArchivedLinks, cancellationToken).ConfigureAwait(false);
            found = found with { Links = walk.Links, Entries = walk.Entries };
            if (anchor is not null && anchor.Ledger == ledger.Id && anchor.Link > found.Links
                && anchor.Life >= await session.Gates.NumberAsync(LedgerNumbers.Life, cancellationToken).ConfigureAwait(false))
                Add(problems, Problem.Error(LedgerProblems.TrailShortened, At("trail", found.Links + 1), Number(found.Links), Number(anchor.Link)));
            where = "deliveries";
            var (compared, passed) = await CompareAsync(session, walk, problems, cancellationToken).ConfigureAwait(false);
            found = found with { Deliveries = compared, NotCompared = passed };
        }
        catch (LedgerException e)
        {
            if (problems.Count == 0) problems.Add(e.Problem with { Place = new Place(where) });
        }

        return found;
    }

    /// <summary>What is said of a link that does not fit its hash.</summary>
    public static Problem Altered(TrailLink link) =>
        Problem.Error(LedgerProblems.TrailAltered, At("trail", link.Number), Number(link.Number), link.At.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    private static async Task<(long Compared, long Passed)> CompareAsync(ILedgerSession session, TrailWalk walk, List<Problem> problems, CancellationToken cancellationToken)
    {
        var (count, passed, after) = (0L, 0L, 0L);
        while (true)
        {
            var page = await session.Deliveries.InAsync([], after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var row in page)
            {
                (after, count) = (row.Id, count + 1);
                var stands = LedgerWords.Standing(row.State, row.WaitsFor);
                if (!walk.Standings.Remove(row.Id, out var told))
                {
                    if (walk.IsWhole) Add(problems, Problem.Error(LedgerProblems.Untold, At("deliveries", row.Id), Number(row.Id), stands));
                    else (count, passed) = (count - 1, passed + 1);
                }
                else if (told != stands)
                {
                    Add(problems, Problem.Error(LedgerProblems.ToldOtherwise, At("deliveries", row.Id), Number(row.Id), stands, told));
                }
            }

            if (page.Count < PageSize) break;
        }

        foreach (var (id, told) in walk.Standings) Add(problems, Problem.Error(LedgerProblems.RowMissing, At("deliveries", id), Number(id), told));
        return (count, passed);
    }

    private static void Add(List<Problem> problems, Problem problem)
    {
        if (problems.Count < MostProblems) problems.Add(problem);
    }

    internal static Place At(string table, long row) => new(FormattableString.Invariant($"{table}#{row}"));

    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
