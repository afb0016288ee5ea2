using Kpu.Outreach.Ledger;
using Kpu.Outreach.Testing.Suites;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>What an author fills in to have a ledger tested: how one is opened, and what it can do.</summary>
public abstract class LedgerFixture : ConformanceFixture
{
    /// <summary>Opens the ledger that is kept under a name, as a process of its own would; makes an empty one where there is none.</summary>
    /// <param name="store">The name, such as a file's or a database's: letters, digits and hyphens.</param>
    /// <param name="cancellationToken">Stops opening.</param>
    /// <returns>The ledger. The kit disposes it.</returns>
    protected internal abstract ValueTask<IDeliveryLedger> OpenAsync(string store, CancellationToken cancellationToken);

    /// <summary>Whether it takes one worker at a time.</summary>
    protected internal abstract bool TakesOneWorker { get; }

    /// <summary>Whether what was committed is there when the ledger is opened again, by the same process or another. Default: true; false for a ledger in memory.</summary>
    protected internal virtual bool OutlivesItsProcess => true;

    /// <summary>Whether sessions that read go on beside one that writes. Default: true.</summary>
    protected internal virtual bool ReadsWhileOthersWrite => true;

    /// <summary>
    /// Copies what is stored, as somebody would who copies the file, restores a backup or clones the database: everything that lies in the ledger, and nothing of what is remembered outside of it. What is
    /// there under the new name is replaced. Asked of ledgers that are <see cref="ILedgerIdentity"/>; nobody has either of them open.
    /// </summary>
    /// <param name="store">The name.</param>
    /// <param name="copy">The name of the copy.</param>
    /// <param name="cancellationToken">Stops copying.</param>
    /// <returns>When it is copied.</returns>
    protected internal virtual ValueTask CopyAsync(string store, string copy, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"Override {nameof(CopyAsync)}: a ledger that can prove to be itself is tested with a copy of itself.");

    /// <summary>How many random histories the model-based test goes through. Default: 20.</summary>
    protected internal virtual int Histories => 20;
}
