using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Ledger;

/// <summary>Where a ledger is. A copy is somewhere else in at least one of these, unless nobody can tell.</summary>
/// <param name="Machine">The machine; null when it cannot be told.</param>
/// <param name="Address">The path of the file, or the name of the database.</param>
/// <param name="Body">The file itself, whatever its name, or what the tables are to the server; null when it cannot be told.</param>
public sealed record LedgerPlace(string? Machine, string Address, string? Body);

/// <summary>What is remembered of a ledger outside of it: a ledger that does not have this link is an older one, or another.</summary>
/// <param name="Ledger">The ledger's id.</param>
/// <param name="Link">The number of the last link of the trail.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Life">In which life of the ledger it was written (<see cref="LedgerNumbers.Life"/>): what is remembered of an earlier one proves nothing any more, since a person has looked.</param>
public sealed record TrailAnchor(string Ledger, long Link, ContentHash Hash, long Life = 0);

/// <summary>The names of numbers (<see cref="IGateStore.NumberAsync"/>) by which those that work for a ledger tell each other of it.</summary>
public static class LedgerNumbers
{
    /// <summary>Not 0 while the ledger is held: a machine that remembers more found it restored. A person who accepts it sets it back.</summary>
    public const string Held = "home.held";

    /// <summary>The life of the ledger: it begins anew, with a greater number, whenever a person accepts it. 0 for the first.</summary>
    public const string Life = "home.life";

    /// <summary>The number of the last link of the trail that was moved into an archive; what is remembered up to it cannot be compared any more. 0 for none.</summary>
    public const string Archived = "trail.archived";
}

/// <summary>A ledger that can prove to be itself: what is copied, moved or restored may not publish before a person accepted it (law 6). A ledger that dies with its process needs none of it.</summary>
/// <remarks>Thread-safe.</remarks>
public interface ILedgerIdentity
{
    /// <summary>
    /// The life in which commits are remembered outside; null while they are not. The engine sets it when the ledger has proven to be itself, or a person accepted it: what is not proven must not
    /// overwrite what is remembered. Default: null.
    /// </summary>
    long? Life { get; set; }

    /// <summary>Where the ledger is now.</summary>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>The place.</returns>
    ValueTask<LedgerPlace> LocateAsync(CancellationToken cancellationToken);

    /// <summary>What is remembered outside the ledger.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The anchor; null when nothing is remembered.</returns>
    ValueTask<TrailAnchor?> ReadAnchorAsync(CancellationToken cancellationToken);

    /// <summary>Remembers the last link outside the ledger, after it was committed. It may lag behind; it may never run ahead. One of another life takes the place of whatever is remembered.</summary>
    /// <param name="anchor">The anchor.</param>
    /// <param name="cancellationToken">Stops before writing.</param>
    /// <returns>When it is written.</returns>
    ValueTask WriteAnchorAsync(TrailAnchor anchor, CancellationToken cancellationToken);
}

/// <summary>A ledger that can look through what it stores for damage.</summary>
/// <remarks>Thread-safe.</remarks>
public interface ILedgerInspection
{
    /// <summary>Looks through everything stored.</summary>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>What is damaged, with the place: the table and the row; empty when nothing is.</returns>
    ValueTask<IReadOnlyList<Problem>> InspectAsync(CancellationToken cancellationToken);
}

/// <summary>A ledger that can be copied while it is in use.</summary>
/// <remarks>Thread-safe.</remarks>
public interface ILedgerBackup
{
    /// <summary>Writes a copy of one committed state.</summary>
    /// <param name="path">The file to write; it must not exist.</param>
    /// <param name="cancellationToken">Stops before the copy is begun.</param>
    /// <returns>When it is written and on the disk.</returns>
    ValueTask BackUpAsync(string path, CancellationToken cancellationToken);
}
