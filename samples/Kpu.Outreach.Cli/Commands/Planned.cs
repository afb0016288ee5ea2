using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Cli.Commands;

/// <summary>The steps from a workspace to its plan, or to the reason why there is none.</summary>
internal static class Planned
{
    /// <summary>Validates a workspace.</summary>
    /// <returns>The review, or null and the exit code after the problems were told.</returns>
    public static async Task<(OutreachReview? Review, int ExitCode)> ReviewAsync(Screen screen, Desk desk, CancellationToken cancellationToken)
    {
        if (desk.Reading.HasErrors)
        {
            // The rules too: all problems in one pass. They need no ledger, and none is made for a workspace that cannot be read.
            var problems = (await desk.Client.ValidateAsync(desk.Reading, cancellationToken)).Problems;
            return (null, await screen.FailAsync([.. problems.Where(p => p.Severity == Severity.Error)], ExitCode.BadInput));
        }

        var review = await screen.BusyAsync(screen.Texts.Reading, () => desk.Client.ValidateAsync(desk.Reading, cancellationToken));
        return review.IsValid ? (review, ExitCode.Done) : (null, await screen.FailAsync(review.Errors, ExitCode.BadInput));
    }

    public static IEnumerable<PlannedDelivery> Of(Screen screen, Desk desk, OutreachReview review, Request request)
    {
        Check(screen, desk, request);
        return desk.Client.Plan(review, request.Campaign).Deliveries.Where(d => request.Account is null || d.Key.Account == request.Account);
    }

    /// <summary>A name nobody knows is refused: an empty answer would look like "nothing to do".</summary>
    public static void Check(Screen screen, Desk desk, Request request)
    {
        var model = desk.Reading.Model;
        if (request.Campaign is { } campaign && model.Campaigns.All(c => c.Id != campaign)) throw new Refusal("campaign-unknown", screen.Texts.CampaignUnknown(campaign, model.Campaigns.Select(c => c.Id)));
        if (request.Account is { } account && model.Accounts.All(a => a.Key != account)) throw new Refusal("account-unknown", screen.Texts.AccountUnknown(account, model.Accounts.Select(a => a.Key)));
    }

    /// <summary>The zone in which a moment was meant.</summary>
    public static IndonesianZone Zone(PlannedDelivery delivery) => IndonesianZone.All.FirstOrDefault(z => z.Show(delivery.Intended).Offset == delivery.Intended.Offset) ?? delivery.Office.Zone;

    public static string Why(PlanReason reason, Texts texts) => ProblemText.Sentence(new Problem { Code = reason.Code, Arguments = reason.Arguments }, texts.Culture);
}
