using System.Security.Cryptography;

namespace Kpu.Outreach.Sqlite;

/// <summary>How a <see cref="SqliteLedger"/> keeps its file.</summary>
/// <remarks>Immutable.</remarks>
public sealed record SqliteLedgerOptions
{
    /// <summary>Whether a commit waits until the disk has it, so that it outlives a loss of power (<c>synchronous=FULL</c>). Default: true. False outlives the end of the process only (<c>synchronous=NORMAL</c>): for rehearsals.</summary>
    public bool SurvivesPowerLoss { get; init; } = true;

    /// <summary>How long to wait for another process that writes. Default: 30 seconds; then <see cref="Kpu.Outreach.Ledger.LedgerProblems.Locked"/>.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

#pragma warning disable RS0030 // Another process holds its lock in real time, also where the engine runs on a virtual clock.
    /// <summary>The clock that waits for another process. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
#pragma warning restore RS0030

    /// <summary>What tells this machine from others, so that a ledger copied from one to another is found out; null where nothing can. Default: the system's own id.</summary>
    public string? Machine { get; init; } = FileIdentity.Machine();

    /// <summary>Makes the id of a new ledger. Default: 32 random hexadecimal digits.</summary>
    public Func<string> LedgerIdSource { get; init; } = () => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
