namespace Kpu.Outreach.Ledger;

/// <summary>How long a ledger keeps what it no longer needs. Publications and deliveries are always kept: they are what prevents a second publication.</summary>
/// <remarks>Immutable.</remarks>
public sealed record RetentionPolicy
{
    /// <summary>How long links of the trail stay in the ledger before they move into archive files; longer than zero.</summary>
    /// <value>Default: null, for ever.</value>
    public TimeSpan? TrailInLedger { get; init; }

    /// <summary>How long the names and words of persons are kept; longer than zero. What an open delivery or a hold still stands on is kept until it is over.</summary>
    /// <value>Default: null, for ever.</value>
    public TimeSpan? Persons { get; init; }

    /// <summary>The folder of the archive files; made when it is missing.</summary>
    /// <value>Default: null. Needed where <see cref="TrailInLedger"/> is set.</value>
    public string? ArchiveFolder { get; init; }
}

/// <summary>What a retention did.</summary>
/// <param name="ArchivedLinks">How many links of the trail moved into the archive.</param>
/// <param name="ArchiveFile">The file they moved into; null when none did.</param>
/// <param name="ErasedPersons">How many times the name of a person was erased.</param>
public sealed record RetentionReport(long ArchivedLinks, string? ArchiveFile, long ErasedPersons);
