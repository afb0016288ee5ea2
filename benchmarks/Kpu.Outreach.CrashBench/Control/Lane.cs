using System.Globalization;
using Kpu.Outreach.CrashBench.Worker;

namespace Kpu.Outreach.CrashBench.Control;

/// <summary>What the lanes of a run share.</summary>
/// <param name="Folder">Where ledgers and progress are kept.</param>
/// <param name="LedgerKind">The kind of ledger.</param>
/// <param name="Seed">The seed of all kills.</param>
/// <param name="Workers">The workers of each lane.</param>
/// <param name="Workload">What is published.</param>
/// <param name="Platform">Where the workers find the platform.</param>
/// <param name="PauseFor">How long a worker is paused now and then; null for never.</param>
/// <param name="Server">The server to kill now and then; null for none.</param>
/// <param name="Environment">Variables that workers find set.</param>
internal sealed record RunTerms(string Folder, string LedgerKind, int Seed, int Workers, Workload Workload, Uri Platform, TimeSpan? PauseFor, DatabaseServer? Server, IReadOnlyDictionary<string, string> Environment);

/// <summary>A ledger and its workers, killed one after the other while new work arrives.</summary>
internal sealed class Lane
{
    /// <summary>How many steps a worker alone goes at most; several share the work, and each goes fewer.</summary>
    private const int MostSteps = 160;

    private const int PauseEvery = 10;
    private const int ServerEvery = 10;

    /// <summary>A worker that has not reached its boundary by then is killed where it is.</summary>
    private static readonly TimeSpan LongestCycle = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LongestMoment = TimeSpan.FromSeconds(0.6);
    private static readonly TimeSpan LongestFinish = TimeSpan.FromMinutes(10);

    private readonly RunTerms _terms;
    private readonly int _number;
    private readonly int _target;
    private readonly Slot[] _slots;

    /// <param name="terms">What all lanes share.</param>
    /// <param name="number">The lane's number, from 0.</param>
    /// <param name="target">Its kills.</param>
    public Lane(RunTerms terms, int number, int target)
    {
        (_terms, _number, _target) = (terms, number, target);
        _slots = [.. Enumerable.Range(0, terms.Workers).Select(_ => new Slot())];
        Space = FormattableString.Invariant($"lane-{number}");
        Ledger = LedgerSource.NameOf(terms.LedgerKind, terms.Folder, Space);
        Progress = Progress.Load(terms.Folder, Space);
    }

    public Progress Progress { get; }

    public Judged Judged => new(Ledger, Space, _target);

    private string Space { get; }

    private string Ledger { get; }

    public async Task RunAsync()
    {
        var (began, before) = (Machine.Clock.GetTimestamp(), Progress.Seconds);
        await using var beside = new Publisher(_terms.Workload, Ledger, _terms.Platform, Space, 1, new Steps(0));
        try
        {
            while (Progress.Kills < _target)
            {
                for (var ahead = 0; ahead < _slots.Length; ahead++) Ensure(Progress.Kills + ahead);
                if (_terms.PauseFor is { } pause && Progress.Kills % PauseEvery == PauseEvery - 1) await PauseAsync(pause);
                // All lanes feel it; one of them does it.
                if (_terms.Server is { } server && _number == 0 && Progress.Kills % ServerEvery == ServerEvery - 1) await KillServerAsync(server);
                var arriving = EnqueuesItself(Progress.Kills) ? Task.CompletedTask : EnqueueAsync(beside, Progress.Kills + 1);
                await KillAsync(Progress.Kills);
                await arriving;
                Progress.Kills++;
                Save();
            }
        }
        finally
        {
            foreach (var slot in _slots) slot.Child?.Dispose();
        }

        await FinishAsync();
        Save();

        void Save()
        {
            Progress.Seconds = before + Machine.Clock.GetElapsedTime(began).TotalSeconds;
            Progress.Save();
        }
    }

    /// <summary>Starts the worker that a kill is meant for, unless it lives.</summary>
    private void Ensure(int kill)
    {
        var slot = _slots[kill % _slots.Length];
        if (slot.Child is not null) return;
        var random = RandomOf(kill);
        slot.DiesAtStep = kill % 2 == 0;
        slot.Moment = random.NextDouble() * LongestMoment;
        List<string> more = slot.DiesAtStep ? ["--die-at-step", (1 + random.Next(MostSteps / _slots.Length)).ToString(CultureInfo.InvariantCulture)] : [];

        // What an earlier worker may not have finished is enqueued again, which changes nothing.
        if (EnqueuesItself(kill)) more.AddRange(["--from", (Progress.Enqueued + 1).ToString(CultureInfo.InvariantCulture), "--to", Math.Min(kill + 1, _target).ToString(CultureInfo.InvariantCulture)]);
        slot.Child = Start(more);
        slot.Working = WorkingAsync(slot.Child);
    }

    /// <summary>Work arrives from a process beside the worker, or from the worker itself, so that kills hit the enqueuing too.</summary>
    private static bool EnqueuesItself(int kill) => kill % 8 < 2;

    private async Task EnqueueAsync(Publisher beside, int last)
    {
        while (Progress.Enqueued < last)
        {
            await beside.EnqueueAsync(Progress.Enqueued + 1, CancellationToken.None);
            Progress.Enqueued++;
        }
    }

    private async Task KillAsync(int kill)
    {
        var slot = _slots[kill % _slots.Length];
        var child = slot.Child!;
        if (await slot.Working is { } start) Progress.Starts.Add(start.TotalMilliseconds);
        await Task.WhenAny(child.Ended, Machine.PassAsync(slot.DiesAtStep ? LongestCycle : slot.Moment));
        if (!child.Ended.IsCompleted) child.Kill();
        await child.Ended;
        Take(child);
        var hit = child.Lines.FirstOrDefault(l => l.StartsWith("died ", StringComparison.Ordinal)) ?? "a moment";
        Progress.Hits[hit] = Progress.Hits.GetValueOrDefault(hit) + 1;
        child.Dispose();
        slot.Child = null;
    }

    private static async Task<TimeSpan?> WorkingAsync(Child child)
    {
        var began = Machine.Clock.GetTimestamp();
        return await child.LineAsync("working") is null ? null : Machine.Clock.GetElapsedTime(began);
    }

    /// <summary>A worker that stands still and does not know it: when it goes on, its leases are over.</summary>
    private async Task PauseAsync(TimeSpan pause)
    {
        var child = _slots[(Progress.Kills + 1) % _slots.Length].Child;
        if (child is null || await child.LineAsync("working") is null || child.Ended.IsCompleted) return;
        Machine.Pause(child.Id);
        await Machine.PassAsync(pause);
        Machine.Continue(child.Id);
        Progress.Pauses++;
    }

    /// <summary>The server ends in the middle of its work; what it has promised must be there when it is back.</summary>
    private async Task KillServerAsync(DatabaseServer server)
    {
        await _slots[Progress.Kills % _slots.Length].Working;
        await Machine.PassAsync(RandomOf(~Progress.Kills).NextDouble() * LongestMoment);
        await server.KillAsync();
        await server.StartAgainAsync();
        Progress.ServerKills++;
    }

    private async Task FinishAsync()
    {
        using var child = Start(["--finish", "--from", (Progress.Enqueued + 1).ToString(CultureInfo.InvariantCulture), "--to", _target.ToString(CultureInfo.InvariantCulture)]);
        await Task.WhenAny(child.Ended, Machine.PassAsync(LongestFinish));
        if (!child.Ended.IsCompleted) throw new InvalidOperationException($"{Space} does not come to an end.");
        Take(child);
        if (child.ExitCode != 0) throw new InvalidOperationException(FormattableString.Invariant($"The last worker of {Space} ended with {child.ExitCode}."));
    }

    private Child Start(IReadOnlyList<string> more) => Child.Start("worker",
    [
        "--ledger", Ledger, "--space", Space, "--platform", _terms.Platform.ToString(),
        "--accounts", _terms.Workload.Accounts.ToString(CultureInfo.InvariantCulture), "--materials", _terms.Workload.Materials.ToString(CultureInfo.InvariantCulture), .. more,
    ], _terms.Environment);

    private void Take(Child child)
    {
        foreach (var words in child.Lines.Select(l => l.Split(' ')))
        {
            if (words is ["enqueued", var portion]) Progress.Enqueued = Math.Max(Progress.Enqueued, int.Parse(portion, CultureInfo.InvariantCulture));
        }

        // 137 is the end by SIGKILL; anything else is a fault of its own and must not pass as a kill.
        if (child.ExitCode is not (0 or 137)) throw new InvalidOperationException(FormattableString.Invariant($"A worker of {Space} ended with {child.ExitCode}."));
    }

    private Random RandomOf(int kill) => new(unchecked((((_terms.Seed * 397) ^ _number) * 7919) + kill));

    private sealed class Slot
    {
        public Child? Child { get; set; }

        public bool DiesAtStep { get; set; }

        public TimeSpan Moment { get; set; }

        /// <summary>How long it took until it worked; null when it died before.</summary>
        public Task<TimeSpan?> Working { get; set; } = Task.FromResult<TimeSpan?>(null);
    }
}
