using System.Globalization;
using Kpu.Outreach.CrashBench.Worker;

namespace Kpu.Outreach.CrashBench.Control;

/// <summary>A worker stands still past its leases, with calls on its way, and does not know it when it goes on: what it says late changes nothing, and nothing is lost or doubled.</summary>
internal static class Pauses
{
    private const int Portion = 1;

    /// <summary>Where it stands still: before it asks whether it still owns the call, when the effect has happened and only it knows, and on either side of a commit.</summary>
    private static readonly string[] Boundaries = ["before-call", "after-answer", "after-return", "before-commit", "after-commit"];

    public static async Task<int> RunAsync(Settings settings)
    {
        var kind = settings.Text("ledger", LedgerSource.PostgreSql);
        var (seed, workers) = (settings.Number("seed", 1), settings.Number("workers", 2));
        var pause = TimeSpan.FromSeconds(settings.Number("pause-seconds", 6));
        var workload = new Workload(settings.Number("accounts", 3), settings.Number("materials", 2));
        var folder = Directory.CreateTempSubdirectory("outreach-pauses-").FullName;
        await using var server = await DatabaseServer.StartAsync(kind, folder, keep: false);
        using var platform = await PlatformChild.StartAsync(Path.Combine(folder, "effects.tsv"), seed, calm: !settings.Has("faults"));
        var address = PlatformChild.AddressOf(platform.Port);
        await Task.WhenAll(Boundaries.Select(PauseAsync));

        var verdict = await Verdict.OfAsync(workload, [.. Boundaries.Select(b => new Judged(LedgerOf(b), b, Portion))], await platform.ReportAsync());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{kind}: one of {workers} workers stood still for {pause.TotalSeconds:0} s at {string.Join(", ", Boundaries)}; {verdict.Refused} late results refused, {verdict.Believed} believed because they prove what is public"));
        Console.WriteLine();
        verdict.Print(kills: 0);

        // With nobody beside it, nobody takes up what it had: it may come late only where others work.
        var holds = verdict.Holds && (workers == 1 || kind != LedgerSource.PostgreSql || verdict.Refused > 0);
        if (!holds && verdict.Holds) Console.WriteLine("NO LATE RESULT WAS REFUSED.");
        if (server is not null) await server.DisposeAsync();
        if (holds) Directory.Delete(folder, recursive: true);
        else Console.WriteLine($"Ledgers and effects: {folder}");
        return holds ? 0 : 1;

        string LedgerOf(string boundary) => LedgerSource.NameOf(kind, folder, boundary);

        async Task PauseAsync(string boundary)
        {
            await using (var beside = new Publisher(workload, LedgerOf(boundary), address, boundary, OutreachOptions.DefaultInFlight, new Steps(0))) await beside.EnqueueAsync(Portion, CancellationToken.None);
            using var paused = Start("--pause-at", boundary);
            if (await paused.LineAsync("paused") is null) throw new InvalidOperationException($"No worker came to {boundary}.");
            List<Child> others = [.. Enumerable.Range(1, workers - 1).Select(_ => Start())];
            try
            {
                await Task.WhenAll(others.Select(o => o.LineAsync("working")));
                await Machine.PassAsync(pause);
                Machine.Continue(paused.Id);
                await Task.WhenAll(others.Append(paused).Select(w => w.Ended));
                if (others.Append(paused).FirstOrDefault(w => w.ExitCode != 0) is { } failed) throw new InvalidOperationException(FormattableString.Invariant($"A worker at {boundary} ended with {failed.ExitCode}."));
            }
            finally
            {
                foreach (var other in others) other.Dispose();
            }

            Child Start(params string[] more) => Child.Start("worker",
            [
                "--ledger", LedgerOf(boundary), "--space", boundary, "--platform", address.ToString(), "--finish", "--in-flight", "4",
                "--accounts", workload.Accounts.ToString(CultureInfo.InvariantCulture), "--materials", workload.Materials.ToString(CultureInfo.InvariantCulture), .. more,
            ]);
        }
    }
}
