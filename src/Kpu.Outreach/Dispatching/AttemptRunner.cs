using System.Collections.Concurrent;
using System.Globalization;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Credentials;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Outcome = Kpu.Outreach.Publishing.Outcome;

namespace Kpu.Outreach.Dispatching;

/// <summary>Makes one call to an adapter and says how it ended, whatever the adapter did. Polly guards the call: a timeout, and a breaker or the host's pipeline for each channel; none repeats one.</summary>
internal sealed class AttemptRunner(IDeliveryLedger ledger, DispatchContext context, TimeProvider clock)
{
    /// <summary>How long a channel rests that its breaker, or the host's pipeline, keeps calls from: 30 s.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(30);

    private readonly CredentialDesk _credentials = new(context.Credentials);
    private readonly ConcurrentDictionary<string, ResiliencePipeline<Outcome>> _pipelines = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs the claims of one account: all together where the channel publishes snapshots, else the one there is.</summary>
    public Task<IReadOnlyList<ClaimResult>> RunAsync(IReadOnlyList<Claim> claims, CancellationToken cancellationToken) =>
        Telemetry.HearsCalls ? HeardAsync(claims, cancellationToken) : CallAsync(claims, cancellationToken);

    private Task<IReadOnlyList<ClaimResult>> HeardAsync(IReadOnlyList<Claim> claims, CancellationToken cancellationToken) =>
        Telemetry.CallAsync(claims, clock, c => CallAsync(c, cancellationToken));

    private Task<IReadOnlyList<ClaimResult>> CallAsync(IReadOnlyList<Claim> claims, CancellationToken cancellationToken) => claims switch
    {
        [{ IsLook: true } look] => LookAsync(look, cancellationToken),
        [{ IsLook: false } first, ..] when first.Channel.Adapter.GetRole<ISnapshotPublisher>() is { } snapshots => SnapshotAsync(claims, snapshots, cancellationToken),
        [var act] => ActAsync(act, cancellationToken),
        _ => throw new InvalidOperationException("Only a snapshot takes several claims in one call."),
    };

    private async Task<IReadOnlyList<ClaimResult>> ActAsync(Claim claim, CancellationToken cancellationToken)
    {
        Secret? used = null;
        var request = Request(claim, secret => used = secret);
        var adapter = claim.Channel.Adapter;
        Func<PublishRequest, CancellationToken, ValueTask<Outcome>>? call = claim.Delivery.Operation switch
        {
            Operations.Publish when adapter.GetRole<IPublisher>() is { } role => role.PublishAsync,
            Operations.Revise when adapter.GetRole<IReviser>() is { } role => role.ReviseAsync,
            Operations.Retract when adapter.GetRole<IRetractor>() is { } role => role.RetractAsync,
            Operations.Annotate when adapter.GetRole<IAnnotator>() is { } role => role.AnnotateAsync,
            _ => null,
        };
        if (call is null) return [new ClaimResult(claim) { Outcome = new Outcome.NeedsPerson(DispatchingProblems.CannotRevise) }];
        var outcome = claim.Delivery.Operation == Operations.Publish && adapter.GetRole<IPreparer>() is { } preparer && claim.Placement.Preparation is not null
            ? await PreparedAsync(claim, request, preparer, call, cancellationToken).ConfigureAwait(false)
            : await GuardAsync(claim.Channel, ct => call(request, ct), cancellationToken).ConfigureAwait(false);
        return [new ClaimResult(claim) { Outcome = await WithFreshCredentialAsync(claim, used, request.Context, outcome, cancellationToken).ConfigureAwait(false) }];
    }

    /// <summary>Prepares, and then acts. What goes wrong before the act had no public effect.</summary>
    private async Task<Outcome> PreparedAsync(Claim claim, PublishRequest request, IPreparer preparer, Func<PublishRequest, CancellationToken, ValueTask<Outcome>> call, CancellationToken cancellationToken)
    {
        Checkpoint? last = null;
        var preparing = new PrepareRequest
        {
            Publish = request,
            SaveAsync = (checkpoint, _) =>
            {
                last = checkpoint;
                return ValueTask.CompletedTask;
            },
        };
        var prepared = await GuardAsync(claim.Channel, ct => preparer.PrepareAsync(preparing, ct), cancellationToken).ConfigureAwait(false);
        return prepared switch
        {
            Outcome.Prepared => await GuardAsync(claim.Channel, ct => call(request with { Prepared = last }, ct), cancellationToken).ConfigureAwait(false),

            // The worker stopped: that is no failure, and nothing was done in public.
            Outcome.Unknown when cancellationToken.IsCancellationRequested => new Outcome.Deferred(clock.GetUtcNow(), "worker") { Problem = prepared.Problem },
            Outcome.Unknown or Outcome.Done or Outcome.Accepted => new Outcome.Failed { Problem = prepared.Problem, Evidence = prepared.Evidence },
            _ => prepared,
        };
    }

    /// <summary>A stale credential is refreshed once and costs no attempt; where that does not help, a person is asked.</summary>
    private async Task<Outcome> WithFreshCredentialAsync(Claim claim, Secret? used, AttemptContext attempt, Outcome outcome, CancellationToken cancellationToken)
    {
        if (outcome is not Outcome.StaleCredential)
        {
            _credentials.WentThrough(claim.Delivery.Id);
            return outcome;
        }

        return await _credentials.RefreshAsync(claim, used, attempt, cancellationToken).ConfigureAwait(false)
            ? new Outcome.Deferred(clock.GetUtcNow(), "credential") { Problem = outcome.Problem, Limits = outcome.Limits }
            : outcome;
    }

    private async Task<IReadOnlyList<ClaimResult>> LookAsync(Claim claim, CancellationToken cancellationToken)
    {
        if (claim.Channel.Adapter.GetRole<IStatusReader>() is not { } reader) return Seen(claim, new Observation(ObservedState.CannotTell));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(claim.Channel.Channel.LongestCall);
        try
        {
            // A look has no effect, so that one that hangs is simply left behind.
            var look = reader.LookAsync(Request(claim), claim.Delivery.Handle, enough.Token).AsTask();
            return Seen(claim, await look.WaitAsync(enough.Token).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // Looking has no effect: whatever goes wrong, nothing was seen.
        catch (Exception)
#pragma warning restore CA1031
        {
            return Seen(claim, new Observation(ObservedState.CannotTell));
        }
    }

    private static IReadOnlyList<ClaimResult> Seen(Claim claim, Observation seen) => [new ClaimResult(claim) { Observation = seen }];

    private async Task<IReadOnlyList<ClaimResult>> SnapshotAsync(IReadOnlyList<Claim> claims, ISnapshotPublisher publisher, CancellationToken cancellationToken)
    {
        SnapshotResult? result = null;
        var outcome = await GuardAsync(
            claims[0].Channel,
            async ct =>
            {
                result = await publisher.PublishAsync(await SnapshotOfAsync(claims, ct).ConfigureAwait(false), ct).ConfigureAwait(false);
                return result.Outcome;
            },
            cancellationToken).ConfigureAwait(false);
        return [.. claims.Select(claim => result?.Refused?.GetValueOrDefault(claim.Publication.Key) is { } refusal
            ? new ClaimResult(claim) { Outcome = new Outcome.Rejected { Problem = refusal } }
            : new ClaimResult(claim) { Outcome = outcome, Receipt = result?.Receipts?.GetValueOrDefault(claim.Publication.Key), SettlesAllParts = true })];
    }

    private async Task<SnapshotRequest> SnapshotOfAsync(IReadOnlyList<Claim> claims, CancellationToken cancellationToken)
    {
        var account = claims[0].Channel.Account;
        var claimed = claims.ToDictionary(c => c.Publication.Key);
        IReadOnlyList<PublicationRow> shown;
        var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            shown = await session.Publications.ShownOnAsync(account.Key, cancellationToken).ConfigureAwait(false);

        var (items, withdrawn) = (new List<SnapshotItem>(), new List<SnapshotItem>());
        foreach (var publication in shown)
        {
            if (claimed.ContainsKey(publication.Key) || publication.Live is not { } version) continue;
            var item = new SnapshotItem(publication.Key, version, Changed: false, publication.PublishedAt ?? default, publication.UpdatedAt, publication.Title);
            (publication.State == PublicationState.Withdrawn ? withdrawn : items).Add(item);
        }

        foreach (var claim in claims)
        {
            var at = claim.Delivery.StartedAt ?? clock.GetUtcNow();
            var isNew = claim.Delivery.Operation == Operations.Publish;
            var item = new SnapshotItem(
                claim.Publication.Key, claim.Delivery.Rendition, Changed: true, isNew ? at : claim.Publication.PublishedAt ?? at, isNew ? null : at, claim.Rendition.Title);
            (claim.Delivery.Operation == Operations.Retract ? withdrawn : items).Add(item);
        }

        return new SnapshotRequest
        {
            Account = account,
            Items = InOrder(items),
            Withdrawn = InOrder(withdrawn),
            ReadAsync = async (item, ct) => claimed.TryGetValue(item.Key, out var claim) ? claim.Rendition : await ReadAsync(item.Version, ct).ConfigureAwait(false),
            Context = Context(claims[0]),
        };
    }

    private async ValueTask<Rendition> ReadAsync(ContentHash hash, CancellationToken cancellationToken)
    {
        var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        return await session.Renditions.FindAsync(hash, cancellationToken).ConfigureAwait(false) ?? throw new InvalidDataException("A rendition is missing in the ledger.");
    }

    private static List<SnapshotItem> InOrder(List<SnapshotItem> items) => [.. items.OrderBy(i => i.PublishedAt).ThenBy(i => i.Key.ToString(), StringComparer.Ordinal)];

    private async Task<Outcome> GuardAsync(EffectiveChannel channel, Func<CancellationToken, ValueTask<Outcome>> call, CancellationToken cancellationToken)
    {
        var pipeline = _pipelines.GetOrAdd(channel.Channel.Key.Value, _ => Pipeline(channel.Channel));
        try
        {
            return context.HasPipelineOfHost(channel.Channel.Key)
                ? await OnceOnlyCall.RunAsync(pipeline, channel.Channel.Key, call, cancellationToken).ConfigureAwait(false) ?? Paused(channel, null)
                : await pipeline.ExecuteAsync(static (state, ct) => state(ct), call, cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException open)
        {
            return Paused(channel, open.RetryAfter);
        }
        catch (TimeoutRejectedException)
        {
            return new Outcome.Unknown { Problem = Problem.Error(DispatchingProblems.CallTimedOut, Place.Unknown, channel.Channel.Key.Value) };
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return new Outcome.Failed { Problem = Thrown(channel, e) };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Not a failure: the worker stopped while the call was on its way.
            return new Outcome.Unknown { Problem = Problem.Warning(DispatchingProblems.WorkerLost, Place.Unknown) };
        }
#pragma warning disable CA1031 // An adapter's exception must not end the engine; what it may have done is unknown.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new Outcome.Unknown { Problem = Thrown(channel, e) };
        }
    }

    /// <summary>Nothing was sent, and no attempt is used up.</summary>
    private Outcome.Deferred Paused(EffectiveChannel channel, TimeSpan? pause) => new(clock.GetUtcNow() + (pause ?? ShortestPause), "channel:" + channel.Channel.Key)
    {
        Scope = OutcomeScope.Channel,
        Problem = Problem.Warning(DispatchingProblems.ChannelPaused, Place.Unknown, channel.Channel.Key.Value),
    };

    private ResiliencePipeline<Outcome> Pipeline(ChannelDescriptor channel)
    {
        var builder = new ResiliencePipelineBuilder<Outcome> { TimeProvider = clock, Name = "kpu-outreach." + channel.Key.Value };
        if (context.FindPipeline(channel.Key) is { } named) builder.AddPipeline(named);
        else
        {
            builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<Outcome>
            {
                FailureRatio = 0.9,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromMinutes(1),
                BreakDuration = ShortestPause,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is Outcome.Failed || (args.Outcome.Exception is { } e and not OperationCanceledException && e is HttpRequestException or TimeoutRejectedException)),
            });
        }

        // Also inside a pipeline of the host: a call that hangs must end.
        builder.AddTimeout(channel.LongestCall);
        context.ConfigurePipeline?.Invoke(channel.Key, builder);
        return builder.Build();
    }

    private PublishRequest Request(Claim claim, Action<Secret?>? used = null) => new()
    {
        Publication = claim.Publication.Key,
        Account = claim.Channel.Account,
        Operation = claim.Delivery.Operation,
        Rendition = claim.Rendition,
        Part = claim.Delivery.Part,
        EffectKey = EffectKeyOf(claim),
        EarlierParts = claim.Receipts.Count == 0 ? [] : [.. claim.Receipts.Where(r => r.Part < claim.Delivery.Part).Select(r => r.Receipt)],
        Live = claim.Publication.Receipt,
        Context = Context(claim, used),
    };

    private static string EffectKeyOf(Claim claim)
    {
        Span<byte> publication = stackalloc byte[32], rendition = stackalloc byte[32];
        claim.Publication.Key.ToHash().CopyTo(publication);
        claim.Delivery.Rendition.CopyTo(rendition);
        Span<char> hex = stackalloc char[40];
        Convert.TryToHexStringLower(publication[..16], hex, out _);
        Convert.TryToHexStringLower(rendition[..4], hex[32..], out _);
        var operation = claim.Delivery.Operation switch { Operations.Publish => "publish", Operations.Revise => "revise", Operations.Retract => "retract", _ => "annotate" };
        return string.Create(CultureInfo.InvariantCulture, $"{hex[..32]}-{operation}-{hex[32..]}-{claim.Delivery.Part}");
    }

    private AttemptContext Context(Claim claim, Action<Secret?>? used = null)
    {
        var (lease, account) = (claim.Lease, claim.Channel.Account);
        return new AttemptContext
        {
            Clock = clock,
            OutputRoot = context.OutputRoot,
            Media = context.Media,
            Office = context.Offices.Find(claim.Publication.Office) ?? context.Offices.All[0],
            Fence = claim.Delivery.Fence,

            Credential = async ct =>
            {
                var secret = await _credentials.FindAsync(account, ct).ConfigureAwait(false);
                used?.Invoke(secret);
                return secret;
            },

            // Nobody takes up a lease before its end, so that the clock alone tells, without asking the ledger.
            StillOwned = _ => ValueTask.FromResult(clock.GetUtcNow() < lease.Until),
        };
    }

    // The type alone: an exception's message may carry what must not be kept.
    private static Problem Thrown(EffectiveChannel channel, Exception e) => Problem.Error(DispatchingProblems.AdapterThrew, Place.Unknown, channel.Channel.Key.Value, e.GetType().Name);
}

/// <summary>What the dispatcher's calls need from the host.</summary>
internal sealed record DispatchContext
{
    public required string OutputRoot { get; init; }

    public required IMediaLibrary Media { get; init; }

    public required OfficeDirectory Offices { get; init; }

    public required ICredentialStore Credentials { get; init; }

    public Action<ChannelKey, ResiliencePipelineBuilder<Outcome>>? ConfigurePipeline { get; init; }

    public IReadOnlyDictionary<ChannelKey, ResiliencePipeline<Outcome>> Pipelines { get; init; } = new Dictionary<ChannelKey, ResiliencePipeline<Outcome>>();

    public ResiliencePipeline<Outcome>? FindPipeline(ChannelKey channel) => Pipelines.GetValueOrDefault(channel);

    public bool HasPipelineOfHost(ChannelKey channel) => ConfigurePipeline is not null || Pipelines.ContainsKey(channel);
}
