using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>What is not known yet is looked after, ever more seldom, until its window closes; then a person is asked.</summary>
public sealed class LookingTests
{
    private static readonly TrailActor Operator = new("Operator");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Looks_come_at_growing_pauses_and_end_when_the_window_closes(bool accepted)
    {
        var channel = new SearchableChannel(new EffectGuarantee { FoundBy = accepted ? EffectProof.Handle : EffectProof.Search });
        channel.Script.Enqueue(r => channel.Show(r, accepted ? new Outcome.Accepted("h1", TimeSpan.FromSeconds(2), TimeSpan.FromHours(6)) : new Outcome.Unknown()));
        await using var office = new SmallOffice(channel);

        var run = await office.PublishAsync();

        Assert.Equal(1, run.NeedsPerson);
        var status = await office.OnlyAsync();
        Assert.Equal((DeliveryState.Uncertain, WaitReason.Person, DispatchingProblems.CannotProve), (status.State, status.WaitsFor, status.Problem?.Code));
        Assert.Single(channel.Calls);
        var pauses = channel.LookedAt.Zip(channel.LookedAt.Skip(1), (a, b) => b - a).ToList();
        Assert.True(pauses.Count > 8, $"{pauses.Count + 1} looks");
        Assert.All(pauses, p => Assert.True(p <= Backoff.Longest * (1 + Backoff.Spread), $"{p} is longer than any pause may be"));

        // Doubled each time, spread by a quarter: a pause is always longer than the last until the cap.
        var growing = pauses.TakeWhile(p => p < Backoff.Longest * (1 - Backoff.Spread)).ToList();
        Assert.True(growing.Count > 4);
        Assert.Equal(growing.Order(), growing);
        if (accepted) Assert.True(channel.LookedAt[^1] >= channel.Calls[0] + TimeSpan.FromHours(6), "given up before the platform's own window closed");
    }

    [Fact]
    public async Task What_the_window_left_open_is_settled_by_a_person_and_not_looked_for_again()
    {
        var channel = new SearchableChannel(new EffectGuarantee { FoundBy = EffectProof.Handle });
        channel.Script.Enqueue(r => channel.Show(r, new Outcome.Accepted("h1", TimeSpan.FromMinutes(2), TimeSpan.FromHours(1))));
        await using var office = new SmallOffice(channel);
        await office.PublishAsync();
        var (waiting, looks) = (await office.OnlyAsync(), channel.Looks);

        Assert.Empty(await office.Client.ResolveAsync(waiting.Delivery, "https://contoh.id/1", Operator));
        var after = await office.Client.RunAsync();

        Assert.True(after.IsComplete);
        Assert.Equal((DeliveryState.Published, "https://contoh.id/1"), ((await office.OnlyAsync()).State, (await office.OnlyAsync()).Receipt?.Reference));
        Assert.Equal((1, looks), (channel.Calls.Count, channel.Looks));
    }

    [Fact]
    public async Task Looking_alone_publishes_nothing()
    {
        var channel = new SearchableChannel(new EffectGuarantee { FoundBy = EffectProof.Handle }) { Duplicates = null };
        channel.Script.Enqueue(r => channel.Show(r, new Outcome.Accepted("h1", TimeSpan.FromMinutes(10), TimeSpan.FromHours(6))));
        await using var office = new SmallOffice(channel);
        office.Model = office.Model with { Campaigns = [SmallOffice.Campaign(), SmallOffice.Campaign("2024-01-10T09:30") with { Id = "lain" }] };
        await office.EnqueueAsync();
        await using var real = OutreachClient.Create(o =>
        {
            o.UseLedger(_ => office.SharedLedger());
            o.Clock = new ManualClock(SmallOffice.Morning.AddHours(1));
            o.AddChannel(channel);
            foreach (var account in office.Model.Accounts) o.AddAccount(account);
        });
        await real.RunAsync(TimeSpan.Zero);
        Assert.Equal((1, 0), (channel.Effects.Count, channel.Looks));

        // Ten minutes later the accepted one is to be looked for, and the other campaign is due.
        await using var later = OutreachClient.Create(o =>
        {
            o.UseLedger(_ => office.SharedLedger());
            o.Clock = new ManualClock(SmallOffice.Morning.AddHours(2));
            o.AddChannel(channel);
            foreach (var account in office.Model.Accounts) o.AddAccount(account);
        });
        channel.Seen.Enqueue(ObservedState.Live);
        var run = await later.LookAsync();

        Assert.Equal((1, 1), (channel.Looks, channel.Effects.Count));
        Assert.Equal(1, run.Published);
        Assert.Equal([DeliveryState.Published, DeliveryState.Waiting], (await office.StatusAsync()).Select(s => s.State));
        await later.RunAsync(TimeSpan.Zero);
        Assert.Equal(2, channel.Effects.Count);
    }

    [Theory]
    [InlineData(DeliveryState.Uncertain, true)]
    [InlineData(DeliveryState.Uncertain, false)]
    [InlineData(DeliveryState.InFlight, true)]
    public async Task A_late_success_of_an_abandoned_attempt_is_recorded(DeliveryState meanwhile, bool success)
    {
        var channel = new SlowChannel { Success = success };
        await using var office = new SmallOffice(channel);
        channel.Meanwhile = () => TakeAwayAsync(office, meanwhile);

        await office.PublishAsync();

        var status = await office.OnlyAsync();
        Assert.Contains("late", await office.Client.TrailAsync().Select(e => e.Kind).ToListAsync());
        Assert.Single(channel.Calls);

        // Proof counts whoever brings it, unless another attempt is in flight; anything less changes nothing.
        if (success && meanwhile == DeliveryState.Uncertain) Assert.Equal((DeliveryState.Published, true), (status.State, status.Receipt is not null));
        else Assert.NotEqual(DeliveryState.Published, status.State);
    }

    /// <summary>The lease ran out, and another worker has the delivery: in doubt, or in flight again.</summary>
    private static async Task TakeAwayAsync(SmallOffice office, DeliveryState state)
    {
        await using var ledger = await office.SharedLedger();
        await using var session = await ledger.OpenAsync(LedgerAccess.Change, CancellationToken.None);
        var row = Assert.Single(await session.Deliveries.InAsync([], 0, 10, CancellationToken.None));
        var inFlight = state == DeliveryState.InFlight;
        var taken = row with
        {
            State = state, Fence = row.Fence + 1, WaitsFor = inFlight ? null : WaitReason.Person, Due = null, UnprovenSince = row.StartedAt,
            LeaseUntil = inFlight ? row.LeaseUntil + TimeSpan.FromDays(1) : null,
        };
        await session.Deliveries.UpdateAsync([taken], CancellationToken.None);
        await session.CommitAsync(CancellationToken.None);
    }

    /// <summary>Answers after something has happened meanwhile.</summary>
    private sealed class SlowChannel() : ScriptedChannel(EffectGuarantee.None), IPublisher
    {
        public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

        public bool Success { get; init; }

        public new async ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
        {
            Calls.Add(request.Context.Clock.GetUtcNow());
            await Meanwhile();
            return Success ? Show(request) : new Outcome.Failed();
        }
    }
}
