return await Kpu.Outreach.Cli.CommandLine.RunAsync(args);
