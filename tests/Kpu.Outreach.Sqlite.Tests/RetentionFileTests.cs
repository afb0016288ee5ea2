using System.Text;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Microsoft.Data.Sqlite;

namespace Kpu.Outreach.Sqlite.Tests;

/// <summary>What leaves the ledger leaves the file; and only the engine takes anything out of the trail unnoticed.</summary>
public sealed class RetentionFileTests : TestFolder
{
    private const string Name = "Bambang Sutrisno-Hadi";

    [Fact]
    public async Task An_erased_name_is_nowhere_in_the_file()
    {
        await PublishAsync();
        await using (var client = Client())
        {
            var hold = await client.HoldAsync(HoldScope.Campaign, "lain", new TrailActor(Name, "oleh " + Name, Name));
            await client.ReleaseAsync(hold, new TrailActor(Name));
        }

        Checkpoint();
        Assert.True(Holds(Name));

        await using (var client = Client()) Assert.True((await client.ErasePersonsAsync(client.Now.AddDays(1))).ErasedPersons > 2);
        Checkpoint();

        Assert.False(Holds(Name));
        await using var later = Client();
        Assert.Empty((await later.VerifyLedgerAsync()).Problems);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Links_that_the_engine_did_not_archive_are_missed(bool alsoTheNumber)
    {
        await PublishAsync();
        await using (var client = Client()) Assert.Empty((await client.VerifyLedgerAsync()).Problems);
        await using (var ledger = await SqliteLedger.OpenAsync(File()))
        {
            await using var session = await ledger.OpenAsync(LedgerAccess.Change, CancellationToken.None);
            await session.Trail.RemoveAsync(1, CancellationToken.None);
            if (alsoTheNumber) await session.Gates.SetNumberAsync(LedgerNumbers.Archived, 1, CancellationToken.None);
            await session.CommitAsync(CancellationToken.None);
        }

        await using var later = Client();
        Assert.Contains((await later.VerifyLedgerAsync()).Problems, p => p is { Code: LedgerProblems.TrailGap, Place.File: "trail#1" });
    }

    private async Task PublishAsync()
    {
        await using var client = Client();
        foreach (var id in new[] { "satu", "dua", "tiga" }) await client.PublishAsync(new Material(id, "Kabar " + id, "Isi kabar " + id + "."), "papan", Name);
    }

    private OutreachClient Client() => OutreachClient.Create(o =>
    {
        o.UseSqlite(File(), new SqliteLedgerOptions { SurvivesPowerLoss = false });
        o.AddChannel(new Board());
        o.AddAccount(new Account { Key = "papan", Channel = new ChannelKey("papan"), Office = OfficeCode.Parse("35.72") });
    });

    private void Checkpoint()
    {
        using var connection = new SqliteConnection($"Data Source={File()};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        command.ExecuteNonQuery();
    }

    private bool Holds(string text) => Directory.EnumerateFiles(Path.GetDirectoryName(File())!, "kpu.db*").Any(f => System.IO.File.ReadAllBytes(f).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);
}
