using Kpu.Outreach.CrashBench;
using Kpu.Outreach.CrashBench.Control;
using Kpu.Outreach.CrashBench.Platform;
using Kpu.Outreach.CrashBench.Worker;

var settings = Settings.Read(args.Skip(1));
return args.FirstOrDefault() switch
{
    "run" => await RandomKills.RunAsync(settings),
    "boundaries" => await BoundaryKills.RunAsync(settings),
    "outage" => await Outage.RunAsync(settings),
    "pause" => await Pauses.RunAsync(settings),
    "platform" => await PlatformServer.RunAsync(settings),
    "worker" => await WorkerProcess.RunAsync(settings),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: CrashBench run        [--ledger sqlite] [--kills 1000] [--seed 1] [--lanes 2] [--workers 1] [--accounts 4] [--materials 2]
                                     [--resume FOLDER] [--calm] [--cut] [--kill-server] [--pause] [--pause-seconds 12]
               CrashBench boundaries [--ledger sqlite] [--seed 1] [--accounts 1] [--materials 1] [--every 1] [--at-once 4] [--faults]
               CrashBench outage     [--seconds 30] [--seed 1] [--workers 3] [--portions 12] [--accounts 4] [--materials 2] [--calm]
               CrashBench pause      [--ledger postgres] [--seed 1] [--workers 2] [--pause-seconds 6] [--accounts 3] [--materials 2] [--faults]
        """);
    return 2;
}
