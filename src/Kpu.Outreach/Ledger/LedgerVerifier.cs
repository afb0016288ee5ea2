using System.Globalization;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Ledger;

/// <summary>What looking through a ledger found.</summary>
/// <param name="Links">How many links the trail has.</param>
/// <param name="Entries">How many entries.</param>
/// <param name="Deliveries">How many deliveries were compared with what the trail tells of them.</param>
/// <param name="Problems">What is damaged or contradicts itself, and where; empty when nothing does.</param>
public sealed record LedgerFindings(long Links, long Entries, long Deliveries, IReadOnlyList<Problem> Problems);

/// <summary>Looks through a ledger: what is stored, the chain of the trail, and whether every delivery stands as the trail tells.</summary>
internal static class LedgerVerifier
{
    private const int PageSize = 500;
    private const int MostProblems = 100;

    // These entries tell how a delivery stands after them; others tell of outcomes and persons.
    private static readonly HashSet<string> TellsStanding = new(StringComparer.Ordinal) { "added", "moved" };

    public static async Task<LedgerFindings> VerifyAsync(IDeliveryLedger ledger, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        if (ledger is ILedgerInspection inspection) problems.AddRange(await inspection.InspectAsync(cancellationToken).ConfigureAwait(false));
        var (links, entries, deliveries) = (0L, 0L, 0L);
        var where = "trail";
        try
        {
            // Before the session begins: what is remembered later may be newer than the state it sees.
            var anchor = ledger is ILedgerIdentity identity ? await identity.ReadAnchorAsync(cancellationToken).ConfigureAwait(false) : null;
            var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
            await using var _ = session.ConfigureAwait(false);
            var standings = new Dictionary<long, string>();
            (links, entries) = await WalkAsync(session, standings, problems, cancellationToken).ConfigureAwait(false);
            if (anchor is not null && anchor.Ledger == ledger.Id && anchor.Link > links
                && anchor.Life >= await session.Gates.NumberAsync(LedgerNumbers.Life, cancellationToken).ConfigureAwait(false))
                problems.Add(Problem.Error(LedgerProblems.TrailShortened, At("trail", links + 1), Number(links), Number(anchor.Link)));
            where = "deliveries";
            deliveries = await CompareAsync(session, standings, problems, cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerException e)
        {
            if (problems.Count == 0) problems.Add(e.Problem with { Place = new Place(where) });
        }

        return new LedgerFindings(links, entries, deliveries, problems);
    }

    /// <summary>What is said of a link that does not fit its hash.</summary>
    public static Problem Altered(TrailLink link) =>
        Problem.Error(LedgerProblems.TrailAltered, At("trail", link.Number), Number(link.Number), link.At.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    private static async Task<(long Links, long Entries)> WalkAsync(ILedgerSession session, Dictionary<long, string> standings, List<Problem> problems, CancellationToken cancellationToken)
    {
        TrailLink? before = null;
        var intact = true;
        while (true)
        {
            var page = await session.Trail.ReadAsync(null, before?.Number ?? 0, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var link in page)
            {
                var (number, first) = ((before?.Number ?? 0) + 1, before is null ? 1 : before.First + before.Count);
                if (link.Number != number || link.First != first) Add(problems, Problem.Error(LedgerProblems.TrailGap, At("trail", number), Number(number), Number(link.Number)));
                if (link.ComputeHash(before?.Hash ?? default) != link.Hash) Add(problems, Altered(link));
                intact &= Tell(link, standings);
                before = link;
            }

            if (page.Count < PageSize) break;
        }

        if (!intact && problems.Count == 0) Add(problems, Problem.Error(LedgerProblems.TrailAltered, At("trail", 0), "?", "?"));
        return (before?.Number ?? 0, before is null ? 0 : before.First + before.Count - 1);
    }

    private static bool Tell(TrailLink link, Dictionary<long, string> standings)
    {
        try
        {
            foreach (var entry in link.Unpack())
                if (entry is { Delivery: { } delivery, To: { } to } && TellsStanding.Contains(entry.Kind)) standings[delivery] = to;
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static async Task<long> CompareAsync(ILedgerSession session, Dictionary<long, string> standings, List<Problem> problems, CancellationToken cancellationToken)
    {
        var (count, after) = (0L, 0L);
        while (true)
        {
            var page = await session.Deliveries.InAsync([], after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var row in page)
            {
                (after, count) = (row.Id, count + 1);
                var stands = LedgerWords.Standing(row.State, row.WaitsFor);
                if (!standings.Remove(row.Id, out var told)) Add(problems, Problem.Error(LedgerProblems.Untold, At("deliveries", row.Id), Number(row.Id), stands));
                else if (told != stands) Add(problems, Problem.Error(LedgerProblems.ToldOtherwise, At("deliveries", row.Id), Number(row.Id), stands, told));
            }

            if (page.Count < PageSize) break;
        }

        foreach (var (id, told) in standings) Add(problems, Problem.Error(LedgerProblems.RowMissing, At("deliveries", id), Number(id), told));
        return count;
    }

    private static void Add(List<Problem> problems, Problem problem)
    {
        if (problems.Count < MostProblems) problems.Add(problem);
    }

    private static Place At(string table, long row) => new(FormattableString.Invariant($"{table}#{row}"));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
