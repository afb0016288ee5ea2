using System.Text;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Sqlite.Tests;

/// <summary>Whatever happens to the bytes of a ledger: it is found, or it changes no answer.</summary>
public sealed class DamageIsFoundTests : TestFolder
{
    private const int Publications = 40;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Damage_is_found_or_changes_no_answer(int seed)
    {
        var whole = await MakeAsync();
        var answers = await AnswersAsync();
        Assert.True(answers.Length > Publications * 100);
        var (random, found) = (new Seeded((ulong)seed * 1000), 0);
        for (var round = 0; round < 20; round++)
        {
            var (damaged, what) = Damage(whole, random);
            foreach (var side in new[] { "-wal", "-shm" }) System.IO.File.Delete(File() + side);
            await System.IO.File.WriteAllBytesAsync(File(), damaged);
            if (await IsFoundAsync(answers, what)) found++;
        }

        Assert.True(found > 0);
    }

    private static (byte[] Damaged, string What) Damage(byte[] whole, Seeded random)
    {
        if (random.Next(5) == 0)
        {
            var length = random.Next(whole.Length);
            return (whole[..length], $"cut to {length}");
        }

        var (damaged, what) = (whole.ToArray(), new StringBuilder());
        for (var flips = 1 + (random.Next(2) * random.Next(4)); flips > 0; flips--)
        {
            var (at, by) = (random.Next(whole.Length), (byte)(1 + random.Next(255)));
            damaged[at] ^= by;
            what.Append(System.Globalization.CultureInfo.InvariantCulture, $"{at} by {by}; ");
        }

        return (damaged, what.ToString());
    }

    private async Task<bool> IsFoundAsync(string answers, string what)
    {
        try
        {
            await using (var client = Client())
            {
                var findings = await client.VerifyLedgerAsync();
                if (findings.Problems.Count > 0)
                {
                    Assert.All(findings.Problems, p => Assert.True(p.Place.File is not null, $"{what}: {p.Code} has no place"));
                    return true;
                }
            }

            var now = await AnswersAsync();
            Assert.True(answers == now, $"{what}: not found, and the answers differ\n{Difference(answers, now)}");
            return false;
        }
        catch (LedgerException)
        {
            return true;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what}: {e}");
            return false;
        }
    }

    private static string Difference(string one, string other) =>
        string.Join('\n', one.Split('\n').Zip(other.Split('\n')).Where(l => l.First != l.Second).Take(3).Select(l => $"- {l.First}\n+ {l.Second}"));

    private async Task<byte[]> MakeAsync()
    {
        await using (var client = Client())
        {
            for (var i = 1; i <= Publications; i++)
                Assert.True((await client.PublishAsync(new Material($"kabar-{i}", $"Kabar {i}", $"Isi kabar nomor {i}."), "papan", "Humas")).IsComplete);
            await client.HoldAsync(HoldScope.Office, "35", new TrailActor("Humas", "Menunggu kabar"));
        }

        Assert.False(System.IO.File.Exists(File() + "-wal"));
        return await System.IO.File.ReadAllBytesAsync(File());
    }

    /// <summary>Everything a person can ask.</summary>
    private async Task<string> AnswersAsync()
    {
        await using var client = Client();
        var text = new StringBuilder();
        var renditions = new HashSet<ContentHash>();
        await foreach (var status in client.StatusAsync())
        {
            text.Append(status).Append(' ').Append(status.Problem).Append('\n');
            renditions.Add(status.Rendition);
        }

        await foreach (var entry in client.TrailAsync()) text.Append(entry).Append('\n');
        foreach (var hold in await client.HoldsAsync()) text.Append(hold).Append('\n');
        foreach (var hash in renditions)
            if (await client.FindRenditionAsync(hash) is { } rendition) text.Append(rendition.Title).Append(rendition.Hash.Hex).AppendJoin('|', rendition.Parts.Select(p => p.Text)).Append('\n');
            else text.Append("no rendition\n");
        return text.ToString();
    }

    private OutreachClient Client() => OutreachClient.Create(o =>
    {
        o.UseSqlite(File(), new SqliteLedgerOptions { SurvivesPowerLoss = false, LedgerIdSource = () => "ledger-1" });
        o.AddChannel(new Board());
        o.AddAccount(new Account { Key = "papan", Channel = new ChannelKey("papan"), Office = OfficeCode.Parse("35.72") });
    });
}
