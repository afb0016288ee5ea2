using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Documents;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Media;
using Kpu.Outreach.PostgreSql;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Sqlite;

namespace Kpu.Outreach.Cli;

/// <summary>What a command does with the ledger.</summary>
internal enum LedgerUse
{
    /// <summary>Nothing: the command answers from the workspace alone.</summary>
    None = 0,

    /// <summary>It reads or changes one that is there; where there is none, nothing was published.</summary>
    Existing = 1,

    /// <summary>It makes one where there is none.</summary>
    Create = 2,
}

/// <summary>A workspace laid out for work: as read, with its ledger, output and client. A rehearsal's live apart, marked, and never meet the real ones.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private const string StateFolder = ".outreach";
    private const string RehearsalFolder = "rehearsal";
    private const string Marker = "REHEARSAL";
    private const string LedgerFile = "ledger.db";

    private readonly Installed _installed;
    private readonly string? _database;
    private OutreachClient? _client;

    private Desk(WorkspaceReading reading, RehearsalSettings? rehearsal, string outputRoot, string? ledgerPath, string? database, bool hasLedger, Installed installed) =>
        (Reading, Rehearsal, OutputRoot, LedgerPath, _database, HasLedger, _installed) = (reading, rehearsal, outputRoot, ledgerPath, database, hasLedger, installed);

    public WorkspaceReading Reading { get; }

    public RehearsalSettings? Rehearsal { get; }

    public string OutputRoot { get; }

    /// <summary>The ledger's file; null when it is kept in a database or in memory.</summary>
    public string? LedgerPath { get; }

    /// <summary>Where the archived part of the trail is kept.</summary>
    public string ArchiveFolder => Path.Combine(Reading.Root, StateFolder, Rehearsal is null ? "" : RehearsalFolder, "archive");

    /// <summary>Whether there is, or will be, a ledger that outlives the command.</summary>
    public bool HasLedger { get; }

    /// <summary>The zone in which moments are told.</summary>
    public IndonesianZone Zone => Reading.Model.Offices.Select(o => OfficeDirectory.Default.Find(o.Code)).FirstOrDefault(o => o is not null)?.Zone ?? IndonesianZone.Wib;

    public OutreachClient Client => _client ??= OutreachClient.Create(Configure);

    /// <summary>Reads the workspace and finds its ledger.</summary>
    public static async Task<Desk> OpenAsync(Request request, LedgerUse use, Screen screen, CancellationToken cancellationToken)
    {
        var texts = screen.Texts;
        var reading = await WorkspaceReader.ReadAsync(request.Folder, cancellationToken);
        var rehearsal = request.Rehearse is { } startsAt ? new RehearsalSettings(startsAt, reading.Model.Rehearsal?.Approver) : reading.Model.Rehearsal;
        var state = Path.Combine(reading.Root, StateFolder);
        var rehearsalRoot = Path.Combine(state, RehearsalFolder);
        var output = rehearsal is null ? reading.Root : Path.Combine(rehearsalRoot, "output");
        var database = request.Ledger?.Variable is { } variable ? Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : throw new Refusal("ledger-variable-empty", texts.NoVariable(variable)) : null;
        var ledger = request.Ledger is { } chosen
            ? chosen.Path is { } path ? Follow(Path.GetFullPath(path)) : null
            : Path.Combine(rehearsal is null ? state : rehearsalRoot, LedgerFile);
        if (rehearsal is null) RefuseMarked([reading.Root, .. ledger is null ? [] : new[] { ledger }], texts);
        else if (database is not null) throw new Refusal("ledger-not-of-rehearsal", texts.RehearsalInDatabase);
        else if (request.Ledger?.Path is not null && !IsInside(ledger!, rehearsalRoot)) throw new Refusal("ledger-not-of-rehearsal", texts.LedgerNotOfRehearsal(ledger!));

        // Of a workspace that cannot be read nothing is made.
        var usable = use != LedgerUse.None && (database is not null || File.Exists(ledger) || (use == LedgerUse.Create && !reading.HasErrors));
        if (usable && use == LedgerUse.Create) Prepare(rehearsal, rehearsalRoot, output, ledger, texts);
        return new Desk(reading, rehearsal, output, ledger, database, usable, await Installed.OpenAsync(request.Plugins, reading.Root, screen, cancellationToken));
    }

    /// <summary>Why nothing can be asked of this workspace: its settings could not be read, so that nobody knows whether it rehearses.</summary>
    public IReadOnlyList<Problem> SettingsErrors() => [.. Reading.Problems.Where(p => p.Severity == Severity.Error && p.Place.File is null or "outreach.json")];

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        await _installed.DisposeAsync();
    }

    private void Configure(OutreachOptions options)
    {
        _installed.AddTo(options);
        options.OutputRoot = OutputRoot;
        options.Media = new FolderMediaLibrary(Reading.Root);
        options.Rehearsal = Rehearsal;
        if (HasLedger && _database is not null) options.UsePostgreSql(_database, new PostgreSqlLedgerOptions { AnchorFolder = Path.Combine(Reading.Root, StateFolder) });
        else if (!HasLedger || LedgerPath is not { } path) options.UseMemoryLedger();
        else options.UseSqlite(path, new SqliteLedgerOptions { SurvivesPowerLoss = Rehearsal is null });
    }

    private static void Prepare(RehearsalSettings? rehearsal, string rehearsalRoot, string output, string? ledger, Texts texts)
    {
        if (rehearsal is not null)
        {
            Directory.CreateDirectory(output);
            var marker = Path.Combine(rehearsalRoot, Marker);
            if (!File.Exists(marker)) File.WriteAllText(marker, texts.MarkerSentence + "\n");
        }

        if (ledger is not null) Directory.CreateDirectory(Path.GetDirectoryName(ledger)!);
    }

    private static void RefuseMarked(IEnumerable<string> paths, Texts texts)
    {
        foreach (var path in paths)
            for (var folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
                if (File.Exists(Path.Combine(folder, Marker)) && Path.GetFileName(folder) == RehearsalFolder) throw new Refusal("rehearsal-refused", texts.RehearsalRefused(path));
    }

    // A link may not lead a rehearsal to a real ledger, nor the other way round.
    private static string Follow(string path) => new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;

    private static bool IsInside(string path, string folder) => path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
