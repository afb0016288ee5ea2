using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Dispatching;

/// <summary>What a run has done, in numbers. Written by the one loop of a dispatcher.</summary>
internal sealed class RunTally
{
    public int Published { get; private set; }

    public int Revised { get; private set; }

    public int Retracted { get; private set; }

    public int Rejected { get; set; }

    public int Expired { get; set; }

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
