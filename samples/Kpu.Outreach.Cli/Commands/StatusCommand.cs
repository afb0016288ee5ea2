using System.Text.Json;
using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Cli.Commands;

/// <summary>Shows how every delivery stands.</summary>
internal static class StatusCommand
{
    private const int RowsShown = 100;

    public static async Task<int> RunAsync(Screen screen, Request request, CancellationToken cancellationToken)
    {
        await using var desk = await Desk.OpenAsync(request, LedgerUse.Existing, screen, cancellationToken);
        if (desk.SettingsErrors() is { Count: > 0 } errors) return await screen.FailAsync(errors, ExitCode.BadInput);
        if (screen.IsJson) await screen.DocumentAsync(output => WriteAsync(output, desk, request, screen.Texts, cancellationToken));
        else await ShowAsync(screen, desk, request, cancellationToken);

        // To standard error, also beside the document: whoever reads it must learn why nothing moves.
        if (desk.HasLedger && await desk.Client.ExamineLedgerAsync(cancellationToken) is { } held) ProblemList.Write(screen, [held]);
        return ExitCode.Done;
    }

    public static IAsyncEnumerable<DeliveryStatus> Of(Desk desk, Request request, CancellationToken cancellationToken) =>
        desk.Client.StatusAsync(cancellationToken).Where(s => (request.Campaign is null || s.Key.Campaign == request.Campaign) && (request.Account is null || s.Key.Account == request.Account));

    private static async Task WriteAsync(JsonOutput output, Desk desk, Request request, Texts texts, CancellationToken cancellationToken)
    {
        output.Writer.WriteStartArray();
        await foreach (var status in Of(desk, request, cancellationToken))
        {
            Write(output.Writer, status, texts);
            await output.FlushIfLongAsync(cancellationToken);
        }

        output.Writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, DeliveryStatus status, Texts texts)
    {
        json.WriteStartObject();
        json.WriteNumber("delivery", status.Delivery);
        json.WriteNumber("publication", status.Publication);
        json.WriteString("campaign", status.Key.Campaign);
        json.WriteString("material", status.Key.Material);
        json.WriteString("revision", status.Revision);
        json.WriteString("operation", Word(status.Operation));
        json.WriteString("channel", status.Channel.Value);
        json.WriteString("account", status.Key.Account);
        json.WriteNumber("part", status.Part);
        json.WriteString("state", status.State.Word());
        json.WriteString("waitsFor", status.WaitsFor?.Word());
        json.Instant("since", status.Since);
        json.Instant("due", status.Due);
        json.Instant("publishedAt", status.PublishedAt);
        json.WriteString("reference", status.Receipt?.Reference);
        json.WriteString("url", status.Receipt?.Url?.AbsoluteUri);
        json.WriteNumber("attempts", status.Attempts);
        json.WriteBoolean("emergency", status.IsEmergency);
        if (status.Problem is { } problem)
        {
            json.WriteStartObject("problem");
            json.WriteString("code", problem.Code);
            json.WriteString("sentence", ProblemText.Sentence(problem, texts.Culture));
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("problem");
        }

        json.WriteEndObject();
    }

    private static async Task ShowAsync(Screen screen, Desk desk, Request request, CancellationToken cancellationToken)
    {
        var texts = screen.Texts;
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var open = new List<DeliveryStatus>();
        var settled = new Queue<DeliveryStatus>();
        var total = 0;
        await foreach (var status in Of(desk, request, cancellationToken))
        {
            total++;
            counts[texts.Standing(status)] = counts.GetValueOrDefault(texts.Standing(status)) + 1;
            if (!status.State.IsFinal() && open.Count < RowsShown) open.Add(status);
            if (!status.State.IsFinal()) continue;
            settled.Enqueue(status);
            if (settled.Count > RowsShown) settled.Dequeue();
        }

        if (total == 0)
        {
            screen.Say(texts.NoLedger);
            return;
        }

        // What still moves comes first; of what is settled, the latest.
        var shown = open.Concat(settled.TakeLast(RowsShown - open.Count)).ToList();
        screen.Table(texts.StatusHeads, shown.Select(s => (IReadOnlyList<string>)
        [
            System.FormattableString.Invariant($"{s.Delivery}"), texts.Standing(s),
            (s.PublishedAt ?? s.Due) is { } moment ? texts.Moment(moment, Zone(s)) : "-",
            s.Key.Account, System.FormattableString.Invariant($"{s.Part}"), s.Title.Length > 0 ? s.Title : s.Key.Material,
            (s.IsEmergency ? $"[{texts.EmergencyMark}] " : "") + (s.Problem is { } problem ? ProblemText.Sentence(problem, texts.Culture) : s.Receipt?.Url?.AbsoluteUri ?? s.Receipt?.Reference ?? ""),
        ]));
        foreach (var (standing, count) in counts) screen.Say($"{count} {standing}");
        if (total > shown.Count) screen.Say(texts.OnlyFirst(shown.Count, total));
    }

    private static IndonesianZone Zone(DeliveryStatus status) => Campaigns.OfficeDirectory.Default.Find(status.Office)?.Zone ?? IndonesianZone.Wib;

    private static string Word(Operations operation) => char.ToLowerInvariant(operation.ToString()[0]) + operation.ToString()[1..];
}
