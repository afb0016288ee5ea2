using System.Globalization;
using System.Text.Json;
using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Cli.Commands;

/// <summary>Corrects a fact or material wherever it is public, and shows how far each place is.</summary>
internal sealed class CorrectCommand(Screen screen, Request request, TrailActor actor)
{
    public async Task<int> RunAsync(string id, CancellationToken stop)
    {
        await using var desk = await Desk.OpenAsync(request, LedgerUse.Create, screen, stop);
        var (review, exitCode) = await Planned.ReviewAsync(screen, desk, stop);
        if (review is null) return exitCode;
        var before = await desk.Client.CorrectionProgressAsync(desk.Reading, id, stop);
        if (before.Problems.Count > 0) return await screen.FailAsync(before.Problems, ExitCode.BadInput);
        if (!screen.IsJson) Show(before);
        var report = await screen.BusyAsync(screen.Texts.Publishing, () => desk.Client.CorrectAsync(desk.Reading, id, actor, request.For, stop));
        if (report.Problems.Count > 0) return await screen.FailAsync(report.Problems, ExitCode.Of(new RunReport { Problems = report.Problems }, stopIsWanted: false));
        exitCode = CodeOf(report);
        if (screen.IsJson) await screen.DocumentAsync(json => Write(json, report));
        else ShowEnd(report);
        return exitCode;
    }

    private static int CodeOf(CorrectionReport report)
    {
        var ran = ExitCode.Of(report.Run!, stopIsWanted: false);
        if (ran == ExitCode.Interrupted) return ran;
        if (report.NeedsPerson > 0) return ExitCode.PersonNeeded;
        return report.IsComplete ? ExitCode.Done : ran;
    }

    private void ShowEnd(CorrectionReport report)
    {
        var texts = screen.Texts;
        if (report.Run!.Interrupted) screen.Say(texts.Interrupted);
        Show(report);
        screen.Say(texts.CorrectionEnds(report.Corrected, report.Open, report.NeedsPerson));
        if (report.Run.NeedsPerson > report.NeedsPerson) screen.Say(texts.NeedsPerson(report.Run.NeedsPerson));
    }

    private void Show(CorrectionReport report)
    {
        var texts = screen.Texts;
        screen.Say(texts.CorrectionOf(report.Id, report.Version, report.Places.Count));
        if (report.Places.Count == 0) return;
        screen.Table(texts.CorrectionHeads, report.Places.Select(p => (IReadOnlyList<string>)
        [
            p.Publication.ToString(CultureInfo.InvariantCulture), texts.Progress(p), p.Key.Account, p.Channel.Value, p.Title.Length > 0 ? p.Title : p.Key.Material,
            p.State == CorrectionState.NeedsPerson ? ToDo(p) : p.Receipt?.Url?.AbsoluteUri ?? p.Receipt?.Reference ?? "",
        ]));
    }

    private string ToDo(CorrectionPlace place)
    {
        var problem = place.Problem;
        return problem is null
            ? screen.Texts.ToDo(place)
            : string.Join(' ', new[] { ProblemText.Sentence(problem, screen.Texts.Culture), ProblemText.Mend(problem, screen.Texts.Culture) }.OfType<string>());
    }

    private void Write(Utf8JsonWriter json, CorrectionReport report)
    {
        json.WriteStartObject();
        json.WriteString("fact", report.Version is null ? null : report.Id);
        json.WriteString("material", report.Version is null ? report.Id : null);
        json.Number("version", report.Version);
        json.WriteStartArray("places");
        foreach (var place in report.Places)
        {
            json.WriteStartObject();
            json.WriteNumber("publication", place.Publication);
            json.WriteString("campaign", place.Key.Campaign);
            json.WriteString("material", place.Key.Material);
            json.WriteString("channel", place.Channel.Value);
            json.WriteString("account", place.Key.Account);
            json.WriteString("state", Word(place.State));
            json.Number("delivery", place.Delivery);
            json.WriteString("waitsFor", place.WaitsFor?.Word());
            json.Number("reissuedAs", place.ReissuedAs);
            json.WriteString("url", place.Receipt?.Url?.AbsoluteUri);
            if (place.Problem is { } problem)
            {
                json.WritePropertyName("problem");
                json.Problem(problem, screen.Texts);
            }
            else
            {
                json.WriteNull("problem");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("corrected", report.Corrected);
        json.WriteNumber("open", report.Open);
        json.WriteNumber("person", report.NeedsPerson);
        json.WriteEndObject();
    }

    private static string Word(CorrectionState state) => state switch
    {
        CorrectionState.Corrected => "corrected",
        CorrectionState.OnItsWay => "onItsWay",
        CorrectionState.Waiting => "waiting",
        _ => "person",
    };
}
