using System.Globalization;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Ledger;

/// <summary>The codes of problems a ledger raises. The first argument always names the ledger, such as its file.</summary>
public static class LedgerProblems
{
    /// <summary>What is stored cannot be read, or is no ledger.</summary>
    public const string Damaged = "ledger-damaged";

    /// <summary>There is no room left to write.</summary>
    public const string Full = "ledger-full";

    /// <summary>Another program keeps the ledger busy for too long.</summary>
    public const string Locked = "ledger-locked";

    /// <summary>The ledger may be read but not written.</summary>
    public const string ReadOnly = "ledger-read-only";

    /// <summary>The ledger was written by a newer version of the library. Arguments 1 and 2: its version, the version known here.</summary>
    public const string NewerVersion = "ledger-newer-version";

    /// <summary>The ledger is not where it was when it published last: it is a copy, or it was moved. Argument 1: what differs (<c>machine</c>, <c>path</c>, <c>file</c>).</summary>
    public const string Moved = "ledger-moved";

    /// <summary>The ledger is older than what is remembered of it, or another one. Arguments 1 and 2: its last link, the remembered one.</summary>
    public const string Restored = "ledger-restored";

    /// <summary>What was remembered of the ledger is gone.</summary>
    public const string Unanchored = "ledger-unanchored";

    /// <summary>A worker on another machine found that the ledger is older than what it remembers.</summary>
    public const string Held = "ledger-held";

    /// <summary>A row does not fit its seal, or a page its form. The place names the table and the row; argument 1: what the store says.</summary>
    public const string RowDamaged = "ledger-row-damaged";

    /// <summary>A link of the trail was altered. Arguments: the link, when it was written.</summary>
    public const string TrailAltered = "trail-altered";

    /// <summary>A link of the trail is missing. Arguments: the link, the one found in its place.</summary>
    public const string TrailGap = "trail-gap";

    /// <summary>The trail ends too early. Arguments: its last link, the last one remembered.</summary>
    public const string TrailShortened = "trail-shortened";

    /// <summary>A file of the archived trail is damaged, or tells a link otherwise than another one. The place names the file and the line; argument: the file's name.</summary>
    public const string ArchiveDamaged = "trail-archive-damaged";

    /// <summary>Links that were archived are not in the archive. Arguments: the first link that is missing, the last one that was archived.</summary>
    public const string ArchiveIncomplete = "trail-archive-incomplete";

    /// <summary>The trail tells nothing of a delivery. Arguments: the delivery, how it stands.</summary>
    public const string Untold = "trail-tells-nothing";

    /// <summary>A delivery does not stand as the trail tells. Arguments: the delivery, how it stands, what the trail tells.</summary>
    public const string ToldOtherwise = "trail-tells-otherwise";

    /// <summary>A delivery of which the trail tells is not there. Arguments: the delivery, what the trail tells.</summary>
    public const string RowMissing = "delivery-missing";

    /// <summary>The server of the ledger cannot be reached, or the connection broke. Argument 1: what it says.</summary>
    public const string Unavailable = "ledger-unavailable";

    /// <summary>The clocks of the ledger's server and of this machine differ too much. Arguments 1 and 2: by how many seconds, how many are allowed.</summary>
    public const string ClockDiffers = "ledger-clock-differs";

    /// <summary>The store failed in another way. Argument 1: what it says.</summary>
    public const string Failed = "ledger-failed";
}

/// <summary>A ledger cannot do what it was asked. Nothing of the session that met it is kept.</summary>
/// <remarks>The message is the English sentence of <see cref="Problem"/>; for other readers use <see cref="ProblemText"/>.</remarks>
public sealed class LedgerException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="problem">What is wrong; its code is one of <see cref="LedgerProblems"/>.</param>
    /// <param name="innerException">What the store threw; null when it threw nothing.</param>
    public LedgerException(Problem problem, Exception? innerException = null)
        : base(ProblemText.Sentence(problem, CultureInfo.GetCultureInfo("en")), innerException) => Problem = problem;

    /// <summary>What is wrong.</summary>
    public Problem Problem { get; }

    /// <summary>Whether the ledger turned out not to be the one that published last: it publishes nothing before a person accepts it (law 6).</summary>
    public bool IsNotItself => Problem.Code is LedgerProblems.Restored or LedgerProblems.Moved or LedgerProblems.Held;

    /// <summary>Whether the same may succeed later by itself, in a new session: true for <see cref="LedgerProblems.Locked"/> and <see cref="LedgerProblems.Unavailable"/>. A commit that met it may have been carried out.</summary>
    public bool IsTransient => Problem.Code is LedgerProblems.Locked or LedgerProblems.Unavailable;
}
