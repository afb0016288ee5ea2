using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Platform;
using Xunit;

namespace Kpu.Outreach.Testing.Adapters;

/// <summary>What holds for every call that acts in public, whichever operation it carries out. Not derived from by authors: the suites of the roles are.</summary>
/// <typeparam name="TFixture">The author's fixture.</typeparam>
/// <param name="fixture">The fixture, given by xunit.</param>
public abstract class ActingSuite<TFixture>(TFixture fixture) : AdapterSuite<TFixture>(fixture)
    where TFixture : AdapterFixture
{
    private static readonly PlatformAnswer Broken = PlatformAnswer.Json(new { error = "server_error" }, 500);
    private static readonly PlatformAnswer Bad = PlatformAnswer.Json(new { error = "bad_request" }, 400);

    /// <summary>How many calls wait at once where it is seen whether they hold threads.</summary>
    private const int Waiting = 48;

    private protected static IReadOnlyList<PlatformFault> Faults { get; } =
    [
        PlatformFault.CutBefore, PlatformFault.CutAfter, PlatformFault.Refused(Broken), PlatformFault.DoneBut(Broken), PlatformFault.DoneBut(Bad), PlatformFault.Refused(PlatformAnswer.Html(502)), PlatformFault.DoneBut(PlatformAnswer.Html(504)),
    ];

    /// <summary>The operation of this suite.</summary>
    private protected abstract Operations Operation { get; }

    /// <summary>One call does what it should, once, and says where it stands.</summary>
    [SkippableFact]
    [Trait("Guards", "effect")]
    public Task It_happens_once_and_is_told() => CheckAsync(async bench =>
    {
        foreach (var (placement, number) in PlacementsOf(bench).Select((p, i) => (p, i)))
        {
            var world = await AdapterBench.StartAsync(Fixture).ConfigureAwait(false);
            await using var _ = world.ConfigureAwait(false);
            var (process, request) = await SetUpAsync(world, placement).ConfigureAwait(false);
            var attempt = await process.AttemptAsync(request).ConfigureAwait(false);
            Assert.True(attempt.IsDone, $"At '{placement.Key}' the call ended with {attempt}");
            AssertOnce(world, request, attempt);
            Assert.True(Happened(world, request), $"At '{placement.Key}' the call ended with {attempt.Outcome}, and in public stands: {Standing(world)}");
            if (attempt.Outcome is Outcome.Done { Receipt: var receipt }) Assert.False(string.IsNullOrWhiteSpace(receipt.Reference), "The receipt has no reference.");
        }
    });

    /// <summary>Whatever goes wrong with whichever call: at most one effect, and no outcome by which the engine would do again what stands there already.</summary>
    [SkippableFact]
    [Trait("Guards", "double-effect")]
    [Trait("Guards", "faults")]
    public Task What_goes_wrong_at_any_call_is_told_as_it_is() => CheckAsync(async bench =>
    {
        var calls = 0;
        foreach (var fault in Faults)
        {
            calls += await AtEachCallAsync(fault, SetUpAsync, async (world, call, _) =>
            {
                var attempt = await call.Process.AttemptAsync(call.Request).ConfigureAwait(false);
                AssertOnce(world, call.Request, attempt);
                if (Happened(world, call.Request)) Assert.False(attempt.IsRepeated, $"It stands there, and the call ended with {attempt.Outcome}: the engine would do it again.");
                if (attempt.IsDone) Assert.True(Happened(world, call.Request), $"The call ended with {attempt.Outcome}, and in public stands: {Standing(world)}");
            }).ConfigureAwait(false);
        }

        NeedsCalls(bench, calls);
    });

    /// <summary>An attempt that lost its lease does nothing in public.</summary>
    [SkippableFact]
    [Trait("Guards", "lease")]
    public Task Who_lost_the_lease_does_nothing() => CheckAsync(async bench =>
    {
        var (process, request) = await SetUpAsync(bench).ConfigureAwait(false);
        var attempt = await process.AttemptAsync(request with { Context = process.Context(request.Account.Key, owned: false) }).ConfigureAwait(false);
        Assert.False(Happened(bench, request), "StillOwned said no, and it was done all the same: ask just before the call that acts.");
        Assert.False(attempt.IsDone, $"StillOwned said no, and the call ended with {attempt.Outcome}.");
    });

    /// <summary>Cancelled while a call is on its way, it ends soon, calls nobody any more, and is no failure.</summary>
    [SkippableFact]
    [Trait("Guards", "cancellation")]
    public Task It_can_be_stopped_at_every_call() => CheckAsync(async bench =>
    {
        var calls = await AtEachCallAsync(null, SetUpAsync, async (world, call, number) =>
        {
            using var stop = new CancellationTokenSource();
            var release = new TaskCompletionSource();
            try
            {
                world.Platform.Fault = c => c.Number == number ? PlatformFault.HeldUntil(release.Task) : null;
                var acting = Task.Run(() => call.Process.AttemptAsync(call.Request, stop.Token));
                if (!await ArrivesAsync(world, number, acting).ConfigureAwait(false)) return;
                await stop.CancelAsync().ConfigureAwait(false);
                var attempt = await SoonAsync(acting, "It was stopped while a call was on its way, and has not ended: pass the token on").ConfigureAwait(false);
                Assert.True(
                    attempt.Exception is OperationCanceledException || attempt.Outcome is Outcome.Unknown || (attempt.IsDone && Happened(world, call.Request)),
                    $"It was stopped and ended with {attempt}: let the cancellation pass, it is no failure.");
                Assert.True(world.Platform.Calls.Count == number + 1, $"It was stopped and called on: {string.Join(", ", world.Platform.Calls.Skip(number + 1))}");
            }
            finally
            {
                release.TrySetResult();
            }
        }).ConfigureAwait(false);
        NeedsCalls(bench, calls);
    });

    /// <summary>A platform that says "later" costs no attempt: the outcome says until when, and names a limit of the descriptor or whom it concerns.</summary>
    [SkippableFact]
    [Trait("Guards", "throttle")]
    [Trait("Guards", "limit-domain")]
    public Task Being_told_to_wait_is_no_failure() => CheckAsync(async bench =>
    {
        var calls = 0;
        foreach (var hint in new TimeSpan?[] { TimeSpan.FromSeconds(90), null })
        {
            var fault = PlatformFault.Refused(Fixture.Throttled(hint, bench.Clock.GetUtcNow()));
            calls += await AtEachCallAsync(fault, SetUpAsync, async (world, call, number) =>
            {
                var now = world.Clock.GetUtcNow();
                var attempt = await call.Process.AttemptAsync(call.Request).ConfigureAwait(false);
                AssertOnce(world, call.Request, attempt);
                if (world.Platform.Calls.Count <= number || Happened(world, call.Request)) return;
                var deferred = attempt.Outcome as Outcome.Deferred;
                Assert.True(deferred is not null, $"The platform said to wait{(hint is null ? "" : $" {hint}")}, and the call ended with {attempt}");
                Assert.True(deferred.Until > now && deferred.Until <= now + TimeSpan.FromDays(1), $"It waits until {deferred.Until:O}; it is {now:O} now.");
                if (hint is { } wait) Assert.True(deferred.Until >= now + wait && deferred.Until <= now + wait + TimeSpan.FromMinutes(1), $"The platform said to wait {wait}, and it waits {deferred.Until - now}.");
                Assert.True(
                    deferred.Scope != OutcomeScope.Part || call.Process.Descriptor.Limits.Any(l => l.Name == deferred.Domain),
                    $"'{deferred.Domain}' is no limit of the descriptor ({string.Join(", ", call.Process.Descriptor.Limits.Select(l => l.Name))}), and the scope is the part alone: nobody else would wait.");
            }).ConfigureAwait(false);
        }

        NeedsCalls(bench, calls);
    });

    /// <summary>A credential that is not good any more is told as that.</summary>
    [SkippableFact]
    [Trait("Guards", "credential")]
    public Task A_stale_credential_is_told() => CheckAsync(async bench =>
    {
        Skip.If(Fixture.CredentialOf(AdapterBench.First) is null, "the channel needs no credential");
        var calls = await AtEachCallAsync(PlatformFault.Refused(Fixture.Unauthorized()), SetUpAsync, async (world, call, number) =>
        {
            var attempt = await call.Process.AttemptAsync(call.Request).ConfigureAwait(false);
            AssertOnce(world, call.Request, attempt);
            if (world.Platform.Calls.Count <= number || Happened(world, call.Request)) return;
            Assert.True(attempt.Outcome is Outcome.StaleCredential or Outcome.NeedsReconnect, $"The platform refused the credential, and the call ended with {attempt}");
        }).ConfigureAwait(false);
        NeedsCalls(bench, calls);
    });

    /// <summary>Members that the platform adds to its answers some day do no harm.</summary>
    [SkippableFact]
    [Trait("Guards", "json")]
    public Task Unknown_members_of_answers_do_no_harm() => CheckAsync(async bench =>
    {
        var (process, request) = await SetUpAsync(bench).ConfigureAwait(false);
        bench.Platform.Fault = _ => PlatformFault.UnknownMembers;
        var attempt = await process.AttemptAsync(request).ConfigureAwait(false);
        NeedsCalls(bench, process.Sent);
        Assert.True(attempt.IsDone && Happened(bench, request), $"The call ended with {attempt}");
    });

    /// <summary>The credential turns up in no outcome, exception, checkpoint or log, whatever goes wrong.</summary>
    [SkippableFact]
    [Trait("Guards", "secret")]
    public Task The_credential_stays_secret() => CheckAsync(async bench =>
    {
        Skip.If(Fixture.CredentialOf(AdapterBench.First) is null, "the channel needs no credential");
        var echoed = PlatformAnswer.Json(new { error = "invalid_token", token = AdapterFixture.MarkedSecret }, 403);
        var faults = Faults.Append(PlatformFault.Refused(Fixture.Unauthorized())).Append(PlatformFault.Refused(echoed)).Append(PlatformFault.Refused(Fixture.Throttled(null, bench.Clock.GetUtcNow())));
        foreach (var fault in faults)
        {
            await AtEachCallAsync(fault, SetUpAsync, async (world, call, _) =>
            {
                var attempt = await call.Process.AttemptAsync(call.Request).ConfigureAwait(false);
                foreach (var said in world.Said.Concat(world.Logs.Lines).Append(call.Process.Adapter.ToString() ?? ""))
                    Assert.False(said.Contains(AdapterFixture.MarkedSecret, StringComparison.Ordinal), $"The credential turns up: {said.Replace(AdapterFixture.MarkedSecret, "***", StringComparison.Ordinal)}");
                Assert.False(attempt.Exception is not null && Data(attempt.Exception).Any(d => d.Contains(AdapterFixture.MarkedSecret, StringComparison.Ordinal)), "The credential turns up in the data of an exception.");
            }).ConfigureAwait(false);
        }
    });

    /// <summary>The same requests go out whatever the culture of the process.</summary>
    [SkippableFact]
    [Trait("Guards", "culture")]
    public Task The_same_is_sent_in_every_culture() => CheckAsync(async bench =>
    {
        var all = await Cultures.EachAsync(async () =>
        {
            var world = await AdapterBench.StartAsync(Fixture).ConfigureAwait(false);
            await using var _ = world.ConfigureAwait(false);
            var (process, request) = await SetUpAsync(world).ConfigureAwait(false);
            await process.AttemptAsync(request).ConfigureAwait(false);
            var port = world.Platform.Address.Authority;
            return string.Join('\n', world.Platform.Calls.Select(c => $"{c} {string.Join('&', c.Query.OrderBy(q => q.Key, StringComparer.Ordinal))} {c.Text}".Replace(port, "platform", StringComparison.Ordinal)))
                + string.Join('\n', world.Effects.Select(e => $"{e.Account} {e.Reference} {e.Text}"));
        }).ConfigureAwait(false);
        foreach (var (culture, sent) in all) Assert.True(sent == all[0].Result, $"In the culture {culture} something else is sent:\n{sent}\nand not\n{all[0].Result}");
    });

    /// <summary>Two calls of two accounts, one in the midst of the other, get nothing of each other.</summary>
    [SkippableFact]
    [Trait("Guards", "shared-state")]
    public Task Calls_that_cross_do_not_mix() => CheckAsync(async bench =>
    {
        var calls = await AtEachCallAsync(null, SetUpTwoAsync, async (world, both, number) =>
        {
            var release = new TaskCompletionSource();
            try
            {
                world.Platform.Fault = c => c.Number == number ? PlatformFault.HeldUntil(release.Task) : null;
                var first = Task.Run(() => both.Process.AttemptAsync(both.First));
                if (!await ArrivesAsync(world, number, first).ConfigureAwait(false)) return;
                var second = await SoonAsync(both.Process.AttemptAsync(both.Second), "While a call of another account is on its way, a call has not ended").ConfigureAwait(false);
                release.TrySetResult();
                var end = await SoonAsync(first, "A call that was answered late has not ended").ConfigureAwait(false);
                foreach (var (attempt, request) in new[] { (end, both.First), (second, both.Second) })
                    Assert.True(attempt.IsDone && Happened(world, request), $"Of {request.Account.Key}: the call ended with {attempt}, and in public stands: {Standing(world)}");
            }
            finally
            {
                release.TrySetResult();
            }
        }).ConfigureAwait(false);
        NeedsCalls(bench, calls);
    });

    /// <summary>Calls that wait for an answer hold no threads of the pool.</summary>
    [SkippableFact]
    [Trait("Guards", "blocking")]
    public Task Waiting_holds_no_thread() => CheckAsync(async bench =>
    {
        var release = new TaskCompletionSource();
        var process = bench.NewProcess();
        var placement = PlacementsOf(bench).First();
        var requests = new List<PublishRequest>();
        for (var i = 0; i < Waiting; i++) requests.Add(await RequestAsync(bench, process, placement, AdapterBench.First, FormattableString.Invariant($"ke-{i}")).ConfigureAwait(false));
        var first = bench.Platform.Calls.Count;
        bench.Platform.Fault = _ => PlatformFault.HeldUntil(release.Task);
        try
        {
            var acting = requests.ConvertAll(r => Task.Run(() => process.AttemptAsync(r)));
            if (!await ArrivesAsync(bench, first, Task.WhenAll(acting)).ConfigureAwait(false)) Skip.If(true, "the adapter makes no call through the clients of the kit");
            for (var i = 1; i < Waiting; i++) await SoonAsync(bench.Platform.ArrivedAsync(first + i), "Not all calls were sent: do they wait for each other?").ConfigureAwait(false);
            var held = Held();

            // The threads that have just sent go back to the pool in a moment; those that are held do not.
            for (var i = 0; i < 200 && held >= Waiting / 2; i++)
            {
                await Task.Yield();
                held = Held();
            }

            Assert.True(held < Waiting / 2, $"{Waiting} calls wait for their answers, and {held} threads of the pool are held: await, and do not block.");
        }
        finally
        {
            release.TrySetResult();
        }

        static int Held()
        {
            ThreadPool.GetMaxThreads(out var most, out _);
            ThreadPool.GetAvailableThreads(out var free, out _);
            return most - free;
        }
    });

    private protected IEnumerable<PlacementDescriptor> PlacementsOf(AdapterBench bench) => bench.NewProcess().Placements.Where(p => p.Operations.HasFlag(Operation));

    private protected Task<(AdapterProcess Process, PublishRequest Request)> SetUpAsync(AdapterBench bench) => SetUpAsync(bench, PlacementsOf(bench).First());

    private protected async Task<(AdapterProcess Process, PublishRequest Request)> SetUpAsync(AdapterBench bench, PlacementDescriptor placement)
    {
        var process = bench.NewProcess();
        return (process, await RequestAsync(bench, process, placement).ConfigureAwait(false));
    }

    private async Task<(AdapterProcess Process, PublishRequest First, PublishRequest Second)> SetUpTwoAsync(AdapterBench bench)
    {
        var (process, placement) = (bench.NewProcess(), PlacementsOf(bench).First());
        return (process, await RequestAsync(bench, process, placement, AdapterBench.First, "satu").ConfigureAwait(false), await RequestAsync(bench, process, placement, AdapterBench.Second, "dua").ConfigureAwait(false));
    }

    /// <summary>The request of the operation. What it changes was published before, by another process.</summary>
    private protected async Task<PublishRequest> RequestAsync(AdapterBench bench, AdapterProcess process, PlacementDescriptor placement, string account = AdapterBench.First, string word = "pertama")
    {
        var rendition = process.Rendition(placement, word);
        if (Operation == Operations.Publish) return process.Request(placement, rendition, account);
        var earlier = bench.NewProcess();
        var attempt = await earlier.AttemptAsync(earlier.Request(placement, rendition, account)).ConfigureAwait(false);
        var receipt = (attempt.Outcome as Outcome.Done)?.Receipt;
        Assert.True(receipt is not null, $"What is to be changed could not be published: {attempt}");
        var changed = Operation switch
        {
            Operations.Retract => rendition,
            Operations.Revise => process.Rendition(placement, word, $"Kabar {word}, dikoreksi."),
            _ => process.Rendition(placement, word, $"Catatan untuk {word}."),
        };
        return process.Request(placement, changed, account, Operation, receipt);
    }

    /// <summary>Whether what a request asks for is so in public.</summary>
    private protected bool Happened(AdapterBench bench, PublishRequest request)
    {
        var standing = bench.Effects.Where(e => e.Account == request.Account.Key).ToList();
        if (Operation == Operations.Retract) return !standing.Exists(e => e.Reference == request.Live!.Reference || Says(e, request));
        return standing.Exists(e => Says(e, request));
    }

    /// <summary>No operation makes more public than it should.</summary>
    private protected void AssertOnce(AdapterBench bench, PublishRequest request, Attempt attempt)
    {
        var most = Operation == Operations.Annotate ? 2 : 1;
        var ever = Math.Max(bench.Platform.Effects.Ever.Count(e => e.Account == request.Account.Key), bench.Effects.Count(e => e.Account == request.Account.Key));
        Assert.True(ever <= most, $"{ever} effects in public of one publication; the call ended with {attempt}");
    }

    private protected static string Standing(AdapterBench bench) => bench.Effects.Count == 0 ? "nothing" : string.Join(" | ", bench.Effects.Select(e => $"{e.Account} {e.Reference}: {e.Text}"));

    private protected bool Says(PublicEffect effect, PublishRequest request) => Fixture.Shown(request.Rendition, request.Part) is { } text ? effect.Text == text : effect.Text.Length > 0;

    private static IEnumerable<string> Data(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
            foreach (System.Collections.DictionaryEntry entry in e.Data) yield return $"{entry.Key}={entry.Value}";
    }
}
