using System.Text.Json;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Cli.Commands;

/// <summary>What a run did, what waits for what, and where to look.</summary>
internal sealed class PublishSummary(Desk desk, OutreachReview review, RunReport report, IReadOnlyDictionary<string, int> before)
{
    private const int FoldersShown = 12;

    /// <summary>What a person opens in the folder of an account.</summary>
    private static readonly string[] Pages = ["index.html", "rundown.html"];

    /// <summary>How many parts were carried out, by channel.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountAsync(OutreachClient client, OutreachReview review, CancellationToken cancellationToken)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await foreach (var status in client.StatusAsync(cancellationToken))
            if (status.State == DeliveryState.Published) counts[Played(status, review)] = counts.GetValueOrDefault(Played(status, review)) + 1;
        return counts;
    }

    public async Task ShowAsync(Screen screen, int warnings)
    {
        var texts = screen.Texts;
        ProblemList.Write(screen, report.Problems);
        if (report.Interrupted) screen.Say(texts.Interrupted);
        if (report.Enqueued is { } plan && plan.Added + plan.Replaced + plan.Retimed + plan.Revised + plan.Cancelled > 0)
            screen.Say(texts.Planned(plan.Added, plan.Replaced, plan.Retimed, plan.Revised, plan.Cancelled));
        if (report.Problems.Count > 0) return;
        screen.Say(texts.Did(report.Published, report.Revised, report.Retracted));
        foreach (var (channel, count) in await CountAsync(desk.Client, review, CancellationToken.None))
            if (count - before.GetValueOrDefault(channel) is > 0 and var done) screen.Say($"  {channel}: {done}");
        if (report.Rejected + report.Expired > 0) screen.Say(texts.Ended(report.Rejected, report.Expired));
        foreach (var (reason, count) in report.Waiting.OrderBy(w => w.Key)) screen.Say(texts.WaitingLine(count, reason));
        if (report.Emergencies > 0) screen.Say(texts.Emergencies(report.Emergencies));
        if (report.NeedsPerson > 0) screen.Say(texts.NeedsPerson(report.NeedsPerson));
        if (report.NextDue is { } next) screen.Say(texts.NextDue(texts.Moment(next, desk.Zone)));
        ShowFolders(screen);
        if (warnings > 0) screen.Say(texts.WarningsBeside(warnings));
        if (desk.Rehearsal is not null) screen.Say(texts.Rehearsed(texts.Moment(desk.Client.Now, desk.Zone)));
    }

    public void Write(Utf8JsonWriter json, int exitCode, Texts texts)
    {
        json.WriteStartObject();
        json.WriteNumber("exitCode", exitCode);
        json.WriteBoolean("rehearsal", desk.Rehearsal is not null);
        json.Instant("now", desk.Zone.Show(desk.Client.Now));
        json.WriteString("output", desk.OutputRoot);
        json.WriteString("ledger", desk.LedgerPath);
        json.WriteStartObject("plan");
        json.WriteNumber("added", report.Enqueued?.Added ?? 0);
        json.WriteNumber("unchanged", report.Enqueued?.Unchanged ?? 0);
        json.WriteNumber("replaced", report.Enqueued?.Replaced ?? 0);
        json.WriteNumber("retimed", report.Enqueued?.Retimed ?? 0);
        json.WriteNumber("revised", report.Enqueued?.Revised ?? 0);
        json.WriteNumber("cancelled", report.Enqueued?.Cancelled ?? 0);
        json.WriteEndObject();
        json.WriteNumber("published", report.Published);
        json.WriteNumber("revised", report.Revised);
        json.WriteNumber("retracted", report.Retracted);
        json.WriteNumber("rejected", report.Rejected);
        json.WriteNumber("expired", report.Expired);
        json.WriteNumber("emergencies", report.Emergencies);
        json.WriteStartObject("waiting");
        foreach (var (reason, count) in report.Waiting.OrderBy(w => w.Key)) json.WriteNumber(reason.Word(), count);
        json.WriteEndObject();
        json.WriteNumber("needsPerson", report.NeedsPerson);
        json.Instant("nextDue", report.NextDue is { } next ? desk.Zone.Show(next) : null);
        json.WriteBoolean("interrupted", report.Interrupted);
        json.WriteStartArray("problems");
        foreach (var problem in report.Problems) json.Problem(problem, texts);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // In a rehearsal a stand-in plays the network channels; people look for the channel that was played.
    private static string Played(DeliveryStatus status, OutreachReview review) =>
        review.Book.Channels.GetValueOrDefault(status.Key.Account)?.Account.Settings.GetValueOrDefault(ChannelBook.PlatformSetting) is { } platform ? $"{platform} ({status.Channel})" : status.Channel.Value;

    // The folder of the settings; a timeline has one of its own where none is set.
    private static string Folder(Account account) => account.Settings.GetValueOrDefault("folder") is { Length: > 0 } folder ? folder : $"linimasa/{account.Key}";

    private void ShowFolders(Screen screen)
    {
        var places = review.Book.Channels.OrderBy(c => c.Key, StringComparer.Ordinal)
            .Select(c => Path.GetFullPath(Path.Combine(desk.OutputRoot, Folder(c.Value.Account))))
            .Distinct(StringComparer.Ordinal)
            .Where(Directory.Exists)
            .Select(f => Pages.Select(p => Path.Combine(f, p)).FirstOrDefault(File.Exists) ?? f)
            .ToList();
        if (places.Count == 0) return;
        screen.Say(screen.Texts.WhereToLook);
        foreach (var place in places.Take(FoldersShown)) screen.Say($"  {place}");
        if (places.Count > FoldersShown) screen.Say("  " + screen.Texts.AndMore(places.Count - FoldersShown, desk.OutputRoot));
    }
}
