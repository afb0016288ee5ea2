using System.Security.Cryptography;

namespace Kpu.Outreach.PostgreSql;

/// <summary>How a <see cref="PostgreSqlLedger"/> uses its server.</summary>
/// <remarks>Immutable.</remarks>
public sealed record PostgreSqlLedgerOptions
{
    /// <summary>The schema that holds the tables; it is made when there is none. Lower-case letters, digits and <c>_</c>, at most 63. Default: <c>outreach</c>.</summary>
    public string Schema { get; init; } = "outreach";

    /// <summary>
    /// The folder in which this machine remembers the last link of the trail that it saw committed, so that a database which was set back is found out; it is made when there is none. A folder of one
    /// office's ledgers, kept on the machine's own disk, not in the database's back-up. Default: null, only the process remembers.
    /// </summary>
    public string? AnchorFolder { get; init; }

    /// <summary>How long to wait for other sessions. Default: 30 seconds; then <see cref="Kpu.Outreach.Ledger.LedgerProblems.Locked"/>.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// By how much the server's clock and this machine's may differ when a worker joins. Default: 5 seconds; then <see cref="Kpu.Outreach.Ledger.LedgerProblems.ClockDiffers"/>.
    /// Leases are compared by the workers' clocks.
    /// </summary>
    public TimeSpan ClockSkewAtMost { get; init; } = TimeSpan.FromSeconds(5);

#pragma warning disable RS0030 // The server and other workers live in real time, also where the engine runs on a virtual clock.
    /// <summary>The clock that is compared with the server's, and that waits for the server. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
#pragma warning restore RS0030

    /// <summary>Makes the id of a new ledger. Default: 32 random hexadecimal digits.</summary>
    public Func<string> LedgerIdSource { get; init; } = () => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
