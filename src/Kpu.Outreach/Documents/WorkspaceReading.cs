using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>What was read from a workspace: the model as far as it could be read, where everything stands, and every problem found on the way.</summary>
/// <remarks>Immutable; safe for concurrent reading.</remarks>
public sealed record WorkspaceReading
{
    /// <summary>The folder's full path.</summary>
    public required string Root { get; init; }

    /// <summary>The workspace's name for people; null when it has none.</summary>
    public string? Name { get; init; }

    /// <summary>The model. Elements that could not be read are left out; each has a problem.</summary>
    public required OutreachModel Model { get; init; }

    /// <summary>The places of the model's elements.</summary>
    public required IPlaceFinder Places { get; init; }

    /// <summary>The problems of reading, in the order of files and lines. Validation finds more.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Whether a document or an element of one could not be read, so that the model has gaps. Validation then does not report references into the gaps.</summary>
    public bool IsPartial { get; init; }

    /// <summary>What was looked at, and how it stood then.</summary>
    internal WorkspaceStamps Stamps { get; init; } = new("");

    /// <summary>Whether any problem is an error.</summary>
    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);
}
