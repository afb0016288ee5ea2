using Kpu.Outreach;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Sqlite;
using Kpu.Outreach.TestSupport;

namespace Scenarios.Tests.Cli;

/// <summary>Yesterday's ledger on channels where a second call would be a second post.</summary>
public sealed class RestoredLedgerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_it_can_be_looked_for_what_is_public_is_found_and_only_the_rest_goes_out(bool planFirst)
    {
        var board = new SearchableBoard();
        await RestoreYesterdayAsync(board);
        await using var client = Client(board);
        if (planFirst) Assert.Equal(LedgerProblems.Restored, Assert.Single((await PublishAsync(client, "siang")).Problems).Code);
        var (problems, inDoubt) = await client.AcceptLedgerAsync(new TrailActor("Humas"));
        Assert.Equal((0, planFirst ? 1 : 0), (problems.Count, inDoubt));

        var found = await PublishAsync(client, "siang");
        var absent = await PublishAsync(client, "sore");

        Assert.Equal((1, 1, true), (found.Published, absent.Published, absent.IsComplete));
        Assert.Equal(["pagi", "siang", "sore"], board.Posts.Select(p => p.Material));
        Assert.True(board.Looks >= 2);
        Assert.Null(await client.ExamineLedgerAsync());
        Assert.Empty((await client.VerifyLedgerAsync()).Problems);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_nobody_can_look_a_person_is_asked(bool planFirst)
    {
        var board = new Board();
        await RestoreYesterdayAsync(board);
        await using var client = Client(board);
        if (planFirst) Assert.NotEmpty((await PublishAsync(client, "siang")).Problems);
        await client.AcceptLedgerAsync(new TrailActor("Humas"));

        var run = await PublishAsync(client, "siang");

        Assert.Equal((0, 1), (run.Published, run.NeedsPerson));
        Assert.Equal(["pagi", "siang"], board.Posts.Select(p => p.Material));
        var waiting = await client.StatusAsync().SingleAsync(s => s.State == DeliveryState.Uncertain);
        Assert.Empty(await client.ResolveAsync(waiting.Delivery, "papan/siang", new TrailActor("Humas")));
        Assert.True((await PublishAsync(client, "siang")).IsComplete);
        Assert.Equal(2, board.Posts.Count);
    }

    [Fact]
    public async Task A_delivery_that_was_changed_with_its_seal_does_not_stand_as_the_trail_tells()
    {
        await using (var client = Client(new Board())) await PublishAsync(client, "pagi");
        await using (var ledger = await SqliteLedger.OpenAsync(_folder.Full("ledger.db")))
        {
            await using var session = await ledger.OpenAsync(LedgerAccess.Change, CancellationToken.None);
            var delivery = Assert.Single(await session.Deliveries.InAsync([], 0, 10, CancellationToken.None));
            await session.Deliveries.UpdateAsync([delivery with { State = DeliveryState.Cancelled }], CancellationToken.None);
            await session.CommitAsync(CancellationToken.None);
        }

        await using var again = Client(new Board());
        var problem = Assert.Single((await again.VerifyLedgerAsync()).Problems);
        Assert.Equal((LedgerProblems.ToldOtherwise, "deliveries#1"), (problem.Code, problem.Place.File));
    }

    public void Dispose() => _folder.Dispose();

    private async Task RestoreYesterdayAsync(Board board)
    {
        await using (var client = Client(board))
        {
            await PublishAsync(client, "pagi");
            await client.BackUpLedgerAsync(_folder.Full("kemarin.db"));
            await PublishAsync(client, "siang");
        }

        // In place, as a restoring tool of the system does: the file is the same one.
        File.Copy(_folder.Full("kemarin.db"), _folder.Full("ledger.db"), overwrite: true);
        Assert.Equal(2, board.Posts.Count);
    }

    private static Task<Kpu.Outreach.Dispatching.RunReport> PublishAsync(OutreachClient client, string id) => client.PublishAsync(new Material(id, $"Kabar {id}", $"Isi kabar {id}."), "papan", "Humas");

    private OutreachClient Client(Board board) => OutreachClient.Create(o =>
    {
        o.UseSqlite(_folder.Full("ledger.db"), new SqliteLedgerOptions { SurvivesPowerLoss = false });
        o.AddChannel(board);
        o.AddAccount(new Account { Key = "papan", Channel = new ChannelKey("papan"), Office = OfficeCode.Parse("35.72") });
    });

    /// <summary>A board on which a second call pins a second sheet, and which nobody can ask.</summary>
    private class Board : ChannelAdapter, IPublisher
    {
        public List<(string Key, string Material)> Posts { get; } = [];

        protected virtual EffectGuarantee Guarantee => EffectGuarantee.None;

        public override ChannelDescriptor Descriptor => new()
        {
            Key = new ChannelKey("papan"),
            DisplayName = "Papan",
            LongestCall = TimeSpan.FromSeconds(5),
            Placements = [new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile { Maximum = 500 }, Operations = Operations.Publish, Guarantee = Guarantee }],
        };

        public ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
        {
            lock (Posts) Posts.Add((request.EffectKey, request.Publication.Material));
            return ValueTask.FromResult<Outcome>(new Outcome.Done(new Receipt("papan/" + request.Publication.Material)));
        }
    }

    /// <summary>A board that can be searched for a key.</summary>
    private sealed class SearchableBoard : Board, IStatusReader
    {
        public int Looks { get; private set; }

        protected override EffectGuarantee Guarantee => new() { FoundBy = EffectProof.Search, AbsentAfter = TimeSpan.Zero };

        public ValueTask<Observation> LookAsync(PublishRequest request, string? handle, CancellationToken cancellationToken)
        {
            Looks++;
            lock (Posts)
                return ValueTask.FromResult(Posts.Any(p => p.Key == request.EffectKey) ? new Observation(ObservedState.Live, Receipt: new Receipt("papan/" + request.Publication.Material)) : new Observation(ObservedState.Absent));
        }
    }
}
