using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Validation;

namespace Kpu.Outreach;

/// <summary>What validation found, and what can be planned of it.</summary>
/// <remarks>Immutable; made by <see cref="OutreachClient"/> alone.</remarks>
public sealed class OutreachReview
{
    internal OutreachReview(OutreachModel model, ChannelBook book, IReadOnlyList<Problem> problems, IReadOnlyList<ValidatedCampaign> campaigns) =>
        (Model, Book, Problems, Campaigns) = (model, book, problems, campaigns);

    /// <summary>The model.</summary>
    public OutreachModel Model { get; }

    /// <summary>The accounts with their channels.</summary>
    public ChannelBook Book { get; }

    /// <summary>Every problem, warnings and information too.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>The campaigns in which no error was found.</summary>
    public IReadOnlyList<ValidatedCampaign> Campaigns { get; }

    /// <summary>The problems that are errors.</summary>
    public IReadOnlyList<Problem> Errors => [.. Problems.Where(p => p.Severity == Severity.Error)];

    /// <summary>Whether there is no error.</summary>
    public bool IsValid => Problems.All(p => p.Severity != Severity.Error);
}
