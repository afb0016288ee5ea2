using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Ledger;

/// <summary>A walk along the chain, from the first link of the archive, or of the ledger, to the last: what does not fit is told, and what the trail tells of deliveries is kept. Used once.</summary>
internal sealed class TrailWalk(Action<Problem> tell)
{
    private const int PageSize = 500;

    // These entries tell how a delivery stands after them; others tell of outcomes and persons.
    private static readonly HashSet<string> TellsStanding = new(StringComparer.Ordinal) { "added", "moved" };

    private TrailLink? _before;
    private string? _base;
    private bool _isAltered;
    private bool _told;

    /// <summary>How each delivery stands, as the links that were read tell.</summary>
    public Dictionary<long, string> Standings { get; } = [];

    /// <summary>Whether every link was read, those in the archive too.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The number of the last link.</summary>
    public long Links => _before?.Number ?? 0;

    /// <summary>The number of the last entry.</summary>
    public long Entries => _before is null ? 0 : _before.First + _before.Count - 1;

    /// <summary>Walks along what was archived.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="ledger">The ledger's id.</param>
    /// <param name="last">The last link that was archived.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task ArchiveAsync(string folder, string ledger, long last, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var link in TrailArchive.ReadAsync(folder, ledger, cancellationToken).ConfigureAwait(false))
            {
                if (link.Number > last || link.Number != Links + 1) break;
                Meet(link);
            }
        }
        catch (LedgerException e)
        {
            Tell(e.Problem);
        }

        IsWhole = Links == last;
        if (IsWhole) return;
        if (!_told) Tell(Problem.Error(LedgerProblems.ArchiveIncomplete, LedgerVerifier.At("trail", Links + 1), LedgerVerifier.Number(Links + 1), LedgerVerifier.Number(last)));
        _before = null;
    }

    /// <summary>Walks along what is in the ledger.</summary>
    /// <param name="session">The session.</param>
    /// <param name="archived">The number of the last link that was archived; 0 for none.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task LedgerAsync(ILedgerSession session, long archived, CancellationToken cancellationToken)
    {
        if (archived == 0) IsWhole = true;
        TrailLink? first = null;
        for (var seen = 0L; ;)
        {
            var page = await session.Trail.ReadAsync(null, seen, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var link in page)
            {
                // Its place in the chain is known when the entry comes that tells of the archive.
                if (first is null && archived > 0 && _before is null && link.Number == archived + 1)
                {
                    Unpack(link, archived);
                    _before = link;
                }
                else
                {
                    Meet(link, archived);
                }

                first ??= link;
                seen = link.Number;
            }

            if (page.Count < PageSize) break;
        }

        if (archived > 0 && first is not null) MeetArchive(first);
        if (_isAltered && !_told) Tell(Problem.Error(LedgerProblems.TrailAltered, LedgerVerifier.At("trail", 0), "?", "?"));
    }

    /// <summary>Only the chain itself can tell that links were archived: a number in a table would be as easily written as links are removed.</summary>
    private void MeetArchive(TrailLink first)
    {
        if (_base is not { Length: 64 } hash || !hash.All(char.IsAsciiHexDigitLower)) Tell(Problem.Error(LedgerProblems.TrailGap, LedgerVerifier.At("trail", 1), "1", LedgerVerifier.Number(first.Number)));
        else if (first.ComputeHash(ContentHash.Parse(hash)) != first.Hash) Tell(LedgerVerifier.Altered(first));
    }

    private void Meet(TrailLink link, long archived = 0)
    {
        var (number, first) = (Links + 1, Entries + 1);
        if (link.Number != number || link.First != first) Tell(Problem.Error(LedgerProblems.TrailGap, LedgerVerifier.At("trail", number), LedgerVerifier.Number(number), LedgerVerifier.Number(link.Number)));
        if (link.ComputeHash(_before?.Hash ?? default) != link.Hash) Tell(LedgerVerifier.Altered(link));
        Unpack(link, archived);
        _before = link;
    }

    private void Unpack(TrailLink link, long archived)
    {
        try
        {
            foreach (var entry in link.Unpack())
            {
                if (entry is { Delivery: { } delivery, To: { } to } && TellsStanding.Contains(entry.Kind)) Standings[delivery] = to;
                else if (entry.Kind == Retention.ArchivedKind && entry.To == LedgerVerifier.Number(archived)) _base = entry.Cause;
            }
        }
        catch (FormatException)
        {
            _isAltered = true;
        }
    }

    private void Tell(Problem problem)
    {
        _told = true;
        tell(problem);
    }
}
