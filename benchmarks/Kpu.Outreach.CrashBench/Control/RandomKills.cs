using System.Globalization;
using Kpu.Outreach.CrashBench.Worker;

namespace Kpu.Outreach.CrashBench.Control;

/// <summary>Kills workers at seeded steps and moments, lets them finish, and judges.</summary>
internal static class RandomKills
{
    public static async Task<int> RunAsync(Settings settings)
    {
        var kills = settings.Number("kills", 1000);
        var seed = settings.Number("seed", 1);
        var lanes = settings.Number("lanes", 2);
        var workers = settings.Number("workers", 1);
        var kind = settings.Text("ledger", "sqlite");
        var workload = new Workload(settings.Number("accounts", 4), settings.Number("materials", 2));
        var folder = settings.Find("resume") is { } resume ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(resume)) : Directory.CreateTempSubdirectory("outreach-crash-").FullName;
        var pause = settings.Has("pause") ? TimeSpan.FromSeconds(settings.Number("pause-seconds", 12)) : (TimeSpan?)null;
        var said = string.Create(CultureInfo.InvariantCulture,
            $"{kind}, {kills} kills, seed {seed}, {lanes} lanes of {workers} workers, {workload.Accounts} accounts x {workload.Materials} materials a guarantee and portion{(settings.Has("calm") ? ", calm" : "")}{(settings.Has("cut") ? ", cut" : "")}{(pause is null ? "" : ", paused")}{(settings.Has("kill-server") ? ", server killed" : "")}");
        Progress.Claim(folder, said);
        using var platform = await PlatformChild.StartAsync(Path.Combine(folder, "effects.tsv"), seed, settings.Has("calm"));
        await using var server = await DatabaseServer.StartAsync(kind, folder, keep: settings.Has("resume"));
        if (server is null && settings.Has("kill-server")) throw new InvalidOperationException("There is no server of this run's own to kill.");
        using var cutter = settings.Has("cut") ? new ConnectionCutter(platform.Port, seed, Cuts.OfCalls) : null;
        using var before = settings.Has("cut") && server is not null ? new ConnectionCutter(server.Port, seed, Cuts.OfSessions) : null;
        Dictionary<string, string> environment = before is null ? [] : new() { [LedgerSource.Variable] = server!.ConnectionOn(before.Port) };
        var terms = new RunTerms(folder, kind, seed, workers, workload, PlatformChild.AddressOf(cutter?.Port ?? platform.Port), pause, settings.Has("kill-server") ? server : null, environment);
        var running = Enumerable.Range(0, lanes).Select(i => new Lane(terms, i, (kills / lanes) + (i < kills % lanes ? 1 : 0))).ToList();
        await Task.WhenAll(running.Select(l => l.RunAsync()));

        List<Progress> progress = [.. running.Select(l => l.Progress)];
        var verdict = await Verdict.OfAsync(workload, [.. running.Select(l => l.Judged)], await platform.ReportAsync());
        Console.WriteLine(said);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{progress.Sum(l => l.Kills)} kills in {progress.Max(l => l.Seconds):0} s; a worker works {Median(progress.SelectMany(l => l.Starts)):0} ms after its start (median)"));
        if (pause is not null) Console.WriteLine(FormattableString.Invariant($"{progress.Sum(l => l.Pauses)} pauses"));
        if (cutter is not null) Console.WriteLine(FormattableString.Invariant($"{cutter.Count} connections to the platform cut{(before is null ? "" : FormattableString.Invariant($", {before.Count} to the ledger"))}, since the last start"));
        if (terms.Server is not null) Console.WriteLine(FormattableString.Invariant($"the server was killed {progress.Sum(l => l.ServerKills)} times"));
        Console.WriteLine("killed at: " + string.Join(", ", Sum(l => l.Hits).OrderByDescending(h => h.Value).Select(h => string.Create(CultureInfo.InvariantCulture, $"{h.Key.Replace("died ", "", StringComparison.Ordinal)} {h.Value}"))));
        Console.WriteLine();
        verdict.Print(progress.Sum(l => l.Kills));
        if (server is not null) await server.DisposeAsync();
        if (verdict.Holds && settings.Find("resume") is null) Directory.Delete(folder, recursive: true);
        else Console.WriteLine($"Ledgers and effects: {folder}");
        return verdict.Holds ? 0 : 1;

        Dictionary<string, int> Sum(Func<Progress, Dictionary<string, int>> of) =>
            progress.SelectMany(of).GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Sum(p => p.Value));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is { Count: > 0 } ordered ? ordered[ordered.Count / 2] : 0;
}
