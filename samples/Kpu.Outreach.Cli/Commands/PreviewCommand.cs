using System.Text.Json;
using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Cli.Commands;

/// <summary>Shows texts and media just as they would be sent.</summary>
internal static class PreviewCommand
{
    public static async Task<int> RunAsync(Screen screen, Request request, CancellationToken cancellationToken)
    {
        await using var desk = await Desk.OpenAsync(request, LedgerUse.None, screen, cancellationToken);
        var (review, exitCode) = await Planned.ReviewAsync(screen, desk, cancellationToken);
        if (review is null) return exitCode;
        var deliveries = Planned.Of(screen, desk, review, request);
        if (screen.IsJson)
        {
            await screen.DocumentAsync(async output =>
            {
                output.Writer.WriteStartArray();
                foreach (var delivery in deliveries)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Write(output.Writer, delivery);
                    await output.FlushIfLongAsync(cancellationToken);
                }

                output.Writer.WriteEndArray();
            });
            return ExitCode.Done;
        }

        var count = 0;
        foreach (var delivery in deliveries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Show(screen, delivery);
            count++;
        }

        screen.Say(screen.Texts.Total(count));
        return ExitCode.Done;
    }

    private static void Show(Screen screen, PlannedDelivery delivery)
    {
        var rendition = delivery.Rendition;
        var when = delivery.IsAsap ? screen.Texts.AsSoonAsPossible : screen.Texts.Moment(delivery.Intended, Planned.Zone(delivery));
        screen.Say($"=== {delivery.Key} · {delivery.Channel} · {when} · {rendition.Hash.Hex[..12]}");
        if (rendition.Title.Length > 0) screen.Say(rendition.Title);
        foreach (var (index, part) in rendition.Parts.Index())
        {
            if (rendition.Parts.Count > 1) screen.Say($"--- {screen.Texts.Part(index + 1, rendition.Parts.Count)}");
            screen.Say(part.Text);
            foreach (var media in part.Media) screen.Say($"[{media.File.Path}, {media.File.ContentType}; {screen.Texts.AltText}: {media.AltText ?? "-"}]");
        }

        screen.Say();
    }

    private static void Write(Utf8JsonWriter json, PlannedDelivery delivery)
    {
        var rendition = delivery.Rendition;
        json.WriteStartObject();
        json.WriteString("campaign", delivery.Key.Campaign);
        json.WriteString("material", delivery.Key.Material);
        json.WriteString("account", delivery.Key.Account);
        json.WriteString("channel", delivery.Channel.Value);
        json.WriteString("placement", delivery.Key.Placement.Value);
        json.WriteString("occurrence", delivery.Key.Occurrence);
        json.WriteString("revision", rendition.Hash.Hex[..12]);
        json.WriteString("language", rendition.Language);
        json.WriteString("variant", rendition.Inputs.Variant);
        json.WriteString("title", rendition.Title);
        json.WriteString("summary", rendition.Summary);
        json.Strings("hashtags", rendition.Hashtags);
        json.Strings("sources", rendition.Sources);
        json.WriteStartArray("parts");
        foreach (var part in rendition.Parts) Write(json, part);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RenditionPart part)
    {
        json.WriteStartObject();
        json.WriteString("text", part.Text);
        json.WriteString("markup", part.Markup == TextMarkup.Markdown ? "markdown" : "plain");
        json.WriteStartArray("media");
        foreach (var media in part.Media)
        {
            json.WriteStartObject();
            json.WriteString("file", media.File.Path);
            json.WriteString("contentType", media.File.ContentType);
            json.WriteString("hash", media.File.Hash.Hex);
            json.WriteString("altText", media.AltText);
            json.WriteString("captions", media.Captions?.Path);
            json.WriteString("transcript", media.Transcript);
            json.WriteString("credit", media.Credit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Strings("links", part.Links);
        json.WriteEndObject();
    }
}
