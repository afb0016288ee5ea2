using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>What a run has done, in numbers. Written by the one loop of a dispatcher.</summary>
internal sealed class RunTally
{
    private HashSet<long>? _emergencies;

    public int Published { get; private set; }

    public int Revised { get; private set; }

    public int Retracted { get; private set; }

    public int Rejected { get; set; }

    public int Expired { get; set; }

    /// <summary>How many deliveries were sent, or tried, on one person's emergency approval.</summary>
    public int Emergencies => _emergencies?.Count ?? 0;

    /// <summary>A delivery is sent on an emergency approval; a second attempt at it counts no more.</summary>
    public void InEmergency(long delivery) => (_emergencies ??= []).Add(delivery);

    public void Done(Operations operation)
    {
        switch (operation)
        {
            case Operations.Publish:
                Published++;
                break;
            case Operations.Retract:
                Retracted++;
                break;
            default:
                Revised++;
                break;
        }
    }
}
