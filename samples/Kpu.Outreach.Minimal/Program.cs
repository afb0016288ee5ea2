using Kpu.Outreach;
using Kpu.Outreach.Campaigns;

// A material in code, a website in a folder, a ledger in a file: all that publishing needs.
// Run it twice: the second time nothing is published again. Change the body and run it once more: the article is revised where it stands.
var folder = args.Length > 0 ? args[0] : "keluaran";
Directory.CreateDirectory(folder);

await using var outreach = OutreachClient.Create(o =>
{
    o.OutputRoot = folder;
    o.UseSqlite(Path.Combine(folder, "kpu.db")).AddStaticSite("laman", "public");
});

var material = new Material("cek-dpt", "Cek nama Anda di daftar pemilih", "Pastikan nama Anda **terdaftar** sebelum hari pemungutan suara.")
{
    Hashtags = ["CekDPT"],
    Sources = ["UU 7/2017"],
};

var run = await outreach.PublishAsync(material, to: "laman", approvedBy: "Humas");
Console.WriteLine(run); // what went where, and what waits for what

await foreach (var delivery in outreach.StatusAsync())
    Console.WriteLine($"{delivery.Key}: {delivery.State}, {delivery.Receipt?.Reference}");

return run.IsComplete ? 0 : 3;
