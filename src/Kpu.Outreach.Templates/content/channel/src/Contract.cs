using Kpu.Outreach.Publishing;

// Hosts read it from the file, before any code runs.
[assembly: OutreachContract(ChannelDescriptor.CurrentContract)]
