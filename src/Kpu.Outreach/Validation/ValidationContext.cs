using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Validation;

/// <summary>What validation needs beside the model.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ValidationContext
{
    /// <summary>The present instant, or a rehearsal's: what lies before it is past.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The accounts with their channels, narrowed; null when channels are not known here, and then nothing that depends on them is checked. Default: null.</summary>
    public IReadOnlyList<EffectiveChannel>? Channels { get; init; }

    /// <summary>Problems found earlier, while reading; they are part of the report, and an error among them stops the campaigns. Default: none.</summary>
    public IReadOnlyList<Problem> Found { get; init; } = [];

    /// <summary>Whether the model has gaps because something could not be read; references that lead nowhere are then not reported. Default: false.</summary>
    public bool IsPartial { get; init; }
}

/// <summary>A campaign that no rule finds an error in, with the model it lives in. Only <see cref="CampaignValidator"/> makes one.</summary>
/// <remarks>Immutable.</remarks>
public sealed class ValidatedCampaign
{
    internal ValidatedCampaign(Campaign campaign, OutreachModel model) => (Campaign, Model) = (campaign, model);

    /// <summary>The campaign.</summary>
    public Campaign Campaign { get; }

    /// <summary>The whole model, validated with it.</summary>
    public OutreachModel Model { get; }
}

/// <summary>What validation found.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ValidationReport
{
    internal ValidationReport(IReadOnlyList<Problem> problems, IReadOnlyList<ValidatedCampaign> campaigns) => (Problems, Campaigns) = (problems, campaigns);

    /// <summary>Every problem, of reading too, in the order of files and lines.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>The campaigns, in the model's order; none when any problem is an error.</summary>
    public IReadOnlyList<ValidatedCampaign> Campaigns { get; }

    /// <summary>Whether any problem is an error.</summary>
    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);
}
