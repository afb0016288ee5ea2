using System.Globalization;
using Kpu.Outreach.Benchmarks;

return args switch
{
    ["enqueue"] => await EnqueueBenchmark.CompareAsync(rounds: 3),
    ["enqueue-once", var offices] => await EnqueueBenchmark.MeasureAsync(int.Parse(offices, CultureInfo.InvariantCulture)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project benchmarks/Kpu.Outreach.Benchmarks -- enqueue");
    return 2;
}
