using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;
using Kpu.Outreach.Tests.Dispatching;

namespace Kpu.Outreach.Tests.Ledger;

/// <summary>What is old leaves the ledger, and nothing by which a publication is known does: the chain still holds, and nothing goes out a second time.</summary>
public sealed class RetentionTests : IDisposable
{
    private static readonly TrailActor Keeper = new("Arsiparis", "Tahun lalu", "kpu");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_old_trail_moves_into_the_archive_and_both_are_verified_as_one()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = await YearAsync(channel);
        var whole = await office.Client.TrailAsync().ToListAsync();
        var before = await office.Client.VerifyLedgerAsync();

        var report = await office.Client.ArchiveTrailAsync(SmallOffice.Morning.AddHours(2), _folder.Path, Keeper);

        Assert.True(report.ArchivedLinks > 2, $"{report.ArchivedLinks} links");
        Assert.True(File.Exists(report.ArchiveFile));
        var rest = await office.Client.TrailAsync().ToListAsync();
        Assert.True(rest[0].Number > 1);
        Assert.Equal(whole.Where(e => e.Number >= rest[0].Number).Select(e => (e.Number, e.Kind, e.To)), rest.Take(rest.Count - 1).Select(e => (e.Number, e.Kind, e.To)));
        Assert.Equal(("archived", "Arsiparis"), (rest[^1].Kind, rest[^1].Actor?.By));
        var findings = await office.Client.VerifyLedgerAsync(_folder.Path);
        Assert.Empty(findings.Problems);
        Assert.Equal((before.Links + 1, before.Deliveries, report.ArchivedLinks, 0), (findings.Links, findings.Deliveries, findings.ArchivedLinks, findings.NotCompared));

        // Without the archive the rest is still looked through, and what was not is counted.
        var alone = await office.Client.VerifyLedgerAsync();
        Assert.Empty(alone.Problems);
        Assert.Equal(before.Deliveries, alone.Deliveries + alone.NotCompared);
        Assert.True(alone.NotCompared > 0);
    }

    [Fact]
    public async Task What_was_archived_is_not_published_again()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = await YearAsync(channel);
        var effects = channel.Effects.Count;
        await office.Client.ArchiveTrailAsync(DateTimeOffset.MaxValue, _folder.Path);

        var run = await office.PublishAsync();

        Assert.Equal((0, effects), (run.Published + run.Revised, channel.Effects.Count));
        Assert.Empty((await office.Client.VerifyLedgerAsync(_folder.Path)).Problems);
    }

    [Fact]
    public async Task Archiving_goes_on_where_it_ended()
    {
        await using var office = await YearAsync(new ScriptedChannel(EffectGuarantee.None));
        var first = await office.Client.ArchiveTrailAsync(SmallOffice.Morning.AddHours(2), _folder.Path);
        Assert.Equal(new RetentionReport(0, null, 0), await office.Client.ArchiveTrailAsync(SmallOffice.Morning.AddHours(2), _folder.Path));
        var second = await office.Client.ArchiveTrailAsync(DateTimeOffset.MaxValue, _folder.Path);
        Assert.NotEqual(first.ArchiveFile, second.ArchiveFile);
        Assert.Equal(0, (await office.Client.ArchiveTrailAsync(DateTimeOffset.MaxValue, Path.Combine(_folder.Path, "lain"))).ArchivedLinks - 1);

        // The last link went elsewhere: the chain of the first folder ends too early.
        Assert.Contains((await office.Client.VerifyLedgerAsync(_folder.Path)).Problems, p => p.Code == LedgerProblems.ArchiveIncomplete);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_folder.Path, "lain"))) File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        Assert.Empty((await office.Client.VerifyLedgerAsync(_folder.Path)).Problems);
    }

    [Theory]
    [InlineData("line", LedgerProblems.TrailAltered)]
    [InlineData("cut", LedgerProblems.ArchiveDamaged)]
    [InlineData("gone", LedgerProblems.ArchiveIncomplete)]
    [InlineData("other", LedgerProblems.ArchiveIncomplete)]
    public async Task A_damaged_archive_is_found(string damage, string code)
    {
        await using var office = await YearAsync(new ScriptedChannel(EffectGuarantee.None));
        var path = (await office.Client.ArchiveTrailAsync(DateTimeOffset.MaxValue, _folder.Path)).ArchiveFile!;
        var lines = await File.ReadAllLinesAsync(path);
        switch (damage)
        {
            case "line":
                var words = lines[2].Split(' ');
                words[1] = (long.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
                lines[2] = string.Join(' ', words);
                await File.WriteAllTextAsync(path, string.Join('\n', lines) + "\n");
                break;
            case "cut":
                await File.WriteAllTextAsync(path, string.Join('\n', lines[..^1]) + "\n");
                break;
            case "other":
                lines[0] = lines[0] + "x";
                await File.WriteAllTextAsync(path, string.Join('\n', lines) + "\n");
                break;
            default:
                File.Delete(path);
                break;
        }

        var findings = await office.Client.VerifyLedgerAsync(_folder.Path);

        Assert.Equal(code, findings.Problems[0].Code);
        Assert.NotNull(findings.Problems[0].Place.File);
    }

    [Fact]
    public async Task Names_are_erased_and_the_chain_holds()
    {
        await using var office = new SmallOffice(new ScriptedChannel(EffectGuarantee.None));
        await office.EnqueueAsync();
        var hold = await office.Client.HoldAsync(HoldScope.Campaign, "kampanye", new TrailActor("Budi", "Salah tanggal", "budi"));
        await office.Client.ReleaseAsync(hold, new TrailActor("Sari"));
        var lasting = await office.Client.HoldAsync(HoldScope.Office, "11", new TrailActor("Wati", "Banjir"));
        await office.PublishAsync();
        var links = (await office.Client.VerifyLedgerAsync()).Links;

        var report = await office.Client.ErasePersonsAsync(office.Client.Now.AddDays(1), Keeper);

        Assert.True(report.ErasedPersons > 3, $"{report.ErasedPersons}");
        var trail = await office.Client.TrailAsync().ToListAsync();
        Assert.Equal(["Arsiparis"], trail.Select(e => e.Actor?.By).OfType<string>());
        Assert.Contains(trail, e => e.Kind == "held");
        var holds = await office.Client.HoldsAsync();
        Assert.Equal([("-", null, "-"), ("Wati", "Banjir", null)], holds.Select(h => (h.By, h.Why, h.ReleasedBy)));
        Assert.Equal(lasting, holds[1].Id);
        var findings = await office.Client.VerifyLedgerAsync();
        Assert.Equal((0, links + 1), (findings.Problems.Count, findings.Links));
        Assert.Equal(0, (await office.Client.ErasePersonsAsync(SmallOffice.Morning.AddDays(-1), Keeper)).ErasedPersons);
    }

    [Fact]
    public async Task An_approval_that_is_still_needed_is_kept_and_an_erased_one_counts_for_nobody()
    {
        var two = new ApprovalPolicy(ApprovalMode.ByPerson, "Kasubbag", 2);
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign(approval: two)] };
        await office.EnqueueAsync();
        var delivery = (await office.OnlyAsync()).Delivery.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Empty(await office.Client.ApproveAsync(delivery, new TrailActor("Budi")));

        // The delivery is open: the first person's approval still counts.
        await office.Client.ErasePersonsAsync(office.Client.Now.AddDays(1), Keeper);
        Assert.Empty(await office.Client.ApproveAsync(delivery, new TrailActor("Sari")));
        await office.Client.RunAsync();
        Assert.Single(channel.Effects);

        // Now it is over. The same text anew needs two persons again.
        await office.Client.ErasePersonsAsync(office.Client.Now.AddDays(1), Keeper);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign("2024-01-20T09:00", two) with { Activities = [.. SmallOffice.Campaign("2024-01-20T09:00", two).Activities.Select(a => a with { Id = "ulang" })] }] };
        await office.PublishAsync();
        Assert.Single(channel.Effects);
        Assert.Contains(await office.StatusAsync(), s => s.WaitsFor == WaitReason.Approval);
    }

    [Fact]
    public async Task A_policy_is_carried_out_by_age()
    {
        await using var office = await YearAsync(new ScriptedChannel(EffectGuarantee.None));
        office.Clock.JumpTo(SmallOffice.Morning.AddYears(3));
        var policy = new RetentionPolicy { TrailInLedger = TimeSpan.FromDays(365), Persons = TimeSpan.FromDays(365), ArchiveFolder = _folder.Path };

        var report = await office.Client.RetainAsync(policy);

        Assert.True(report is { ArchivedLinks: > 2, ErasedPersons: > 0, ArchiveFile: not null }, report.ToString());
        Assert.Empty((await office.Client.VerifyLedgerAsync(_folder.Path)).Problems);
        await Assert.ThrowsAsync<ArgumentException>(() => office.Client.RetainAsync(policy with { ArchiveFolder = null }));
        await Assert.ThrowsAsync<ArgumentException>(() => office.Client.RetainAsync(policy with { Persons = TimeSpan.Zero }));
        Assert.Equal(new RetentionReport(0, null, 0), await office.Client.RetainAsync(new RetentionPolicy()));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>An office that published, changed and took back, and one thing that waits.</summary>
    private static async Task<SmallOffice> YearAsync(ScriptedChannel channel)
    {
        var office = new SmallOffice(channel);
        await office.PublishAsync();
        foreach (var body in new[] { "Isi kedua.", "Isi ketiga." })
        {
            office.Body(body);
            await office.PublishAsync();
            office.Clock.JumpTo(office.Clock.GetUtcNow().AddHours(2));
        }

        await office.Client.HoldAsync(HoldScope.Campaign, "lain", new TrailActor("Humas"));
        return office;
    }
}
