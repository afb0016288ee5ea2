using System.Text.Json;
using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Sqlite;

namespace Kpu.Outreach.Cli.Commands;

/// <summary>What an office does with the ledger itself: back up, restore, look through, accept, archive, erase.</summary>
internal sealed class LedgerCommands(Screen screen, Request request)
{
    private const string CopySuffix = "-restoring";

    // What SQLite may leave beside a file.
    private static readonly string[] Sides = ["", "-wal", "-shm"];

    public async Task<int> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var desk = await OpenAsync(cancellationToken);
        if (desk.SettingsErrors() is { Count: > 0 } errors) return await screen.FailAsync(errors, ExitCode.BadInput);
        Require(desk);
        var archive = Directory.Exists(desk.ArchiveFolder) ? desk.ArchiveFolder : null;
        var findings = await screen.BusyAsync(screen.Texts.LookingThrough, () => FindAsync(desk.Client, archive, cancellationToken));
        var isSound = findings.Problems.Count == 0;
        if (screen.IsJson)
        {
            await screen.DocumentAsync(json =>
            {
                json.WriteStartObject();
                json.WriteString("ledger", desk.LedgerPath);
                json.WriteBoolean("sound", isSound);
                json.WriteNumber("links", findings.Links);
                json.WriteNumber("entries", findings.Entries);
                json.WriteNumber("deliveries", findings.Deliveries);
                json.WriteNumber("archivedLinks", findings.ArchivedLinks);
                json.WriteString("archive", archive);
                json.WriteNumber("notCompared", findings.NotCompared);
                json.WriteStartArray("problems");
                foreach (var problem in findings.Problems) json.Problem(problem, screen.Texts);
                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
        else
        {
            ProblemList.Write(screen, findings.Problems);
            screen.Say(screen.Texts.LookedThrough(findings.Links, findings.Entries, findings.Deliveries));
            if (findings.ArchivedLinks > 0) screen.Say(archive is null ? screen.Texts.ArchiveNotRead(findings.ArchivedLinks, desk.ArchiveFolder, findings.NotCompared) : screen.Texts.ArchiveRead(findings.ArchivedLinks, archive));
            screen.Say(isSound ? screen.Texts.IsSound : screen.Texts.IsDamaged(findings.Problems.Count));
        }

        return isSound ? ExitCode.Done : ExitCode.BadInput;
    }

    public async Task<int> BackUpAsync(string file, CancellationToken cancellationToken)
    {
        await using var desk = await OpenAsync(cancellationToken);
        if (desk.SettingsErrors() is { Count: > 0 } errors) return await screen.FailAsync(errors, ExitCode.BadInput);
        _ = PathOf(desk);
        Require(desk);
        var path = Path.GetFullPath(file);
        if (File.Exists(path) || Directory.Exists(path)) throw new Refusal("file-exists", screen.Texts.FileExists(file));
        if (!Directory.Exists(Path.GetDirectoryName(path))) throw new Refusal("folder-missing", screen.Texts.FolderMissing(file));
        await desk.Client.BackUpLedgerAsync(path, cancellationToken);
        if (screen.IsJson) await screen.DocumentAsync(json => Members(json, ("ledger", desk.LedgerPath), ("backup", path)));
        else screen.Say(screen.Texts.BackedUp(path));
        return ExitCode.Done;
    }

    public async Task<int> RestoreAsync(string file, CancellationToken cancellationToken)
    {
        await using var desk = await OpenAsync(cancellationToken);
        if (desk.SettingsErrors() is { Count: > 0 } errors) return await screen.FailAsync(errors, ExitCode.BadInput);
        var ledger = PathOf(desk);
        var backup = Path.GetFullPath(file);
        if (new FileInfo(backup) is not { Exists: true, Length: > 0 }) throw new Refusal("file-missing", screen.Texts.FileMissing(file));
        Directory.CreateDirectory(Path.GetDirectoryName(ledger)!);
        var copy = ledger + CopySuffix;
        try
        {
            // The backup itself stays as it is: what opens a ledger writes into it.
            Delete(copy);
            foreach (var side in Sides.Where(s => s != "-shm" && File.Exists(backup + s))) File.Copy(backup + side, copy + side);
            var findings = await screen.BusyAsync(screen.Texts.LookingThrough, () => CheckAsync(copy, cancellationToken));
            if (findings.Problems.Count > 0)
            {
                screen.Say(screen.Texts.BackupIsDamaged(file));
                return await screen.FailAsync(findings.Problems, ExitCode.BadInput);
            }

            var kept = SqliteLedger.Replace(ledger, copy);
            if (screen.IsJson) await screen.DocumentAsync(json => Members(json, ("ledger", ledger), ("from", backup), ("replaced", kept)));
            else screen.Say(string.Join(' ', new[] { screen.Texts.Restored(file, findings.Deliveries), kept is null ? null : screen.Texts.Kept(kept), desk.Rehearsal is null ? screen.Texts.HeldUntilAccepted : null }.OfType<string>()));
            return ExitCode.Done;
        }
        finally
        {
            Delete(copy);
        }
    }

    public async Task<int> AcceptAsync(TrailActor actor, CancellationToken cancellationToken)
    {
        await using var desk = await OpenAsync(cancellationToken);
        if (desk.SettingsErrors() is { Count: > 0 } errors) return await screen.FailAsync(errors, ExitCode.BadInput);
        Require(desk);

        // Of an account nobody knows nothing could be looked for.
        var (review, exitCode) = await Planned.ReviewAsync(screen, desk, cancellationToken);
        if (review is null) return exitCode;
        var away = await desk.Client.ExamineLedgerAsync(cancellationToken);
        var (inDoubt, looked, asked) = (0, 0, 0);
        if (away is not null)
        {
            (var problems, inDoubt) = await desk.Client.AcceptLedgerAsync(actor, cancellationToken);
            if (problems.Count > 0) return await screen.FailAsync(problems, ExitCode.Failed);
            (looked, asked) = await CountAsync(desk.Client, cancellationToken);
        }

        if (!screen.IsJson)
        {
            screen.Say(away is null ? screen.Texts.NothingToAccept : screen.Texts.Accepted(inDoubt, looked, asked));
            return ExitCode.Done;
        }

        await screen.DocumentAsync(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("accepted", away is not null);
            json.WriteString("heldFor", away?.Code);
            json.WriteNumber("inDoubt", inDoubt);
            json.WriteNumber("lookedFor", looked);
            json.WriteNumber("needsPerson", asked);
            json.WriteString("by", actor.By);
            json.WriteString("systemUser", actor.SystemUser);
            json.WriteEndObject();
        });
        return ExitCode.Done;
    }

    public async Task<int> ArchiveAsync(DateTimeOffset before, TrailActor actor, CancellationToken cancellationToken)
    {
        await using var desk = await OpenAsync(cancellationToken);
        if (desk.SettingsErrors() is { Count: > 0 } errors) return await screen.FailAsync(errors, ExitCode.BadInput);
        Require(desk);
        var report = await screen.BusyAsync(screen.Texts.Archiving, () => desk.Client.ArchiveTrailAsync(before, desk.ArchiveFolder, actor, cancellationToken));
        if (!screen.IsJson) screen.Say(report.ArchiveFile is { } file ? screen.Texts.Archived(report.ArchivedLinks, file) : screen.Texts.NothingToArchive);
        else
        {
            await screen.DocumentAsync(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("archivedLinks", report.ArchivedLinks);
                json.WriteString("file", report.ArchiveFile);
                json.WriteEndObject();
            });
        }

        return ExitCode.Done;
    }

    public async Task<int> ErasePersonsAsync(DateTimeOffset before, TrailActor actor, CancellationToken cancellationToken)
    {
        await using var desk = await OpenAsync(cancellationToken);
        if (desk.SettingsErrors() is { Count: > 0 } errors) return await screen.FailAsync(errors, ExitCode.BadInput);
        Require(desk);
        var report = await desk.Client.ErasePersonsAsync(before, actor, cancellationToken);
        if (!screen.IsJson) screen.Say(screen.Texts.ErasedPersons(report.ErasedPersons));
        else
        {
            await screen.DocumentAsync(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("erasedPersons", report.ErasedPersons);
                json.WriteEndObject();
            });
        }

        return ExitCode.Done;
    }

    private static async Task<LedgerFindings> FindAsync(OutreachClient client, string? archive, CancellationToken cancellationToken)
    {
        try
        {
            return await client.VerifyLedgerAsync(archive, cancellationToken);
        }
        catch (LedgerException e) when (e.Problem.Code == LedgerProblems.Damaged)
        {
            // So damaged that it does not open: that is what was found.
            return new LedgerFindings(0, 0, 0, [e.Problem]);
        }
    }

    private static async Task<LedgerFindings> CheckAsync(string path, CancellationToken cancellationToken)
    {
        await using var client = OutreachClient.Create(options => options.UseSqlite(path));
        return await FindAsync(client, null, cancellationToken);
    }

    private static async Task<(int Looked, int Asked)> CountAsync(OutreachClient client, CancellationToken cancellationToken)
    {
        var (looked, asked) = (new HashSet<long>(), new HashSet<long>());
        await foreach (var status in client.StatusAsync(cancellationToken))
            if (status is { State: DeliveryState.Uncertain, Problem.Code: DispatchingProblems.MayBePublic }) (status.WaitsFor == WaitReason.Proof ? looked : asked).Add(status.Delivery);
        return (looked.Count, asked.Count);
    }

    private static void Delete(string copy)
    {
        foreach (var side in Sides) File.Delete(copy + side);
    }

    private static void Members(Utf8JsonWriter json, params (string Name, string? Value)[] members)
    {
        json.WriteStartObject();
        foreach (var (name, value) in members) json.WriteString(name, value);
        json.WriteEndObject();
    }

    private Task<Desk> OpenAsync(CancellationToken cancellationToken) => Desk.OpenAsync(request, LedgerUse.Existing, screen, cancellationToken);

    private string PathOf(Desk desk) => desk.LedgerPath ?? throw new Refusal("ledger-not-a-file", screen.Texts.LedgerNotAFile);

    private void Require(Desk desk)
    {
        if (!desk.HasLedger) throw new Refusal("ledger-missing", screen.Texts.LedgerMissing(desk.LedgerPath ?? "memory:"));
    }
}
