using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Campaigns;

/// <summary>The kind of an office.</summary>
public enum OfficeKind
{
    /// <summary>KPU RI.</summary>
    National = 0,

    /// <summary>KPU Provinsi (in Aceh: KIP Aceh).</summary>
    Province = 1,

    /// <summary>KPU Kabupaten.</summary>
    Regency = 2,

    /// <summary>KPU Kota.</summary>
    City = 3,
}

/// <summary>How well an office's web host is known.</summary>
public enum HostEvidence
{
    /// <summary>No host is known.</summary>
    None = 0,

    /// <summary>Derived by the naming rule, not checked.</summary>
    Inferred = 1,

    /// <summary>Found in a third party's listing or repository.</summary>
    Listed = 2,

    /// <summary>A page of the host was read.</summary>
    Seen = 3,
}

/// <summary>An office of KPU (satker).</summary>
/// <remarks>Immutable; equal when all members are equal, the list of former codes by reference.</remarks>
public sealed record Office
{
    /// <summary>The official region code.</summary>
    public required OfficeCode Code { get; init; }

    /// <summary>The region's official name, such as <c>Kota Blitar</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The kind.</summary>
    public required OfficeKind Kind { get; init; }

    /// <summary>The office's time zone (Keppres 41/1987).</summary>
    public required IndonesianZone Zone { get; init; }

    /// <summary>The host of the office's website, such as <c>kota-blitar.kpu.go.id</c>; null when unknown.</summary>
    public string? Host { get; init; }

    /// <summary>How well <see cref="Host"/> is known.</summary>
    public HostEvidence HostEvidence { get; init; }

    /// <summary>Codes this region had before, such as 91.01 for Merauke. Default: none.</summary>
    public IReadOnlyList<OfficeCode> FormerCodes { get; init; } = [];

    /// <summary>The office's name for people: <c>KPU Kota Blitar</c>, in Aceh <c>KIP ...</c>.</summary>
    public string Title => Kind == OfficeKind.National ? Name : $"{(Code.Value.StartsWith("11", StringComparison.Ordinal) ? "KIP" : "KPU")} {Name}";
}
