using System.Globalization;
using Kpu.Outreach.Benchmarks;
using Kpu.Outreach.Benchmarks.Posting;

try
{
    return args switch
    {
        ["enqueue"] => await EnqueueBenchmark.CompareAsync(rounds: 3),
        ["enqueue-once", var offices] => await EnqueueBenchmark.MeasureAsync(int.Parse(offices, CultureInfo.InvariantCulture)),
        ["deliver", .. var options] => await DeliverBenchmark.CompareAsync(new Arguments(options, "count", "in-flight", "rounds", "ledger")),
        [PostServerProcess.Verb] => PostServer.Run(),
        _ => Usage(),
    };
}
catch (FormatException e)
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
          deliver [--count 60000] [--in-flight 32] [--rounds 3] [--ledger sqlite|memory]
        """);
    return 2;
}
