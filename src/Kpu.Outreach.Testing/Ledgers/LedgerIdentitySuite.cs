using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Suites;
using Xunit;

namespace Kpu.Outreach.Testing.Ledgers;

/// <summary>A ledger that can prove to be itself: what is copied or set back does not speak before a person has looked and accepted it (law 6).</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
[SuiteFor(typeof(ILedgerIdentity))]
public abstract class LedgerIdentitySuite<TFixture>(TFixture fixture) : LedgerSuite<TFixture>(fixture)
    where TFixture : LedgerFixture
{
    /// <summary>A copy is held until it is accepted; then what the other one may have published meanwhile waits for a person. The first one goes on.</summary>
    [SkippableFact]
    [Trait("Guards", "identity")]
    public Task A_copy_does_not_speak_and_the_first_one_goes_on() => CheckAsync(async () =>
    {
        var (store, copy, wall) = (NewStore(), NewStore(), new LedgerWall());
        await using (var client = Client(store, wall)) Assert.True((await PublishAsync(client, "pagi")).IsComplete);
        await Fixture.CopyAsync(store, copy, None);

        await using (var client = Client(copy, wall))
        {
            Assert.NotNull(await client.ExamineLedgerAsync());
            Assert.Single((await PublishAsync(client, "siang")).Problems);
            Assert.Single(wall.Effects);
            Assert.Empty((await client.AcceptLedgerAsync(new TrailActor("Humas", "sudah diperiksa"))).Problems);
            Assert.Null(await client.ExamineLedgerAsync());
            Assert.Equal((0, 1), await PublishAsync(client, "siang") is var run ? (run.Published, run.NeedsPerson) : default);
            Assert.Empty((await client.VerifyLedgerAsync()).Problems);
        }

        await using var first = Client(store, wall);
        Assert.True((await PublishAsync(first, "siang")).IsComplete);
        Assert.Equal(2, wall.Effects.Count);
    });

    /// <summary>A ledger that was set back to an earlier state is held: what it does not know of may be public.</summary>
    [SkippableFact]
    [Trait("Guards", "identity")]
    public Task A_ledger_that_was_set_back_does_not_publish_again_what_it_forgot() => CheckAsync(async () =>
    {
        var (store, backup, wall) = (NewStore(), NewStore(), new LedgerWall());
        await using (var client = Client(store, wall)) await PublishAsync(client, "pagi");
        await Fixture.CopyAsync(store, backup, None);
        await using (var client = Client(store, wall)) await PublishAsync(client, "siang");
        Assert.Equal(2, wall.Effects.Count);
        await Fixture.CopyAsync(backup, store, None);

        await using (var client = Client(store, wall))
        {
            Assert.Single((await PublishAsync(client, "siang")).Problems);
            Assert.NotNull(await client.ExamineLedgerAsync());
            Assert.Equal(2, wall.Effects.Count);
            Assert.Empty((await client.AcceptLedgerAsync(new TrailActor("Humas"))).Problems);
            Assert.Equal((0, 1), await PublishAsync(client, "siang") is var run ? (run.Published, run.NeedsPerson) : default);
        }

        Assert.Equal(2, wall.Effects.Count);

        // Accepted once, it stays accepted.
        await using var later = Client(store, wall);
        Assert.Null(await later.ExamineLedgerAsync());
    });

    /// <summary>A ledger that nobody touched is itself, however often it is opened.</summary>
    [SkippableFact]
    [Trait("Guards", "identity")]
    public Task A_ledger_that_nobody_touched_is_itself() => CheckAsync(async () =>
    {
        var (store, wall) = (NewStore(), new LedgerWall());
        for (var i = 1; i <= 3; i++)
        {
            await using var client = Client(store, wall);
            Assert.Null(await client.ExamineLedgerAsync());
            Assert.True((await PublishAsync(client, "kabar-" + i)).IsComplete);
        }

        Assert.Equal(3, wall.Effects.Count);
    });

    private static Task<RunReport> PublishAsync(OutreachClient client, string id) => client.PublishAsync(new Material(id, $"Kabar {id}", $"Isi kabar {id}."), "papan", "Humas");

    private OutreachClient Client(string store, LedgerWall wall) => OutreachClient.Create(o =>
    {
        o.UseLedger(cancellationToken => Fixture.OpenAsync(store, cancellationToken));
        o.Clock = new StandingClock(LedgerOffice.Now);
        o.AddChannel(new LedgerBoard(wall, EffectProof.None));
        o.AddAccount(new Account { Key = "papan", Channel = LedgerBoard.Key, Office = OfficeCode.Parse("35.72") });
    });
}
