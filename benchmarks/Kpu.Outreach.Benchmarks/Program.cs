using System.Globalization;
using Kpu.Outreach.Benchmarks;
using Kpu.Outreach.Benchmarks.Posting;

try
{
    return args switch
    {
        ["enqueue"] => await EnqueueBenchmark.CompareAsync(rounds: 3),
        ["enqueue-once", var offices] => await EnqueueBenchmark.MeasureAsync(int.Parse(offices, CultureInfo.InvariantCulture)),
        ["deliver", .. var options] => await DeliverBenchmark.CompareAsync(new Arguments(options, "count", "in-flight", "rounds", "ledger", "workers")),
        ["nine", .. var options] => await NineBenchmark.RunAsync(new Arguments(options, "in-flight", "lead")),
        ["million", .. var options] => await MillionBenchmark.CompareAsync(new Arguments(options, "waiting", "in-flight")),
        ["million-once", var waiting, var inFlight] => await MillionBenchmark.MeasureAsync(int.Parse(waiting, CultureInfo.InvariantCulture), int.Parse(inFlight, CultureInfo.InvariantCulture)),
        ["quartz", .. var options] => await QuartzBenchmark.CompareAsync(new Arguments(options, "count", "in-flight", "rounds", "ledger")),
        ["laws", .. var options] => await LawsBenchmark.CompareAsync(new Arguments(options, "count", "in-flight", "rounds")),
        [PostServerProcess.Verb] => PostServer.Run(),
        _ => Usage(),
    };
}
catch (UsageException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: dotnet run -c Release --project benchmarks/Kpu.Outreach.Benchmarks -- VERB
          enqueue
          deliver [--count 60000] [--in-flight 32] [--rounds 3] [--ledger sqlite|memory|postgres] [--workers 1]
          nine [--in-flight 256] [--lead 5]
          million [--waiting 1000000] [--in-flight 32]
          quartz [--count 3000] [--in-flight 32] [--rounds 3] [--ledger sqlite|postgres]
          laws [--count 60000] [--in-flight 32] [--rounds 3]
        """);
    return 2;
}
