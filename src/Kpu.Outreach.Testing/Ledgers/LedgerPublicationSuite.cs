using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Xunit;
using static Kpu.Outreach.Testing.Ledgers.LedgerSamples;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>Every ledger: the rows of publications.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
public abstract class LedgerPublicationSuite<TFixture>(TFixture fixture) : LedgerSuite<TFixture>(fixture)
    where TFixture : LedgerFixture
{
    /// <summary>A publication comes back as it was stored.</summary>
    [SkippableFact]
    [Trait("Guards", "rows")]
    public Task A_publication_comes_back_as_it_was_stored() => CheckAsync(async () =>
    {
        await using var ledger = await NewAsync();
        var added = await WriteAsync(ledger, s => s.AddAsync(Publication(1)));
        var full = await WriteAsync(ledger, s => s.AddAsync(Shown(2)));
        Assert.True(added > 0 && full > added);

        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(Publication(1) with { Id = added }, await session.PublicationAsync(added));
        Assert.Equal(Shown(2) with { Id = full }, await session.FindAsync(Key(2)));
        Assert.Null(await session.FindAsync(Key(3)));
        Assert.Null(await session.FindAsync(Key(2) with { Recipient = "" }));
        Assert.Null(await session.PublicationAsync(99));
    });

    /// <summary>A publication is found whatever the case of its placement and added once.</summary>
    [SkippableFact]
    [Trait("Guards", "rows")]
    public Task A_publication_is_found_whatever_the_case_of_its_placement_and_added_once() => CheckAsync(async () =>
    {
        await using var ledger = await NewAsync();
        var id = await WriteAsync(ledger, s => s.AddAsync(Publication(2)));
        await using var session = await ledger.OpenAsync(LedgerAccess.Change, None);
        Assert.Equal(id, (await session.FindAsync(Key(2) with { Placement = new PlacementKey("POST") }))?.Id);
        await Assert.ThrowsAsync<ArgumentException>(async () => await session.AddAsync(Publication(2)));
    });

    /// <summary>An updated publication replaces the old one.</summary>
    [SkippableFact]
    [Trait("Guards", "rows")]
    public Task An_updated_publication_replaces_the_old_one() => CheckAsync(async () =>
    {
        await using var ledger = await NewAsync();
        var id = await WriteAsync(ledger, s => s.AddAsync(Shown(2)));
        var changed = Publication(2) with { Id = id, Title = "Lain", Plan = 9, Office = OfficeCode.National };
        await WriteAsync(ledger, s => s.UpdateAsync(changed));
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(changed, await session.PublicationAsync(id));
    });

    /// <summary>What is shown on an account is listed by number.</summary>
    [SkippableFact]
    [Trait("Guards", "rows")]
    public Task What_is_shown_on_an_account_is_listed_by_number() => CheckAsync(async () =>
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            await s.AddAsync(Shown(1));
            await s.AddAsync(Publication(2));
            await s.AddAsync(Shown(3, "lain"));
            await s.AddAsync(Shown(4));
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([1, 4], (await session.Publications.ShownOnAsync("laman", None)).Select(p => p.Id));
        Assert.Empty(await session.Publications.ShownOnAsync("tidak ada", None));
    });

    /// <summary>Unwanted is what an older plan wanted and is still open.</summary>
    [SkippableFact]
    [Trait("Guards", "rows")]
    public Task Unwanted_is_what_an_older_plan_wanted_and_is_still_open() => CheckAsync(async () =>
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            for (var i = 1; i <= 5; i++)
            {
                var id = await s.AddAsync(Publication(i) with { Plan = i == 3 ? 2 : 1 });
                await s.AddAsync(Delivery(id) with { State = i == 4 ? DeliveryState.Published : DeliveryState.Accepted });
            }
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([1, 2, 5], (await session.Publications.UnwantedAsync(2, 0, 10, None)).Select(p => p.Id));
        Assert.Equal([2], (await session.Publications.UnwantedAsync(2, 1, 1, None)).Select(p => p.Id));
        Assert.Empty(await session.Publications.UnwantedAsync(1, 0, 10, None));
    });

    /// <summary>Words keep the names under which they stand.</summary>
    [SkippableFact]
    [Trait("Guards", "rows")]
    public Task Words_keep_the_names_under_which_they_stand() => CheckAsync(async () =>
    {
        await using var ledger = await NewAsync();
        var (one, two) = (Rendition(1).Wording, Rendition(2).Wording);
        WordingRow[] names = [new(one, "a", "m", "k"), new(one, "a", "m", "k#2"), new(one, "b", "m", "k"), new(two, "a", "m", "k")];
        await WriteAsync(ledger, s => s.Gates.AddWordingsAsync(names, None).AsTask());
        await WriteAsync(ledger, s => s.Gates.AddWordingsAsync([names[0], names[3]], None).AsTask());
        await using (var undone = await ledger.OpenAsync(LedgerAccess.Change, None)) await undone.Gates.AddWordingsAsync([new(two, "c", "m", "k")], None);
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal(names.ToHashSet(), (await session.Gates.WordingsAsync([one, two, one, Rendition(3).Wording], None)).ToHashSet());
        Assert.Equal(names[3], Assert.Single(await session.Gates.WordingsAsync([two], None)));
    });

    /// <summary>The publications of one name are found on all accounts.</summary>
    [SkippableFact]
    [Trait("Guards", "rows")]
    public Task The_publications_of_one_name_are_found_on_all_accounts() => CheckAsync(async () =>
    {
        await using var ledger = await NewAsync();
        await WriteAsync(ledger, async s =>
        {
            await s.AddAsync(Publication(1));
            await s.AddAsync(Shown(1, "lain"));
            await s.AddAsync(Publication(2));
        });
        await using var session = await ledger.OpenAsync(LedgerAccess.Read, None);
        Assert.Equal([1, 2], (await session.Publications.NamedAsync(Key(1).Campaign, Key(1).Material, Key(1).Occurrence, None)).Select(p => p.Id));
        Assert.Empty(await session.Publications.NamedAsync(Key(1).Campaign, Key(2).Material, Key(1).Occurrence, None));
        Assert.Empty(await session.Publications.NamedAsync("tidak ada", "tidak ada", "tidak ada", None));
    });
}
