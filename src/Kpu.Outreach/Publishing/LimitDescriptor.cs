namespace Kpu.Outreach.Publishing;

/// <summary>Who shares a limit.</summary>
public enum LimitSharer
{
    /// <summary>Each account has its own.</summary>
    Account = 0,

    /// <summary>The accounts of an office on this channel share one.</summary>
    Office = 1,

    /// <summary>All accounts of the channel share one.</summary>
    Channel = 2,

    /// <summary>Accounts with the same value of a setting share one, such as the id of an application or the address of a server.</summary>
    Setting = 3,
}

/// <summary>A limit of a platform: so many permits in so long a time, as a bucket that refills evenly. Shared by all workers through the ledger.</summary>
/// <remarks>Immutable. What the platform itself says (<see cref="LimitReading"/>, <see cref="Outcome.Deferred"/>) counts more than what is declared here.</remarks>
public sealed record LimitDescriptor
{
    /// <summary>The name, by which placements say what they cost and readings say what they are of, such as <c>posts</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Who shares it. Default: each account has its own.</summary>
    public LimitSharer Sharer { get; init; }

    /// <summary>The setting whose value names the sharers, where <see cref="Sharer"/> is <see cref="LimitSharer.Setting"/>; else null.</summary>
    public string? Setting { get; init; }

    /// <summary>How many permits a full bucket has, at least 1.</summary>
    public required int Permits { get; init; }

    /// <summary>In how long an empty bucket is full again; longer than zero.</summary>
    public required TimeSpan Per { get; init; }

    /// <summary>Whether it is the share of reads (looks); else of acts. A platform that counts both in one gets one of each. Default: false.</summary>
    public bool IsForReads { get; init; }
}
