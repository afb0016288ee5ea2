using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Cli.Commands;

/// <summary>Explains what happened: a paragraph a delivery for people, every entry for programs.</summary>
internal static class TrailCommand
{
    public static async Task<int> RunAsync(Screen screen, Request request, CancellationToken cancellationToken)
    {
        await using var desk = await Desk.OpenAsync(request, LedgerUse.Existing, screen, cancellationToken);
        if (desk.SettingsErrors() is { Count: > 0 } errors) return await screen.FailAsync(errors, ExitCode.BadInput);
        if (screen.IsJson) await screen.DocumentAsync(output => WriteAsync(output, desk, request, cancellationToken));
        else await ShowAsync(screen, desk, request, cancellationToken);
        return ExitCode.Done;
    }

    private static async Task WriteAsync(JsonOutput output, Desk desk, Request request, CancellationToken cancellationToken)
    {
        var names = new Dictionary<long, string>();
        await foreach (var status in StatusCommand.Of(desk, request, cancellationToken)) names[status.Publication] = status.Key.ToString();
        var isFiltered = request.Campaign is not null || request.Account is not null;
        var json = output.Writer;
        json.WriteStartArray();
        await foreach (var entry in desk.Client.TrailAsync(null, cancellationToken))
        {
            var key = entry.Publication is { } publication ? names.GetValueOrDefault(publication) : null;
            if (isFiltered && key is null) continue;
            json.WriteStartObject();
            json.WriteNumber("number", entry.Number);
            json.Instant("at", desk.Zone.Show(entry.At));
            json.WriteString("kind", entry.Kind);
            json.Number("publication", entry.Publication);
            json.WriteString("key", key);
            json.Number("delivery", entry.Delivery);
            json.Number("part", entry.Part + 1);
            json.WriteString("to", entry.To);
            json.WriteString("cause", entry.Cause);
            json.WriteString("by", entry.Actor?.By);
            json.WriteString("why", entry.Actor?.Why);
            json.WriteString("systemUser", entry.Actor?.SystemUser);
            json.WriteString("hash", entry.Hash.Hex);
            json.WriteEndObject();
            await output.FlushIfLongAsync(cancellationToken);
        }

        json.WriteEndArray();
    }

    private static async Task ShowAsync(Screen screen, Desk desk, Request request, CancellationToken cancellationToken)
    {
        var statuses = new SortedDictionary<long, DeliveryStatus>();
        await foreach (var status in StatusCommand.Of(desk, request, cancellationToken))
            if (!statuses.TryGetValue(status.Delivery, out var shown) || shown.State == DeliveryState.Published) statuses[status.Delivery] = status;
        if (statuses.Count == 0)
        {
            screen.Say(screen.Texts.NoLedger);
            return;
        }

        // Approvals stand by the hash of what was approved.
        var approvals = new Dictionary<string, List<TrailEntry>>(StringComparer.Ordinal);
        var moves = new Dictionary<long, List<TrailEntry>>();
        var withdrawals = new Dictionary<long, List<TrailEntry>>();
        var first = 0L;
        await foreach (var entry in desk.Client.TrailAsync(null, cancellationToken))
        {
            if (first == 0) first = entry.Number;
            if (entry.Delivery is { } delivery) Add(moves, delivery, entry);
            else if (entry is { Kind: "approved", Cause: { } hash }) Add(approvals, hash, entry);
            else if (entry.Publication is { } publication) Add(withdrawals, publication, entry);
        }

        var story = new TrailStory(screen.Texts);
        foreach (var (number, status) in statuses)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Taking back needs no approval: that of the text belongs to its publishing.
            var approved = status.Operation == Operations.Retract ? [] : approvals.GetValueOrDefault(status.Rendition.Hex, []);
            var entries = moves.GetValueOrDefault(number, []).Concat(approved).Concat(withdrawals.GetValueOrDefault(status.Publication, [])).OrderBy(e => e.Number);
            screen.Say(story.Tell(status, entries));
            screen.Say();
        }

        if (first > 1) screen.Say(screen.Texts.TrailBegins(first, desk.ArchiveFolder));
    }

    private static void Add<TKey>(Dictionary<TKey, List<TrailEntry>> lists, TKey key, TrailEntry entry)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        list.Add(entry);
    }
}
