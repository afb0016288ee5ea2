#pragma warning disable IDE0005 // The directives are the README's.
using Kpu.Outreach;
using Kpu.Outreach.Campaigns;
#pragma warning restore IDE0005

namespace Architecture.Tests.Readme;

/// <summary>The README's first use, compiled: <see cref="ReadmeTests"/> holds both texts together.</summary>
internal static class FirstUse
{
    public static async Task RunAsync()
    {
        await using var outreach = OutreachClient.Create(o => o.UseSqlite("kpu.db").AddStaticSite("laman", "public"));
        var run = await outreach.PublishAsync(new Material("cek-dpt", "Cek DPT", "Pastikan nama Anda terdaftar."), to: "laman", approvedBy: "Humas");
        Console.WriteLine(run);          // what went where, and what waits for what
    }
}
