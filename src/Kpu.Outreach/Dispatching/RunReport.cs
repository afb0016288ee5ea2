using System.Globalization;
using System.Text;
using Kpu.Outreach.Ledger;

namespace Kpu.Outreach.Dispatching;

/// <summary>What a run did, and what waits for what.</summary>
/// <remarks>Immutable.</remarks>
public sealed record RunReport
{
    /// <summary>How the plan was merged before the run; null when nothing was planned.</summary>
    public EnqueueResult? Enqueued { get; init; }

    /// <summary>Parts published in this run.</summary>
    public int Published { get; init; }

    /// <summary>Parts revised in this run.</summary>
    public int Revised { get; init; }

    /// <summary>Publications taken back in this run.</summary>
    public int Retracted { get; init; }

    /// <summary>Deliveries that ended rejected in this run.</summary>
    public int Rejected { get; init; }

    /// <summary>Deliveries that ended expired in this run.</summary>
    public int Expired { get; init; }

    /// <summary>Deliveries that were sent in this run on one person's emergency approval: a second person looks at them afterwards.</summary>
    public int Emergencies { get; init; }

    /// <summary>Deliveries that wait, by what they wait for.</summary>
    public IReadOnlyDictionary<WaitReason, int> Waiting { get; init; } = new Dictionary<WaitReason, int>();

    /// <summary>Deliveries whose moment has come and that only a person can move.</summary>
    public int NeedsPerson { get; init; }

    /// <summary>When something will be due next; null when nothing will be by itself.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>Whether the run was stopped before it was through.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Problems that stopped the run before anything was done. Default: none.</summary>
    public IReadOnlyList<Primitives.Problem> Problems { get; init; } = [];

    /// <summary>Whether everything due is done.</summary>
    public bool IsComplete => !Interrupted && NeedsPerson == 0 && Rejected == 0 && Expired == 0 && Problems.Count == 0;

    /// <summary>What went out and what waits, in a few lines of English.</summary>
    /// <returns>The lines.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var problem in Problems) text.Append(Primitives.ProblemText.Sentence(problem, CultureInfo.GetCultureInfo("en"))).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{Published} published, {Revised} revised, {Retracted} retracted");
        if (Rejected > 0) text.Append(CultureInfo.InvariantCulture, $", {Rejected} rejected");
        if (Expired > 0) text.Append(CultureInfo.InvariantCulture, $", {Expired} expired");
        if (Emergencies > 0) text.Append(CultureInfo.InvariantCulture, $"\n{Emergencies} on an emergency approval: a second person should look at them");
        foreach (var (reason, count) in Waiting.OrderBy(w => w.Key))
            text.Append('\n').Append(CultureInfo.InvariantCulture, $"{count} waiting for {reason.Word()}");
        if (NextDue is { } next) text.Append('\n').Append(CultureInfo.InvariantCulture, $"next due {next:yyyy-MM-dd HH:mm:ss zzz}");
        if (Interrupted) text.Append("\ninterrupted");
        return text.ToString();
    }
}
