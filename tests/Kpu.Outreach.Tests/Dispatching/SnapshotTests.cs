using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>A destination that is set as a whole: one call settles everything of it, and repeating it changes nothing.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public async Task One_call_settles_everything_that_is_due_at_a_destination()
    {
        var board = new Board();
        await using var office = new SmallOffice(board);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign(change: a => a with { Repeat = new RepeatRule(1, 3) })] };
        await office.EnqueueAsync();
        office.Clock.JumpTo(SmallOffice.Morning.AddDays(5));

        var run = await office.Client.RunAsync();

        Assert.Equal((3, 1), (run.Published, board.Calls.Count));
        Assert.Equal(3, board.Calls[0].Items.Count);
    }

    [Fact]
    public async Task A_call_names_all_that_stands_there_and_marks_what_changed()
    {
        var board = new Board();
        await using var office = new SmallOffice(board);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign(change: a => a with { Repeat = new RepeatRule(1, 3) })] };
        await office.PublishAsync();
        Assert.Equal(["unggah*", "unggah unggah#2*", "unggah unggah#2 unggah#3*"], board.Calls.Select(Board.Tell));
        var times = board.Calls[^1].Items.Select(i => i.PublishedAt).ToList();

        office.Body("Isi lain.");
        await office.PublishAsync();
        Assert.Equal("unggah* unggah#2* unggah#3*", Board.Tell(board.Calls[^1]));
        Assert.Equal(times, board.Calls[^1].Items.Select(i => i.PublishedAt));
        Assert.All(board.Calls[^1].Items, i => Assert.NotNull(i.UpdatedAt));

        await office.Client.RetractAsync(2, new TrailActor("Operator"));
        await office.Client.RunAsync();
        Assert.Equal("unggah unggah#3 | unggah#2", Board.Tell(board.Calls[^1]));
    }

    [Fact]
    public async Task What_is_refused_keeps_back_nobody_else()
    {
        var board = new Board { Refuses = "unggah#2" };
        await using var office = new SmallOffice(board);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign(change: a => a with { Repeat = new RepeatRule(1, 3) })] };
        await office.EnqueueAsync();
        office.Clock.JumpTo(SmallOffice.Morning.AddDays(5));

        var run = await office.Client.RunAsync();

        Assert.Equal((2, 1), (run.Published, run.Rejected));
        Assert.Equal([DeliveryState.Published, DeliveryState.Rejected, DeliveryState.Published], (await office.StatusAsync()).Select(s => s.State));
        Assert.Equal("board-refuses", (await office.StatusAsync())[1].Problem?.Code);
    }

    [Fact]
    public async Task A_call_that_broke_is_simply_made_again()
    {
        var board = new Board { Breaks = 2 };
        await using var office = new SmallOffice(board);

        var run = await office.PublishAsync();

        Assert.True(run.IsComplete);
        Assert.Equal((1, 3), (run.Published, board.Calls.Count));
    }

    private sealed class Board : ChannelAdapter, ISnapshotPublisher
    {
        public List<SnapshotRequest> Calls { get; } = [];

        public string? Refuses { get; init; }

        public int Breaks { get; set; }

        public override ChannelDescriptor Descriptor { get; } = new()
        {
            Key = new ChannelKey("board"), DisplayName = "Board", LongestCall = TimeSpan.FromSeconds(5),
            Placements = [new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile(), Operations = Operations.Publish | Operations.Revise | Operations.Retract, Guarantee = EffectGuarantee.RepeatSafe }],
        };

        public static string Tell(SnapshotRequest call) =>
            string.Join(' ', call.Items.Select(i => i.Key.Occurrence + (i.Changed ? "*" : ""))) + (call.Withdrawn.Count == 0 ? "" : " | " + string.Join(' ', call.Withdrawn.Select(w => w.Key.Occurrence)));

        public async ValueTask<SnapshotResult> PublishAsync(SnapshotRequest request, CancellationToken cancellationToken)
        {
            Calls.Add(request);
            foreach (var item in request.Items) Assert.Equal(item.Version, (await request.ReadAsync(item, cancellationToken)).Hash);
            if (Breaks-- > 0) throw new IOException("putus");
            var refused = request.Items.Where(i => i.Changed && i.Key.Occurrence == Refuses).ToDictionary(i => i.Key, _ => Problem.Error("board-refuses", Place.Unknown));
            return new SnapshotResult(new Outcome.Done(new Receipt("papan")), Refused: refused);
        }
    }
}
