using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Cli.Commands;

/// <summary>What persons do: approve, hold, release, resolve, retract. Each is a row of the ledger that the next run obeys.</summary>
internal sealed class PeopleCommands(Screen screen, Request request, TrailActor actor)
{
    public Task<int> ApproveAsync(string id, bool inEmergency, CancellationToken cancellationToken) => ActAsync(
        LedgerUse.Existing,
        desk => inEmergency ? desk.Client.ApproveInEmergencyAsync(id, actor, cancellationToken) : desk.Client.ApproveAsync(id, actor, cancellationToken),
        json =>
        {
            json.WriteString("approved", id);
            if (inEmergency) json.WriteBoolean("emergency", true);
        },
        inEmergency ? screen.Texts.ApprovedInEmergency(id) : screen.Texts.Approved(id), cancellationToken);

    public Task<int> AllowDuplicateAsync(string id, CancellationToken cancellationToken) => ActAsync(
        LedgerUse.Existing, desk => desk.Client.AllowDuplicateAsync(id, actor, cancellationToken), json => json.WriteString("allowed", id), screen.Texts.AllowedDuplicate(id), cancellationToken);

    public Task<int> ReleaseAsync(long hold, CancellationToken cancellationToken) => ActAsync(
        LedgerUse.Existing, desk => desk.Client.ReleaseAsync(hold, actor, cancellationToken), json => json.WriteNumber("released", hold), screen.Texts.Released(hold), cancellationToken);

    public Task<int> RetractAsync(long publication, CancellationToken cancellationToken) => ActAsync(
        LedgerUse.Existing, desk => desk.Client.RetractAsync(publication, actor, cancellationToken), json => json.WriteNumber("retracted", publication), screen.Texts.Retracted(publication), cancellationToken);

    public async Task<int> ResolveAsync(long delivery, long? part, string? published, string? evidence, CancellationToken cancellationToken)
    {
        var settledBy = evidence is null ? actor : actor with { Why = string.Join("; ", new[] { actor.Why, await HashAsync(evidence, cancellationToken) }.OfType<string>()) };
        return await ActAsync(
            LedgerUse.Existing, desk => desk.Client.ResolveAsync(delivery, published, settledBy, part is { } number ? (int)Math.Min(number - 1, int.MaxValue) : null, cancellationToken),
            json => json.WriteNumber("resolved", delivery), screen.Texts.Resolved(delivery), cancellationToken);
    }

    /// <summary>Holds; also before the first publication, so that a workspace can begin held.</summary>
    public async Task<int> HoldAsync(HoldScope scope, string value, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        await using var desk = await Desk.OpenAsync(request, LedgerUse.Create, screen, cancellationToken);
        if (desk.SettingsErrors() is { Count: > 0 } errors) return await screen.FailAsync(errors, ExitCode.BadInput);
        if (!desk.HasLedger) return await screen.FailAsync([.. desk.Reading.Problems.Where(p => p.Severity == Severity.Error)], ExitCode.BadInput);
        await CheckAsync(desk, scope, value, cancellationToken);
        var id = await desk.Client.HoldAsync(scope, value, actor, until, cancellationToken);
        if (screen.IsJson) await screen.DocumentAsync(json => Done(json, j => j.WriteNumber("hold", id)));
        else screen.Say(screen.Texts.Held(id));
        return ExitCode.Done;
    }

    private async Task<int> ActAsync(LedgerUse use, Func<Desk, Task<IReadOnlyList<Problem>>> act, Action<Utf8JsonWriter> member, string sentence, CancellationToken cancellationToken)
    {
        await using var desk = await Desk.OpenAsync(request, use, screen, cancellationToken);
        if (desk.SettingsErrors() is { Count: > 0 } errors) return await screen.FailAsync(errors, ExitCode.BadInput);
        if (await act(desk) is { Count: > 0 } problems) return await screen.FailAsync(problems, ExitCode.BadInput);
        if (screen.IsJson) await screen.DocumentAsync(json => Done(json, member));
        else screen.Say(sentence);
        return ExitCode.Done;
    }

    // A mistyped name would hold nothing, and nobody would notice until it was public.
    private async Task CheckAsync(Desk desk, HoldScope scope, string value, CancellationToken cancellationToken)
    {
        var known = scope switch
        {
            HoldScope.Everything => true,
            HoldScope.Office => OfficeCode.TryParse(value, out var code) && OfficeDirectory.Default.Find(code) is not null,
            HoldScope.Campaign => desk.Reading.Model.Campaigns.Any(c => c.Id == value) || await AnyAsync(desk, s => s.Key.Campaign == value, cancellationToken),
            HoldScope.Channel => desk.Reading.Model.Accounts.Any(a => string.Equals(a.Channel.Value, value, StringComparison.OrdinalIgnoreCase)),
            _ => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && await AnyAsync(desk, s => s.Delivery == number, cancellationToken),
        };
        if (!known) throw new Refusal("id-not-found", screen.Texts.NothingOfThat(value));
    }

    private static async Task<bool> AnyAsync(Desk desk, Func<DeliveryStatus, bool> fits, CancellationToken cancellationToken)
    {
        await foreach (var status in desk.Client.StatusAsync(cancellationToken))
            if (fits(status)) return true;
        return false;
    }

    private async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            return screen.Texts.Evidence(Path.GetFileName(file), Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Refusal("evidence-unreadable", screen.Texts.EvidenceUnreadable(file));
        }
    }

    private void Done(Utf8JsonWriter json, Action<Utf8JsonWriter> member)
    {
        json.WriteStartObject();
        member(json);
        json.WriteString("by", actor.By);
        json.WriteString("systemUser", actor.SystemUser);
        json.WriteEndObject();
    }
}
