using System.Collections.Concurrent;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Documents;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Media;
using Kpu.Outreach.Planning;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Validation;

namespace Kpu.Outreach;

/// <summary>The front door: validates, plans, enqueues, publishes and explains.</summary>
/// <remarks>Thread-safe. One run goes on at a time; everything else may be asked meanwhile. Disposal closes the ledger and, last, the channels that can be disposed.</remarks>
public sealed partial class OutreachClient : IAsyncDisposable
{
    private readonly OutreachOptions _options;
    private readonly IReadOnlyDictionary<ChannelKey, Polly.ResiliencePipeline<Outcome>> _pipelines;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly SemaphoreSlim _running = new(1, 1);
    private readonly ConcurrentDictionary<string, EffectiveChannel> _channels = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private int _workers;
    private IDeliveryLedger? _ledger;
    private TimeProvider _clock;

    private OutreachClient(OutreachOptions options)
    {
        _options = options;
        _pipelines = options.NamedPipelines();
#pragma warning disable RS0030 // The composition root: a host that injects no clock gets the machine's.
        _clock = options.Clock ?? TimeProvider.System;
#pragma warning restore RS0030
    }

    /// <summary>Makes a client.</summary>
    /// <param name="configure">Sets it up: at least a ledger, a channel and an account.</param>
    /// <returns>The client; nothing is opened yet.</returns>
    /// <exception cref="InvalidOperationException">No ledger was named, a number is out of range, or the container does not have a pipeline that was named.</exception>
    public static OutreachClient Create(Action<OutreachOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new OutreachOptions();
        configure(options);
        if (options.LedgerFactory is null) throw new InvalidOperationException("No ledger was named: call UseSqlite(path), or UseMemoryLedger() for a trial.");
        if (options.InFlightAtMost < 1 || options.AttemptsAtMost < 1) throw new InvalidOperationException("InFlightAtMost and AttemptsAtMost are at least 1.");
        if (options.Lease <= TimeSpan.Zero || options.Drain < TimeSpan.Zero) throw new InvalidOperationException("Lease is longer than zero, and Drain is not negative.");
        return new OutreachClient(options);
    }

    /// <summary>The moment it is for this client: a rehearsal has its own.</summary>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Finds every problem of a model, and matches its accounts with the channels.</summary>
    /// <param name="model">The model.</param>
    /// <param name="places">Finds where its elements were written; null when nobody knows.</param>
    /// <param name="cancellationToken">Stops validating.</param>
    /// <returns>All problems, and what can be planned.</returns>
    public Task<OutreachReview> ValidateAsync(OutreachModel model, IPlaceFinder? places = null, CancellationToken cancellationToken = default) =>
        ValidateAsync(model, places, [], isPartial: false, cancellationToken);

    /// <summary>Finds every problem of a workspace: those of reading and those of its model.</summary>
    /// <param name="workspace">The workspace as read.</param>
    /// <param name="cancellationToken">Stops validating.</param>
    /// <returns>All problems, and what can be planned.</returns>
    public Task<OutreachReview> ValidateAsync(WorkspaceReading workspace, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return ValidateAsync(workspace.Model, workspace.Places, workspace.Problems, workspace.IsPartial, cancellationToken);
    }

    /// <summary>Plans what was validated.</summary>
    /// <param name="review">What <see cref="ValidateAsync(OutreachModel, IPlaceFinder?, CancellationToken)"/> returned.</param>
    /// <param name="campaign">The id of the one campaign to plan; null for all.</param>
    /// <returns>The plan: enumerated on demand, never held whole.</returns>
    /// <exception cref="InvalidOperationException">The review has errors.</exception>
    public OutreachPlan Plan(OutreachReview review, string? campaign = null)
    {
        ArgumentNullException.ThrowIfNull(review);
        if (!review.IsValid) throw new InvalidOperationException("What has errors is not planned: look at the review's problems first.");
        return new OutreachPlanner(review.Book.Channels, _options.Offices).Plan(review.Campaigns, campaign);
    }

    /// <summary>Merges a plan into the ledger: new is added, unsent is replaced or re-timed, removed is cancelled if unsent, and what is public is revised, never published a second time.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Stops between transactions; enqueuing again goes on.</param>
    /// <returns>What changed.</returns>
    public async Task<EnqueueResult> EnqueueAsync(OutreachPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var ledger = await LedgerAsync(cancellationToken).ConfigureAwait(false);
        return await new Enqueuing(ledger, _clock, key => _channels.GetValueOrDefault(key)).RunAsync(plan, _options.Rehearsal?.Approver, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Validates, plans, enqueues and works until nothing is due now.</summary>
    /// <param name="workspace">The workspace as read.</param>
    /// <param name="campaign">The id of the one campaign to publish; null for all.</param>
    /// <param name="awaitFor">How long to wait for what is due soon. Default: <see cref="OutreachOptions.DefaultPatience"/>.</param>
    /// <param name="cancellationToken">Stops; what is on its way is awaited and recorded.</param>
    /// <returns>What was done and what waits; a workspace with errors is not published and the report names them.</returns>
    public async Task<RunReport> PublishAsync(WorkspaceReading workspace, string? campaign = null, TimeSpan? awaitFor = null, CancellationToken cancellationToken = default)
    {
        var review = await ValidateAsync(workspace, cancellationToken).ConfigureAwait(false);
        if (!review.IsValid) return new RunReport { Problems = review.Errors };
        var since = await FollowFromAsync(cancellationToken).ConfigureAwait(false);
        var enqueued = await EnqueueAsync(Plan(review, campaign), cancellationToken).ConfigureAwait(false);
        return await RunAsync(awaitFor ?? OutreachOptions.DefaultPatience, since, cancellationToken).ConfigureAwait(false) with { Enqueued = enqueued };
    }

    /// <summary>Publishes one material on one account now; the call is the recorded approval. Publishing it again changes nothing, with another text it is revised.</summary>
    /// <param name="material">The material: id, title and body are enough.</param>
    /// <param name="to">The key of an account that was added to the options.</param>
    /// <param name="approvedBy">Who approves, such as <c>Humas</c>.</param>
    /// <param name="cancellationToken">Stops; what is on its way is awaited and recorded.</param>
    /// <returns>What went where, and what waits for what.</returns>
    public async Task<RunReport> PublishAsync(Material material, string to, string approvedBy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(material);
        ArgumentException.ThrowIfNullOrWhiteSpace(to);
        ArgumentException.ThrowIfNullOrWhiteSpace(approvedBy);
        var account = _options.Accounts.FirstOrDefault(a => a.Key == to);
        var activity = new Activity { Id = "terbit", Method = OutreachMethod.OnlineChannels, Materials = [material.Id], Accounts = [to] };
        var model = new OutreachModel
        {
            Offices = account is null ? [] : [new OfficeProfile { Code = account.Office }],
            Accounts = _options.Accounts,
            Materials = [material],
            Campaigns = [new Campaign { Id = OutreachPlan.DirectCampaign, Title = material.Title, Offices = [account?.Office ?? OfficeCode.National], Activities = [activity] }],
        };
        var review = await ValidateAsync(model, null, cancellationToken).ConfigureAwait(false);
        if (!review.IsValid) return new RunReport { Problems = review.Errors };
        var ledger = await LedgerAsync(cancellationToken).ConfigureAwait(false);
        var since = await FollowFromAsync(cancellationToken).ConfigureAwait(false);
        var enqueued = await new Enqueuing(ledger, _clock, key => _channels.GetValueOrDefault(key)).RunAsync(Plan(review, OutreachPlan.DirectCampaign), null, approvedBy, cancellationToken).ConfigureAwait(false);
        return await RunAsync(OutreachOptions.DefaultPatience, since, cancellationToken).ConfigureAwait(false) with { Enqueued = enqueued };
    }

    /// <summary>How every delivery stands, by number.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>One status a part.</returns>
    public async IAsyncEnumerable<DeliveryStatus> StatusAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var ledger = await LedgerAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var status in StatusReader.ReadAsync(ledger, _options.Offices, cancellationToken).ConfigureAwait(false)) yield return status;
    }

    /// <summary>What is not done yet, in numbers.</summary>
    /// <param name="grace">How long something may be due before it counts as overdue. Default: none.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The numbers.</returns>
    public async Task<Backlog> BacklogAsync(TimeSpan grace = default, CancellationToken cancellationToken = default) =>
        await Backlog.ReadAsync(await LedgerAsync(cancellationToken).ConfigureAwait(false), Now, grace, cancellationToken).ConfigureAwait(false);

    /// <summary>What happened, by number.</summary>
    /// <param name="publication">Of one publication; null for all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The entries of the trail.</returns>
    public async IAsyncEnumerable<TrailEntry> TrailAsync(long? publication = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var ledger = await LedgerAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var entry in TrailReader.ReadAsync(ledger, publication, 0, cancellationToken).ConfigureAwait(false)) yield return entry;
    }

    /// <summary>The rendition of a hash, as it was or will be sent.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The rendition, or null.</returns>
    public async Task<Rendition?> FindRenditionAsync(ContentHash hash, CancellationToken cancellationToken = default)
    {
        var ledger = await LedgerAsync(cancellationToken).ConfigureAwait(false);
        var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        return await session.Renditions.FindAsync(hash, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All holds, released ones too.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The holds, by number.</returns>
    public async Task<IReadOnlyList<HoldRow>> HoldsAsync(CancellationToken cancellationToken = default)
    {
        var ledger = await LedgerAsync(cancellationToken).ConfigureAwait(false);
        var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        return await session.Gates.HoldsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Approves what waits for it.</summary>
    /// <param name="id">A delivery's number, the first 8 or more digits of a rendition's hash, or a campaign's id for all that waits in it.</param>
    /// <param name="actor">Who approves, and why.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>Why it could not be done; empty when it was.</returns>
    public async Task<IReadOnlyList<Problem>> ApproveAsync(string id, TrailActor actor, CancellationToken cancellationToken = default) =>
        await (await PeopleAsync(cancellationToken).ConfigureAwait(false)).ApproveAsync(id, actor, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Approves in an emergency what two persons should approve: one person opens the approval gate, and no other. It is recorded as such, and is an emergency until enough persons have approved
    /// with <see cref="ApproveAsync"/>, also after it went out.
    /// </summary>
    /// <param name="id">A delivery's number, the first 8 or more digits of a rendition's hash, or a campaign's id for all that waits in it.</param>
    /// <param name="actor">Who approves, and why: without a reason it is refused.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>Why it could not be done; empty when it was.</returns>
    public async Task<IReadOnlyList<Problem>> ApproveInEmergencyAsync(string id, TrailActor actor, CancellationToken cancellationToken = default) =>
        await (await PeopleAsync(cancellationToken).ConfigureAwait(false)).ApproveInEmergencyAsync(id, actor, cancellationToken).ConfigureAwait(false);

    /// <summary>Lets go out what waits as a likely duplicate of something public: this delivery, with this text. Every other gate stays as it is.</summary>
    /// <param name="id">A delivery's number, the first 8 or more digits of a rendition's hash, or a campaign's id for all that waits so in it.</param>
    /// <param name="actor">Who decides, and why.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>Why it could not be done; empty when it was.</returns>
    public async Task<IReadOnlyList<Problem>> AllowDuplicateAsync(string id, TrailActor actor, CancellationToken cancellationToken = default) =>
        await (await PeopleAsync(cancellationToken).ConfigureAwait(false)).AllowDuplicateAsync(id, actor, cancellationToken).ConfigureAwait(false);

    /// <summary>Holds back what has not gone out.</summary>
    /// <param name="scope">What to hold.</param>
    /// <param name="value">The id, code or key of it; empty for everything.</param>
    /// <param name="actor">Who holds, and why.</param>
    /// <param name="until">Until when; null until it is released.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>The hold's number.</returns>
    public async Task<long> HoldAsync(HoldScope scope, string value, TrailActor actor, DateTimeOffset? until = null, CancellationToken cancellationToken = default) =>
        await (await PeopleAsync(cancellationToken).ConfigureAwait(false)).HoldAsync(scope, value, until, actor, cancellationToken).ConfigureAwait(false);

    /// <summary>Releases a hold.</summary>
    /// <param name="hold">Its number.</param>
    /// <param name="actor">Who releases it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>Why it could not be done; empty when it was.</returns>
    public async Task<IReadOnlyList<Problem>> ReleaseAsync(long hold, TrailActor actor, CancellationToken cancellationToken = default) =>
        await (await PeopleAsync(cancellationToken).ConfigureAwait(false)).ReleaseAsync(hold, actor, cancellationToken).ConfigureAwait(false);

    /// <summary>Settles what only a person can: it is published there, or it is not and may go out.</summary>
    /// <param name="delivery">The delivery's number.</param>
    /// <param name="published">Where it is published; null when it is not.</param>
    /// <param name="actor">Who settles it, and why.</param>
    /// <param name="part">The part, from 0; null for the one that is open.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>Why it could not be done; empty when it was.</returns>
    public async Task<IReadOnlyList<Problem>> ResolveAsync(long delivery, string? published, TrailActor actor, int? part = null, CancellationToken cancellationToken = default) =>
        await (await PeopleAsync(cancellationToken).ConfigureAwait(false)).ResolveAsync(delivery, part, published, actor, cancellationToken).ConfigureAwait(false);

    /// <summary>Takes back what is public, or cancels what is not yet.</summary>
    /// <param name="publication">The publication's number.</param>
    /// <param name="actor">Who takes it back, and why.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>Why it could not be done; empty when it was.</returns>
    public async Task<IReadOnlyList<Problem>> RetractAsync(long publication, TrailActor actor, CancellationToken cancellationToken = default) =>
        await (await PeopleAsync(cancellationToken).ConfigureAwait(false)).RetractAsync(publication, actor, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);

        // A run that is on its way records what it did first.
        await _running.WaitAsync().ConfigureAwait(false);
        if (_ledger is not null) await _ledger.DisposeAsync().ConfigureAwait(false);
        foreach (var channel in _options.Channels) await channel.EndAsync().ConfigureAwait(false);
        _opening.Dispose();
        _running.Dispose();
        _closing.Dispose();
    }

    private async Task<OutreachReview> ValidateAsync(OutreachModel model, IPlaceFinder? places, IReadOnlyList<Problem> found, bool isPartial, CancellationToken cancellationToken)
    {
        var review = await ReviewAsync(model, places, found, isPartial, cancellationToken).ConfigureAwait(false);
        Know(review.Book);
        return review;
    }

    private void Know(ChannelBook book)
    {
        foreach (var (key, channel) in book.Channels) _channels[key] = channel;
    }

    private async Task<OutreachReview> ReviewAsync(OutreachModel model, IPlaceFinder? places, IReadOnlyList<Problem> found, bool isPartial, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        await LedgerAsync(cancellationToken).ConfigureAwait(false);
        var book = await ChannelBook.OpenAsync(model.Accounts, _options.Channels, _options.Rehearsal is not null, places, cancellationToken).ConfigureAwait(false);
        var report = CampaignValidator.Validate(model, places, new ValidationContext { Now = _options.Rehearsal?.StartsAt ?? Now, Channels = [.. book.Channels.Values], Found = [.. found, .. book.Problems], IsPartial = isPartial });
        return new OutreachReview(model, book, report.Problems, report.Campaigns);
    }

    private async ValueTask KnowAccountsAsync(CancellationToken cancellationToken)
    {
        if (_options.Accounts.All(a => _channels.ContainsKey(a.Key))) return;
        var book = await ChannelBook.OpenAsync(_options.Accounts, _options.Channels, _options.Rehearsal is not null, null, cancellationToken).ConfigureAwait(false);
        foreach (var (key, channel) in book.Channels) _channels.TryAdd(key, channel);
    }

    private async ValueTask<People> PeopleAsync(CancellationToken cancellationToken) => new(await LedgerAsync(cancellationToken).ConfigureAwait(false), _clock);

    private async ValueTask<IDeliveryLedger> LedgerAsync(CancellationToken cancellationToken)
    {
        if (_ledger is { } open) return open;
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_ledger is { } meanwhile) return meanwhile;
            var ledger = await _options.LedgerFactory!(cancellationToken).ConfigureAwait(false);
            try
            {
                if (_options.Rehearsal is null && ledger is ILedgerIdentity identity) identity.Life = await Custody.ProvenLifeAsync(ledger, cancellationToken).ConfigureAwait(false);
                if (_options.Rehearsal is { } rehearsal) _clock = await ResumeAsync(ledger, rehearsal, cancellationToken).ConfigureAwait(false);
                return _ledger = ledger;
            }
            catch
            {
                await ledger.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>A rehearsal goes on at the moment its ledger last saw.</summary>
    private static async ValueTask<VirtualClock> ResumeAsync(IDeliveryLedger ledger, RehearsalSettings rehearsal, CancellationToken cancellationToken)
    {
        var session = await ledger.OpenAsync(LedgerAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        var ticks = await session.Gates.NumberAsync(Turn.ClockNumber, cancellationToken).ConfigureAwait(false);
        return new VirtualClock(ticks > rehearsal.StartsAt.UtcTicks ? new DateTimeOffset(ticks, TimeSpan.Zero) : rehearsal.StartsAt);
    }
}
