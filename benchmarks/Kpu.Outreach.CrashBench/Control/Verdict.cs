using System.Globalization;
using Kpu.Outreach.CrashBench.Worker;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.CrashBench.Control;

/// <summary>A ledger to be judged.</summary>
/// <param name="Name">The ledger's name.</param>
/// <param name="Space">Its space on the platform.</param>
/// <param name="Portions">How many portions were enqueued.</param>
internal sealed record Judged(string Name, string Space, int Portions);

/// <summary>Holds what ledgers say against what the platform counted.</summary>
internal sealed class Verdict
{
    private const int ShownAtMost = 20;

    private readonly SortedDictionary<string, Row> _rows = [];
    private readonly List<string> _findings = [];
    private readonly List<string> _notes = [];

    private Verdict()
    {
        foreach (var guarantee in Guarantees.All) _rows[guarantee] = new Row();
    }

    /// <summary>Whether every law holds.</summary>
    public bool Holds => _findings.Count == 0;

    /// <summary>How many results came too late and changed nothing.</summary>
    public int Refused { get; private set; }

    /// <summary>How many results came late and were believed: they say that it is public, and nobody was publishing it again.</summary>
    public int Believed { get; private set; }

    public static async Task<Verdict> OfAsync(Workload workload, IReadOnlyList<Judged> ledgers, IReadOnlyList<Counted> counted)
    {
        var verdict = new Verdict();
        var effects = counted.GroupBy(c => (c.Place.Space, c.Publication)).ToDictionary(g => g.Key, g => (Effects: g.Sum(c => c.Effects), Sent: g.Where(c => !c.Place.Key.EndsWith("/draft", StringComparison.Ordinal)).Sum(c => c.Sent)));
        foreach (var ledger in ledgers) await verdict.JudgeAsync(workload, ledger, effects);
        return verdict;
    }

    /// <summary>The table, and under it what breaks a law or is worth a look.</summary>
    /// <param name="kills">How many kills every row went through.</param>
    public void Print(int kills)
    {
        Console.WriteLine("| guarantee | kills | calls taken up from a lost worker | deliveries | published | lost | doubled | uncertain, for a person | of them really posted | repeated though uncertain |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var guarantee in Guarantees.All)
        {
            var row = _rows[guarantee];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {guarantee} | {kills:N0} | {row.TakenUp:N0} | {row.Deliveries:N0} | {row.Published:N0} | {row.Lost:N0} | {row.Doubled:N0} | {row.Uncertain:N0} | {row.Posted:N0} | {row.Repeated:N0} |"));
        }

        Console.WriteLine();
        foreach (var line in _findings.Concat(_notes).Take(ShownAtMost)) Console.WriteLine("- " + line);
        if (_findings.Count + _notes.Count > ShownAtMost) Console.WriteLine(FormattableString.Invariant($"- and {_findings.Count + _notes.Count - ShownAtMost} more"));
        Console.WriteLine(Holds ? "Every law holds." : "A LAW IS BROKEN.");
    }

    private async Task JudgeAsync(Workload workload, Judged judged, Dictionary<(string Space, string Publication), (int Effects, int Sent)> counted)
    {
        await using var client = OutreachClient.Create(o => o.UseLedger(ct => LedgerSource.OpenAsync(judged.Name, ct)));
        foreach (var problem in (await client.VerifyLedgerAsync()).Problems) _findings.Add($"{judged.Space}: {problem.Place} {problem}");
        var trail = await ReadAsync(client);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var status in client.StatusAsync())
        {
            var guarantee = Guarantees.All.First(g => status.Channel == Workload.ChannelOf(g));
            var (row, name) = (_rows[guarantee], status.Key.ToString());
            seen[guarantee] = seen.GetValueOrDefault(guarantee) + 1;
            var (effects, sent) = counted.GetValueOrDefault((judged.Space, name));
            row.Deliveries++;
            row.TakenUp += trail.TakenUp.GetValueOrDefault(status.Delivery);
            if (effects > 1)
            {
                row.Doubled++;
                Find($"doubled: stands there {effects} times, {sent} calls");
            }

            if (trail.Repeated.Contains(status.Delivery) || (guarantee == Guarantees.None && sent > 1))
            {
                row.Repeated++;
                Find($"repeated though uncertain: {sent} calls");
            }

            if (status.State == DeliveryState.Published)
            {
                row.Published++;
                if (effects > 0) continue;
                row.Lost++;
                Find($"lost: the ledger says published, the platform has nothing");
            }
            else if (status.WaitsFor == WaitReason.Person)
            {
                row.Uncertain++;
                if (effects > 0) row.Posted++;

                // No law is broken, but where the truth can be known nobody should have to be asked.
                if (guarantee != Guarantees.None || status.State != DeliveryState.Uncertain) _notes.Add(Named($"asks a person: {status.State}, {status.Problem?.Code}, {status.Attempts} attempts, {effects} effects"));
            }
            else
            {
                row.Lost++;
                Find($"lost: never finished, {status.State} {status.WaitsFor}, {effects} effects");
            }

            void Find(FormattableString text) => _findings.Add(Named(text));

            string Named(FormattableString text) => string.Create(CultureInfo.InvariantCulture, $"{judged.Space}, delivery {status.Delivery}, {name}: {text}");
        }

        var expected = judged.Portions * workload.PerPortion;
        foreach (var guarantee in Guarantees.All)
        {
            var missing = expected - seen.GetValueOrDefault(guarantee);
            if (missing == 0) continue;
            _rows[guarantee].Lost += Math.Abs(missing);
            _findings.Add(FormattableString.Invariant($"{judged.Space}, {guarantee}: {seen.GetValueOrDefault(guarantee)} deliveries in the ledger instead of {expected}"));
        }
    }

    /// <summary>Reads the trail: deliveries that were sent again after they became uncertain and before they were seen to be absent; how often each was taken up from a lost worker; what came late.</summary>
    private async Task<(HashSet<long> Repeated, Dictionary<long, int> TakenUp)> ReadAsync(OutreachClient client)
    {
        var (unproven, repeated, takenUp) = (new HashSet<long>(), new HashSet<long>(), new Dictionary<long, int>());
        await foreach (var entry in client.TrailAsync())
        {
            if (entry.Delivery is not { } delivery) continue;
            if (entry is { Kind: "moved", Cause: DispatchingProblems.WorkerLost }) takenUp[delivery] = takenUp.GetValueOrDefault(delivery) + 1;
            if (entry is { Kind: "late", Cause: "proof" }) Believed++;
            else if (entry.Kind == "late") Refused++;
            switch (entry.Kind, entry.To)
            {
                case ("moved", { } to) when to.StartsWith("uncertain", StringComparison.Ordinal): unproven.Add(delivery); break;
                case ("moved", "inFlight") when unproven.Contains(delivery): repeated.Add(delivery); break;
                case ("observed", "absent"): unproven.Remove(delivery); break;
            }
        }

        return (repeated, takenUp);
    }

    private sealed class Row
    {
        public int Deliveries { get; set; }

        public int TakenUp { get; set; }

        public int Published { get; set; }

        public int Lost { get; set; }

        public int Doubled { get; set; }

        public int Uncertain { get; set; }

        public int Posted { get; set; }

        public int Repeated { get; set; }
    }
}
