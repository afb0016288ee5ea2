using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Cli;

/// <summary>What the process tells the shell. Where several hold: interrupted, failed, input, ended without effect, person.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadInput = 2;
    public const int PersonNeeded = 3;
    public const int EndedWithoutEffect = 4;
    public const int Interrupted = 130;

    public static int Of(RunReport report, bool stopIsWanted)
    {
        if (report.Interrupted && !stopIsWanted) return Interrupted;
        if (report.Problems.Count > 0) return report.Problems.All(p => p.Code is LedgerProblems.Moved or LedgerProblems.Restored or LedgerProblems.Unanchored) ? PersonNeeded : Failed;
        if (report.Interrupted) return Done;
        if (report.Rejected + report.Expired > 0) return EndedWithoutEffect;
        return report.NeedsPerson > 0 ? PersonNeeded : Done;
    }
}
