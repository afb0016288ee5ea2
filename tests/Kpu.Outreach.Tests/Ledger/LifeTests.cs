using System.Text;
using System.Text.RegularExpressions;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Tests.Ledger;

/// <summary>The tables of moves: what they lack is refused, and the page that shows them shows these.</summary>
public sealed class LifeTests
{
    [Fact]
    public async Task The_page_shows_the_tables_the_engine_moves_through()
    {
        var page = await File.ReadAllTextAsync(RepositoryRoot.PathOf("docs/engine.md"));
        page = Filled(page, "delivery", DeliveryLife.Moves, s => s.Word());
        page = Filled(page, "publication", PublicationLife.Moves, s => s.Word());
        await Verifier.VerifyFile(page, "docs/engine.md");
    }

    [Fact]
    public void A_move_stands_in_its_table_once_and_names_who_makes_it()
    {
        Assert.Equal(DeliveryLife.Moves.Count, DeliveryLife.Moves.Select(m => (m.From, m.To)).Distinct().Count());
        Assert.Equal(PublicationLife.Moves.Count, PublicationLife.Moves.Select(m => (m.From, m.To)).Distinct().Count());
        Assert.DoesNotContain(DeliveryLife.Moves, m => m.By == LifeMovers.None || m.Stored.Length == 0);
        Assert.DoesNotContain(PublicationLife.Moves, m => m.By == LifeMovers.None || m.Stored.Length == 0);
    }

    [Fact]
    public void Every_state_is_reached_and_only_what_is_final_is_never_left()
    {
        foreach (var state in Enum.GetValues<DeliveryState>())
        {
            Assert.True(state == DeliveryState.Waiting || DeliveryLife.Moves.Any(m => m.To == state), $"{state} is never reached.");
            Assert.Equal(state != DeliveryState.Published, DeliveryLife.Moves.Any(m => m.From == state));
            if (state.IsFinal()) Assert.All(DeliveryLife.Moves.Where(m => m.From == state), m => Assert.Equal(DeliveryState.Published, m.To));
        }
    }

    [Theory]
    [InlineData(DeliveryState.Published, DeliveryState.Waiting, LifeMovers.Plan)]
    [InlineData(DeliveryState.Cancelled, DeliveryState.Waiting, LifeMovers.Person)]
    [InlineData(DeliveryState.Uncertain, DeliveryState.InFlight, LifeMovers.Claim)]
    [InlineData(DeliveryState.Uncertain, DeliveryState.Waiting, LifeMovers.Claim)]
    [InlineData(DeliveryState.InFlight, DeliveryState.Cancelled, LifeMovers.Plan)]
    [InlineData(DeliveryState.Waiting, DeliveryState.Published, LifeMovers.Claim)]
    public void A_move_that_the_table_lacks_is_refused(DeliveryState from, DeliveryState to, LifeMovers by)
    {
        var row = new DeliveryRow { Publication = 1, Account = "akun", Operation = Operations.Publish, Rendition = default, Intended = default, Cause = "plan", State = from };
        Assert.Throws<InvalidOperationException>(() => DeliveryLife.Move(row, row, to, by, null, null, default));
    }

    [Theory]
    [InlineData(PublicationState.Live, PublicationState.NotYet, LifeMovers.Result)]
    [InlineData(PublicationState.Withdrawn, PublicationState.Live, LifeMovers.Plan)]
    [InlineData(PublicationState.Live, PublicationState.Withdrawn, LifeMovers.Plan)]
    [InlineData(PublicationState.NotYet, PublicationState.Live, LifeMovers.Claim)]
    public void A_publication_does_not_move_outside_its_table(PublicationState from, PublicationState to, LifeMovers by)
    {
        var key = new PublicationKey { Campaign = "k", Material = "m", Account = "akun", Placement = PlacementKey.Post, Occurrence = "o" };
        var row = new PublicationRow { Key = key, Office = OfficeCode.National, Channel = new ChannelKey("scripted"), Title = "", State = from };
        Assert.Throws<InvalidOperationException>(() => PublicationLife.Move(row, from, to, by));
    }

    private static string Filled<TState>(string page, string name, IReadOnlyList<LifeMove<TState>> moves, Func<TState, string> word)
        where TState : struct, Enum
    {
        var text = new StringBuilder("\n```mermaid\nstateDiagram-v2\n");
        text.Append(null, $"    [*] --> {word(default)}\n");
        foreach (var move in moves.Where(m => !m.From.Equals(m.To))) text.Append(null, $"    {word(move.From)} --> {word(move.To)}: {Words(move.By)}\n");
        text.Append("```\n\n| from | to | by | what is stored, and why |\n|---|---|---|---|\n");
        foreach (var move in moves) text.Append(null, $"| {word(move.From)} | {word(move.To)} | {Words(move.By)} | {move.Stored} |\n");
        return Regex.Replace(page, $"(?<=<!-- moves: {name} -->)\n.*?(?=<!-- end -->)", text.Append('\n').ToString().Replace("$", "$$", StringComparison.Ordinal), RegexOptions.Singleline);
    }

    private static string Words(LifeMovers by) => string.Join(", ", Enum.GetValues<LifeMovers>().Where(m => m != LifeMovers.None && by.HasFlag(m)).Select(m => m.ToString().ToLowerInvariant()));
}
