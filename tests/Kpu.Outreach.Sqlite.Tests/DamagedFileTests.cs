using Kpu.Outreach.Ledger;
using Kpu.Outreach.Testing.Ledgers;
using static Kpu.Outreach.Testing.Ledgers.LedgerSamples;

namespace Kpu.Outreach.Sqlite.Tests;

/// <summary>Whatever is done to the file: the answer is a row or a <see cref="LedgerException"/>, never anything raw.</summary>
public sealed class DamagedFileTests : TestFolder
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(5000)]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone(int length)
    {
        var text = string.Concat(Enumerable.Repeat("bukan ledger\n", 400))[..length];
        await System.IO.File.WriteAllTextAsync(File(), text);
        var e = await Assert.ThrowsAsync<LedgerException>(async () => await OpenAsync());
        Assert.Equal(LedgerProblems.Damaged, e.Problem.Code);
        Assert.Equal(text, await System.IO.File.ReadAllTextAsync(File()));
    }

    [Fact]
    public async Task An_empty_file_counts_as_none_unless_a_worker_has_been_there()
    {
        await System.IO.File.WriteAllBytesAsync(File(), []);
        await using (var ledger = await OpenAsync())
        await using (var worker = await ledger.TryJoinAsync(None))
            Assert.NotNull(worker);
        await System.IO.File.WriteAllBytesAsync(File(), []);
        Assert.Equal(LedgerProblems.Damaged, (await Assert.ThrowsAsync<LedgerException>(async () => await OpenAsync())).Problem.Code);
    }

    [Fact]
    public async Task A_truncated_file_is_refused_or_read()
    {
        var whole = await MakeAsync();
        var told = 0;
        for (var length = 1; length < whole.Length; length += 1777) told += await TryAsync(whole[..length]);
        Assert.True(told > 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Flipped_bytes_are_told_or_harmless(int seed)
    {
        var (whole, random, told) = (await MakeAsync(), new SeededNumbers(seed), 0);
        for (var round = 0; round < 100; round++)
        {
            var damaged = whole.ToArray();
            for (var flips = random.Below(30); flips >= 0; flips--) damaged[random.Below(damaged.Length)] ^= (byte)(1 + random.Below(255));
            told += await TryAsync(damaged);
        }

        Assert.True(told > 0);
    }

    private async Task<byte[]> MakeAsync()
    {
        await using (var ledger = await OpenAsync("asli.db"))
        {
            await using var session = await ledger.OpenAsync(LedgerAccess.Change, None);
            for (var i = 1; i <= 40; i++)
            {
                var id = await session.AddAsync(Shown(i));
                await session.AddAsync(Full(id));
                await session.SetAsync(new ReceiptRow(i, 0, Shown(i).Receipt!, Start));
                await session.AddAsync(Rendition(i));
                await session.Gates.AddApprovalAsync(Approval("Humas", i), None);
                await session.AppendAsync((id, "added"));
            }

            await session.Gates.SetHoldAsync(new HoldRow { Scope = HoldScope.Office, Value = "35", By = "Humas", From = Start }, None);
            await session.Gates.SetRulesAsync([new("a", 1, null)], [new(Primitives.OfficeCode.Parse("35"), true, Start, Start)], [new("hari", 1, true)], None);
            await session.CommitAsync(None);
        }

        return await System.IO.File.ReadAllBytesAsync(File("asli.db"));
    }

    private async Task<int> TryAsync(byte[] content)
    {
        foreach (var side in new[] { "", "-wal", "-shm" }) System.IO.File.Delete(File() + side);
        await System.IO.File.WriteAllBytesAsync(File(), content);
        var told = 0;
        try
        {
            await using var ledger = await OpenAsync();
            await using var session = await ledger.OpenAsync(LedgerAccess.Change, None);
            await using var reader = await ledger.OpenAsync(LedgerAccess.Read, None);
            var works = new List<Func<Task>>
            {
                async () => await reader.Publications.ShownOnAsync("laman", None),
                async () => await reader.Publications.UnwantedAsync(9, 0, 99, None),
                async () => await reader.Deliveries.InAsync([], 0, 99, None),
                async () => await reader.DueAsync(Start.AddDays(1), 99),
                async () => await reader.Deliveries.NextDueAsync(Start, [], None),
                async () => await reader.Gates.HoldsAsync(None),
                async () => await reader.Gates.RulesAsync(None),
                async () => await reader.Trail.ReadAsync(null, 0, 99, None),
            };
            for (var i = 1; i <= 40; i++)
            {
                var number = i;
                works.Add(async () => await reader.FindAsync(Key(number)));
                works.Add(async () => await reader.OfAsync(number));
                works.Add(async () => await reader.ReceiptsAsync(number));
                works.Add(async () => await reader.Renditions.FindAsync(Rendition(number).Hash, None));
                works.Add(async () => await reader.ApprovalsAsync(Rendition(number).Hash));
            }

            works.Add(async () => await session.AddAsync(Shown(99)));
            works.Add(async () => await session.AddAsync(Full(1)));
            works.Add(async () => await session.CommitAsync(None));
            foreach (var work in works) told += await ToldAsync(work);
        }
        catch (LedgerException)
        {
            told++;
        }

        return told;
    }

    private static async Task<int> ToldAsync(Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (LedgerException)
        {
            return 1;
        }
        catch (InvalidOperationException e) when (e.Message.StartsWith("This session failed before", StringComparison.Ordinal))
        {
            return 0;
        }
    }
}
