using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.CircuitBreaker;
using Polly.Fallback;
using Polly.Hedging;
using Polly.Retry;
using Outcome = Kpu.Outreach.Publishing.Outcome;

namespace Kpu.Outreach.Tests.Dispatching;

/// <summary>A host names the pipeline that guards a channel; none repeats a call that may publish.</summary>
public sealed class PipelineTests
{
    [Fact]
    public async Task A_named_pipeline_keeps_calls_from_its_channel_and_from_no_other()
    {
        var (guarded, other) = (new ScriptedChannel(EffectGuarantee.None), new ScriptedChannel(EffectGuarantee.None) { As = new ChannelKey("lain") });
        var pause = TimeSpan.FromMinutes(2);
        await using var provider = new ServiceCollection()
            .AddResiliencePipeline<string, Outcome>("terputus", b => b.AddStrategy(_ => new OpenAtFirst(pause), new Named()))
            .AddOutreach(o => o.UsePipeline(ScriptedChannel.Key, "terputus").AddChannel(other).AddAccount(new Account { Key = "akun-lain", Channel = other.As }))
            .AddOffice(guarded)
            .BuildServiceProvider();
        var client = provider.GetRequiredService<OutreachClient>();
        await client.PublishAsync(new Material("pengumuman", "Pengumuman", "Lain."), "akun-lain", "Humas");
        Assert.Single(other.Effects);
        await client.PublishAsync(new Material("kabar", "Kabar", "Isi."), "akun", "Humas");

        Assert.Single(guarded.Effects);
        var told = new List<TrailEntry>();
        await foreach (var entry in client.TrailAsync()) told.Add(entry);
        Assert.Single(told, e => e.Cause?.Contains(DispatchingProblems.ChannelPaused, StringComparison.Ordinal) == true);
        Assert.Equal(SmallOffice.Morning + pause, told[^1].At);

        // Nothing was sent at first: that was no attempt.
        var all = new List<DeliveryStatus>();
        await foreach (var status in client.StatusAsync()) all.Add(status);
        Assert.All(all, s => Assert.Equal((DeliveryState.Published, 0), (s.State, s.Attempts)));
    }

    [Fact]
    public async Task A_retry_does_not_repeat_a_call_and_the_problem_says_so()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        channel.Script.Enqueue(request => channel.Show(request, new Outcome.Unknown()));
        await using var provider = WithPipeline(channel, b => b.AddRetry(new RetryStrategyOptions<Outcome> { Delay = TimeSpan.Zero, ShouldHandle = _ => ValueTask.FromResult(true) }));
        var client = provider.GetRequiredService<OutreachClient>();
        await client.PublishAsync(new Material("kabar", "Kabar", "Isi."), "akun", "Humas");

        Assert.Single(channel.Calls);
        var status = await OnlyAsync(client);
        Assert.Equal((DeliveryState.Uncertain, DispatchingProblems.PipelineRepeats), (status.State, status.Problem?.Code));
    }

    [Fact]
    public async Task What_was_published_stays_so_when_a_pipeline_wants_it_again()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        await using var provider = WithPipeline(channel, b => b.AddHedging(new HedgingStrategyOptions<Outcome> { Delay = TimeSpan.Zero, ShouldHandle = _ => ValueTask.FromResult(true) }));
        var client = provider.GetRequiredService<OutreachClient>();
        await client.PublishAsync(new Material("kabar", "Kabar", "Isi."), "akun", "Humas");

        Assert.Single(channel.Effects);
        Assert.Equal(DeliveryState.Published, (await OnlyAsync(client)).State);
    }

    [Fact]
    public async Task A_fallback_does_not_tell_another_end_than_the_calls_own()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        channel.Script.Enqueue(request => channel.Show(request, new Outcome.Unknown()));
        await using var provider = WithPipeline(channel, b => b.AddFallback(new FallbackStrategyOptions<Outcome>
        {
            ShouldHandle = _ => ValueTask.FromResult(true),
            FallbackAction = _ => Polly.Outcome.FromResultAsValueTask<Outcome>(new Outcome.Failed()),
        }));
        var client = provider.GetRequiredService<OutreachClient>();
        await client.PublishAsync(new Material("kabar", "Kabar", "Isi."), "akun", "Humas");

        Assert.Single(channel.Effects);
        Assert.Equal(DeliveryState.Uncertain, (await OnlyAsync(client)).State);
    }

    [Fact]
    public async Task What_the_options_add_to_a_pipeline_repeats_nothing_either()
    {
        var channel = new ScriptedChannel(EffectGuarantee.None);
        channel.Script.Enqueue(_ => throw new InvalidOperationException());
        await using var client = OutreachClient.Create(o =>
        {
            o.UseMemoryLedger().AddChannel(channel).AddAccount(new Account { Key = "akun", Channel = ScriptedChannel.Key });
            o.Clock = new VirtualClock(SmallOffice.Morning);
            o.ConfigurePipeline = (_, b) => b.AddRetry(new RetryStrategyOptions<Outcome> { Delay = TimeSpan.Zero });
        });
        await client.PublishAsync(new Material("kabar", "Kabar", "Isi."), "akun", "Humas");

        Assert.Single(channel.Calls);
        Assert.Equal(DispatchingProblems.PipelineRepeats, (await OnlyAsync(client)).Problem?.Code);
    }

    [Fact]
    public async Task A_name_that_the_container_does_not_have_is_refused_at_once()
    {
        await using var provider = new ServiceCollection().AddOutreach(o => o.UsePipeline(ScriptedChannel.Key, "tiada")).AddOffice(new ScriptedChannel(EffectGuarantee.None)).BuildServiceProvider();

        Assert.Contains("\"tiada\"", Assert.Throws<InvalidOperationException>(provider.GetRequiredService<OutreachClient>).Message, StringComparison.Ordinal);
    }

    private static ServiceProvider WithPipeline(ScriptedChannel channel, Action<ResiliencePipelineBuilder<Outcome>> configure) => new ServiceCollection()
        .AddResiliencePipeline<string, Outcome>("milik-tuan-rumah", b => configure(b))
        .AddOutreach(o => o.UsePipeline(ScriptedChannel.Key, "milik-tuan-rumah"))
        .AddOffice(channel)
        .BuildServiceProvider();

    private static async Task<DeliveryStatus> OnlyAsync(OutreachClient client)
    {
        var all = new List<DeliveryStatus>();
        await foreach (var status in client.StatusAsync()) all.Add(status);
        return Assert.Single(all);
    }

    private sealed class Named : ResilienceStrategyOptions;

    private sealed class OpenAtFirst(TimeSpan pause) : ResilienceStrategy
    {
        private int _asked;

        protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state) =>
            Interlocked.Increment(ref _asked) == 1 ? Polly.Outcome.FromExceptionAsValueTask<TResult>(new BrokenCircuitException("Rest.", pause)) : callback(context, state);
    }
}

/// <summary>What the containers of these tests share.</summary>
internal static class OfficeInContainer
{
    public static IServiceCollection AddOffice(this IServiceCollection services, ScriptedChannel channel) => services
        .AddSingleton<TimeProvider>(new VirtualClock(SmallOffice.Morning))
        .AddOutreach(o => o.UseMemoryLedger().AddChannel(channel).AddAccount(new Account { Key = "akun", Channel = ScriptedChannel.Key }));
}
