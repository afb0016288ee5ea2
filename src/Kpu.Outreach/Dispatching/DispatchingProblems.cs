namespace Kpu.Outreach.Dispatching;

/// <summary>The codes of problems the engine raises.</summary>
public static class DispatchingProblems
{
    /// <summary>Another copy of the ledger may have published it: it is looked for first.</summary>
    public const string MayBePublic = "may-be-public";

    /// <summary>The account is no longer in the workspace, or its channel is not installed.</summary>
    public const string AccountUnknown = "account-not-served";

    /// <summary>The channel cannot change what stands there: a person decides.</summary>
    public const string CannotRevise = "revise-unsupported";

    /// <summary>The channel cannot take back what stands there: a person decides.</summary>
    public const string CannotRetract = "retract-unsupported";

    /// <summary>The attempts are used up.</summary>
    public const string AttemptsUsedUp = "attempts-used-up";

    /// <summary>An adapter threw something nobody foresaw.</summary>
    public const string AdapterThrew = "adapter-threw";

    /// <summary>A pipeline of the host wanted to repeat a call that may publish.</summary>
    public const string PipelineRepeats = "pipeline-repeats";

    /// <summary>A call took longer than the channel's longest call.</summary>
    public const string CallTimedOut = "call-timed-out";

    /// <summary>The worker ended while a call was on its way.</summary>
    public const string WorkerLost = "worker-lost";

    /// <summary>Another process works on the same ledger.</summary>
    public const string WorkerBusy = "worker-busy";

    /// <summary>The channel failed too often and is given a pause.</summary>
    public const string ChannelPaused = "channel-paused";

    /// <summary>The time in which the effect could be looked up is over.</summary>
    public const string CannotProve = "effect-not-provable";

    /// <summary>The ledger lacks the text of a delivery.</summary>
    public const string RenditionMissing = "rendition-missing";

    /// <summary>The time for it has passed while it was late, and its policy asks.</summary>
    public const string LateAsks = "late-asks";

    /// <summary>The same words went out a short time ago: a person decides.</summary>
    public const string LikelyDuplicate = "likely-duplicate";

    /// <summary>What shall be corrected is neither a fact nor a material of the workspace.</summary>
    public const string NothingToCorrect = "nothing-to-correct";

    /// <summary>An older version stands there, and nothing is planned in its place any more.</summary>
    public const string NoLongerPlanned = "no-longer-planned";

    /// <summary>An older version stands there because the channel refused the new one, or a person let it stand.</summary>
    public const string LeftStanding = "left-standing";
}
