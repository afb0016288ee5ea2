using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>How far a correction has come at a place.</summary>
public enum CorrectionState
{
    /// <summary>What stands there is as it shall be, a note beside it says so, or it was taken back and issued anew.</summary>
    Corrected = 0,

    /// <summary>Its turn has come, or the call is on its way.</summary>
    OnItsWay = 1,

    /// <summary>It waits and will move by itself; before the change is planned it waits for that.</summary>
    Waiting = 2,

    /// <summary>Only a person can move it.</summary>
    NeedsPerson = 3,
}

/// <summary>A publication that carries, or carried, what was corrected.</summary>
/// <remarks>Immutable.</remarks>
public sealed record CorrectionPlace
{
    /// <summary>The publication's number.</summary>
    public required long Publication { get; init; }

    /// <summary>The publication's identity.</summary>
    public required PublicationKey Key { get; init; }

    /// <summary>The channel.</summary>
    public required ChannelKey Channel { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>How far it is.</summary>
    public required CorrectionState State { get; init; }

    /// <summary>The delivery that is open; null when none is.</summary>
    public long? Delivery { get; init; }

    /// <summary>What that delivery waits for; null when it does not wait.</summary>
    public WaitReason? WaitsFor { get; init; }

    /// <summary>Where it stands; null when that is not known.</summary>
    public Receipt? Receipt { get; init; }

    /// <summary>The publication that was issued in its place after it was taken back; null when there is none.</summary>
    public long? ReissuedAs { get; init; }

    /// <summary>What stands in the way; null when nothing does.</summary>
    public Problem? Problem { get; init; }
}

/// <summary>How far the correction of a fact or material has come, place by place.</summary>
/// <remarks>Immutable.</remarks>
public sealed record CorrectionReport
{
    /// <summary>The id of the fact or material.</summary>
    public required string Id { get; init; }

    /// <summary>The version of the fact that shall stand everywhere; null for a material.</summary>
    public int? Version { get; init; }

    /// <summary>The publications that carry or carried what was corrected, by number. What was taken back, or was not public yet, is none.</summary>
    public IReadOnlyList<CorrectionPlace> Places { get; init; } = [];

    /// <summary>What was done; null when the progress was only read, or nothing could be done.</summary>
    public RunReport? Run { get; init; }

    /// <summary>Problems that stopped it before anything was done. Default: none.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>How many places are as they shall be.</summary>
    public int Corrected => Places.Count(p => p.State == CorrectionState.Corrected);

    /// <summary>How many places move by themselves.</summary>
    public int Open => Places.Count(p => p.State is CorrectionState.OnItsWay or CorrectionState.Waiting);

    /// <summary>How many places only a person can move.</summary>
    public int NeedsPerson => Places.Count(p => p.State == CorrectionState.NeedsPerson);

    /// <summary>Whether every place is as it shall be.</summary>
    public bool IsComplete => Problems.Count == 0 && Corrected == Places.Count;
}
