using Kpu.Outreach.Publishing;

[assembly: OutreachContract(ChannelDescriptor.CurrentContract)]
