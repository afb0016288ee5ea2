namespace Kpu.Outreach.Testing.Platform;

/// <summary>What goes wrong with a call.</summary>
/// <remarks>Immutable.</remarks>
public sealed record PlatformFault
{
    private PlatformFault(string name, bool handles) => (Name, Handles) = (name, handles);

    /// <summary>The connection breaks before the platform did anything.</summary>
    public static PlatformFault CutBefore { get; } = new("cut before the platform did anything", handles: false) { Cuts = true };

    /// <summary>The platform did what it was asked, and the connection breaks instead of the answer.</summary>
    public static PlatformFault CutAfter { get; } = new("cut after the platform did it", handles: true) { Cuts = true };

    /// <summary>The platform answers as always, in JSON with members that nobody knows yet.</summary>
    public static PlatformFault UnknownMembers { get; } = new("answered with unknown members", handles: true) { Grows = true };

    /// <summary>For people.</summary>
    public string Name { get; }

    /// <summary>Whether the platform does what it was asked.</summary>
    internal bool Handles { get; }

    internal bool Cuts { get; private init; }

    internal bool Grows { get; private init; }

    internal PlatformAnswer? Answer { get; private init; }

    internal Task? Until { get; private init; }

    /// <summary>The platform does nothing and answers so.</summary>
    /// <param name="answer">The answer.</param>
    /// <returns>The fault.</returns>
    public static PlatformFault Refused(PlatformAnswer answer) => new($"answered {NotNull(answer).Status} without doing it", handles: false) { Answer = answer };

    /// <summary>The platform does what it was asked and answers so all the same.</summary>
    /// <param name="answer">The answer.</param>
    /// <returns>The fault.</returns>
    public static PlatformFault DoneBut(PlatformAnswer answer) => new($"answered {NotNull(answer).Status} after doing it", handles: true) { Answer = answer };

    /// <summary>The platform does what it was asked, and its answer stays away until something happened.</summary>
    /// <param name="until">What must happen.</param>
    /// <returns>The fault.</returns>
    public static PlatformFault HeldUntil(Task until) => new("answered late", handles: true) { Until = until };

    /// <summary>Its name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;

    private static PlatformAnswer NotNull(PlatformAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer;
    }
}
