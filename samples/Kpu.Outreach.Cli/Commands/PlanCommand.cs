using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Planning;

namespace Kpu.Outreach.Cli.Commands;

/// <summary>Shows what will be published, where, when and why then.</summary>
internal static class PlanCommand
{
    private const int RowsShown = 200;

    public static async Task<int> RunAsync(Screen screen, Request request, CancellationToken cancellationToken)
    {
        await using var desk = await Desk.OpenAsync(request, LedgerUse.None, screen, cancellationToken);
        var (review, exitCode) = await Planned.ReviewAsync(screen, desk, cancellationToken);
        if (review is null) return exitCode;
        var deliveries = Planned.Of(screen, desk, review, request);
        if (screen.IsJson) await screen.DocumentAsync(output => WriteAsync(output, deliveries, screen.Texts, cancellationToken));
        else Show(screen, deliveries);
        return ExitCode.Done;
    }

    private static void Show(Screen screen, IEnumerable<PlannedDelivery> deliveries)
    {
        var texts = screen.Texts;
        var rows = new List<PlannedDelivery>();
        var count = 0;
        foreach (var delivery in deliveries)
            if (++count <= RowsShown) rows.Add(delivery);
        screen.Table(texts.PlanHeads, rows.Select(d => (IReadOnlyList<string>)
        [
            d.IsAsap ? texts.AsSoonAsPossible : texts.Moment(d.Intended, Planned.Zone(d)), d.Key.Account, d.Key.Material, d.Key.Campaign, d.Key.Occurrence,
            string.Join(' ', d.Why.Select(w => Planned.Why(w, texts))),
        ]));
        screen.Say(count > RowsShown ? texts.OnlyFirst(RowsShown, count) : texts.Total(count));
    }

    private static async Task WriteAsync(JsonOutput output, IEnumerable<PlannedDelivery> deliveries, Texts texts, CancellationToken cancellationToken)
    {
        var json = output.Writer;
        json.WriteStartArray();
        foreach (var delivery in deliveries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            json.WriteStartObject();
            json.WriteString("campaign", delivery.Key.Campaign);
            json.WriteString("material", delivery.Key.Material);
            json.WriteString("account", delivery.Key.Account);
            json.WriteString("channel", delivery.Channel.Value);
            json.WriteString("office", delivery.Office.Code.Value);
            json.WriteString("placement", delivery.Key.Placement.Value);
            json.WriteString("occurrence", delivery.Key.Occurrence);
            json.WriteString("variant", delivery.Rendition.Inputs.Variant);
            // Without a moment of its own it goes out as soon as the campaign allows: there is nothing to name.
            json.Instant("intended", delivery.IsAsap ? null : delivery.Intended);
            json.WriteString("zone", (delivery.IsAsap ? delivery.Office.Zone : Planned.Zone(delivery)).Abbreviation);
            json.Instant("notBefore", delivery.NotBefore);
            json.Instant("notAfter", delivery.NotAfter);
            json.Instant("closesAt", delivery.ClosesAt);
            json.Strings("why", delivery.Why.Select(w => Planned.Why(w, texts)));
            json.WriteString("revision", delivery.Rendition.Hash.Hex[..12]);
            json.WriteEndObject();
            await output.FlushIfLongAsync(cancellationToken);
        }

        json.WriteEndArray();
    }
}
