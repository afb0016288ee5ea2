using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>Law 3, "unknown is a state", and what follows from every other outcome.</summary>
public sealed class OutcomeTests
{
    private static readonly EffectGuarantee Searchable = new() { FoundBy = EffectProof.Search, AbsentAfter = TimeSpan.FromMinutes(1) };
    private static readonly TrailActor Operator = new("Operator");

    [Fact]
    public async Task A_success_is_published_once_and_never_again()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var office = new SmallOffice(channel);

        var first = await office.PublishAsync();
        var second = await office.PublishAsync();

        Assert.Equal((1, true), (first.Published, first.IsComplete));
        Assert.Equal((0, true), (second.Published, second.IsComplete));
        Assert.Single(channel.Effects);
        Assert.Equal(SmallOffice.Morning.AddHours(1), channel.Calls.Single());
    }

    [Fact]
    public async Task An_unknown_outcome_that_is_found_is_published_once()
    {
        var channel = new SearchableChannel(Searchable);
        channel.Script.Enqueue(r => channel.Show(r, new Outcome.Unknown()));
        channel.Seen.Enqueue(ObservedState.Absent);
        channel.Seen.Enqueue(ObservedState.Live);
        await using var office = new SmallOffice(channel);

        var run = await office.PublishAsync();

        Assert.True(run.IsComplete);
        Assert.Single(channel.Effects);
        var status = await office.OnlyAsync();
        Assert.Equal((DeliveryState.Published, "found"), (status.State, status.Receipt?.Reference));
    }

    [Fact]
    public async Task What_is_not_there_is_repeated_only_when_absence_is_proof()
    {
        var channel = new SearchableChannel(Searchable);
        channel.Script.Enqueue(_ => new Outcome.Unknown());
        for (var i = 0; i < 20; i++) channel.Seen.Enqueue(ObservedState.Absent);
        await using var office = new SmallOffice(channel);

        var run = await office.PublishAsync();

        Assert.True(run.IsComplete);
        Assert.Single(channel.Effects);
        Assert.Equal(2, channel.Calls.Count);
        Assert.True(channel.Calls[1] - channel.Calls[0] >= Searchable.AbsentAfter, "repeated before absence was proof");
        Assert.True(channel.Looks >= 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_nobody_can_look_up_waits_for_a_person(bool wasPublished)
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        channel.Script.Enqueue(r => wasPublished ? channel.Show(r, new Outcome.Unknown()) : new Outcome.Unknown());
        await using var office = new SmallOffice(channel);

        var run = await office.PublishAsync();
        var waiting = await office.OnlyAsync();
        Assert.Equal((DeliveryState.Uncertain, WaitReason.Person), (waiting.State, waiting.WaitsFor));
        Assert.Equal(1, run.NeedsPerson);
        Assert.Single(channel.Calls);

        Assert.Empty(await office.Client.ResolveAsync(waiting.Delivery, wasPublished ? "https://contoh.id/1" : null, Operator));
        var after = await office.Client.RunAsync();

        Assert.True(after.IsComplete);
        Assert.Single(channel.Effects);
        Assert.Equal(DeliveryState.Published, (await office.OnlyAsync()).State);
    }

    [Fact]
    public async Task An_exception_out_of_a_call_is_unknown_and_names_no_message()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        channel.Script.Enqueue(_ => throw new InvalidOperationException("token=rahasia"));
        await using var office = new SmallOffice(channel);

        await office.PublishAsync();

        var status = await office.OnlyAsync();
        Assert.Equal(DeliveryState.Uncertain, status.State);
        Assert.Equal(DispatchingProblems.AdapterThrew, status.Problem?.Code);
        Assert.DoesNotContain("rahasia", string.Join(" ", status.Problem!.Arguments));
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.SecureConnectionError)]
    public async Task What_was_never_sent_is_tried_again_without_looking(HttpRequestError error)
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        channel.Script.Enqueue(_ => throw new HttpRequestException(error));
        await using var office = new SmallOffice(channel);

        var run = await office.PublishAsync();

        Assert.True(run.IsComplete);
        Assert.Single(channel.Effects);
        Assert.Equal(2, channel.Calls.Count);
    }

    [Fact]
    public async Task Failures_pause_longer_each_time_and_end_with_a_person()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        for (var i = 0; i < OutreachOptions.DefaultAttempts; i++) channel.Script.Enqueue(_ => new Outcome.Failed());
        await using var office = new SmallOffice(channel);

        var run = await office.PublishAsync();

        Assert.Equal(OutreachOptions.DefaultAttempts, channel.Calls.Count);
        var pauses = channel.Calls.Zip(channel.Calls.Skip(1), (a, b) => b - a).ToList();
        Assert.Equal([.. pauses.Index().Select(p => Backoff.Pause(p.Index + 1, "1/0"))], pauses);
        var status = await office.OnlyAsync();
        Assert.Equal((WaitReason.Person, DispatchingProblems.AttemptsUsedUp), (status.WaitsFor, status.Problem?.Code));
        Assert.Equal(1, run.NeedsPerson);
        Assert.Empty(channel.Effects);
    }

    [Fact]
    public async Task A_limit_says_when_and_costs_no_attempt()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        var until = SmallOffice.Morning.AddHours(3);
        for (var i = 0; i < 8; i++) channel.Script.Enqueue(_ => new Outcome.Deferred(until.AddMinutes(channel.Calls.Count), "account:akun"));
        await using var office = new SmallOffice(channel);

        var run = await office.PublishAsync();

        Assert.True(run.IsComplete);
        Assert.Single(channel.Effects);
        Assert.Equal(0, (await office.OnlyAsync()).Attempts);
        Assert.All(channel.Calls.Skip(1), c => Assert.True(c >= until));
    }

    [Fact]
    public async Task What_a_platform_accepts_is_looked_after_until_it_stands_there()
    {
        var channel = new SearchableChannel(new EffectGuarantee { FoundBy = EffectProof.Handle });
        channel.Script.Enqueue(r => channel.Show(r, new Outcome.Accepted("h1", TimeSpan.FromMinutes(2), TimeSpan.FromHours(1))));
        channel.Seen.Enqueue(ObservedState.Pending);
        channel.Seen.Enqueue(ObservedState.Live);
        await using var office = new SmallOffice(channel);

        var run = await office.PublishAsync();

        Assert.True(run.IsComplete);
        Assert.Equal((1, 2), (channel.Effects.Count, channel.Looks));
    }

    [Fact]
    public async Task A_platform_that_never_says_is_a_persons_task_in_the_end()
    {
        var channel = new SearchableChannel(new EffectGuarantee { FoundBy = EffectProof.Handle });
        channel.Script.Enqueue(r => channel.Show(r, new Outcome.Accepted("h1", TimeSpan.FromMinutes(2), TimeSpan.FromHours(1))));
        await using var office = new SmallOffice(channel);

        var run = await office.PublishAsync();

        Assert.Equal(1, run.NeedsPerson);
        var status = await office.OnlyAsync();
        Assert.Equal((DeliveryState.Uncertain, DispatchingProblems.CannotProve), (status.State, status.Problem?.Code));
        Assert.Single(channel.Calls);
    }

    [Fact]
    public async Task What_a_channel_rejects_ends_there()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        channel.Script.Enqueue(_ => new Outcome.Rejected { Problem = Problem.Error("scripted-refusal", Place.Unknown, "kata") });
        await using var office = new SmallOffice(channel);

        var run = await office.PublishAsync();
        var again = await office.PublishAsync();

        Assert.Equal((1, 0), (run.Rejected, again.Rejected));
        var status = await office.OnlyAsync();
        Assert.Equal((DeliveryState.Rejected, "scripted-refusal"), (status.State, status.Problem?.Code));
    }

    [Fact]
    public async Task A_broken_credential_waits_visibly()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        channel.Script.Enqueue(_ => new Outcome.NeedsReconnect());
        await using var office = new SmallOffice(channel);

        var run = await office.PublishAsync();

        Assert.Equal(WaitReason.Credential, (await office.OnlyAsync()).WaitsFor);
        Assert.Equal(1, run.NeedsPerson);
    }

    [Fact]
    public async Task The_parts_of_a_thread_go_in_order_and_wait_for_each_others_proof()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None, parts: 5);
        channel.Script.Enqueue(r => channel.Show(r));
        channel.Script.Enqueue(_ => new Outcome.Failed());
        await using var office = new SmallOffice(channel);
        office.Body("Kalimat pertama yang cukup panjang untuk satu unggahan. Kalimat kedua juga cukup panjang untuk sendiri. Kalimat ketiga menutup utas ini dengan tenang.");

        var run = await office.PublishAsync();

        Assert.True(run.IsComplete);
        var parts = await office.StatusAsync();
        Assert.True(parts.Count > 1);
        Assert.All(parts, p => Assert.Equal(DeliveryState.Published, p.State));
        Assert.Equal(Enumerable.Range(0, parts.Count), channel.Effects.Select(e => int.Parse(e.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(PublicationState.Live, parts[0].PublicationState);
    }
}
