using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Credentials;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Publishing;

/// <summary>A channel: what it is, and the roles it plays. One instance serves all accounts of the channel.</summary>
/// <remarks>
/// Implementations are thread-safe and hold no state of an account; calls for different accounts run at the same time (concurrency). Every call honours its
/// cancellation token. The host that made an adapter disposes it, after the last call has ended, when it implements <see cref="IDisposable"/> or
/// <see cref="IAsyncDisposable"/> (disposal). Exactly one of <see cref="IPublisher"/> and <see cref="ISnapshotPublisher"/> is present; a role that is not
/// declared is absent, never a method that throws.
/// </remarks>
public interface IChannelAdapter
{
    /// <summary>What the channel is and can do.</summary>
    ChannelDescriptor Descriptor { get; }

    /// <summary>Finds a role.</summary>
    /// <param name="role">The role's interface.</param>
    /// <returns>The role, or null when the channel does not play it.</returns>
    object? GetRole(Type role);
}

/// <summary>The usual base of an adapter: it plays the roles whose interfaces it implements.</summary>
public abstract class ChannelAdapter : IChannelAdapter
{
    /// <inheritdoc/>
    public abstract ChannelDescriptor Descriptor { get; }

    /// <inheritdoc/>
    public virtual object? GetRole(Type role)
    {
        ArgumentNullException.ThrowIfNull(role);
        return role.IsInstanceOfType(this) ? this : null;
    }
}

/// <summary>Passes everything on to another adapter: the base of adapters that add something around one.</summary>
/// <param name="inner">The adapter inside.</param>
public abstract class DelegatingChannelAdapter(IChannelAdapter inner) : IChannelAdapter
{
    /// <summary>The adapter inside.</summary>
    protected IChannelAdapter Inner { get; } = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <inheritdoc/>
    public virtual ChannelDescriptor Descriptor => Inner.Descriptor;

    /// <inheritdoc/>
    public virtual object? GetRole(Type role)
    {
        ArgumentNullException.ThrowIfNull(role);
        return role.IsInstanceOfType(this) ? this : Inner.GetRole(role);
    }
}

/// <summary>Asks adapters for roles.</summary>
public static class ChannelAdapterExtensions
{
    /// <summary>Finds a role.</summary>
    /// <typeparam name="TRole">The role's interface.</typeparam>
    /// <param name="adapter">The adapter.</param>
    /// <returns>The role, or null when the channel does not play it.</returns>
    public static TRole? GetRole<TRole>(this IChannelAdapter adapter)
        where TRole : class
    {
        ArgumentNullException.ThrowIfNull(adapter);
        return (TRole?)adapter.GetRole(typeof(TRole));
    }
}

/// <summary>What an attempt may use. Everything that is not content comes from here, so that a test can give it.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class AttemptContext
{
    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The folder that relative paths of settings mean.</summary>
    public required string OutputRoot { get; init; }

    /// <summary>Opens media.</summary>
    public required IMediaLibrary Media { get; init; }

    /// <summary>The office of the account; its time zone is that of the account.</summary>
    public required Office Office { get; init; }

    /// <summary>The number that fences off older attempts: it only grows.</summary>
    public long Fence { get; init; }

    /// <summary>Reads the account's credential where the host keeps it; null when the account names none or there is none. Ask anew in every call, and keep it nowhere.</summary>
    public Func<CancellationToken, ValueTask<Secret?>> Credential { get; init; } = _ => ValueTask.FromResult<Secret?>(null);

    /// <summary>Asks whether the attempt still owns its lease; called just before the effect. False: stop, another worker owns it. Default: always true.</summary>
    public Func<CancellationToken, ValueTask<bool>> StillOwned { get; init; } = _ => ValueTask.FromResult(true);
}

/// <summary>One call with one public effect: one part of one publication.</summary>
/// <remarks>Immutable.</remarks>
public sealed record PublishRequest
{
    /// <summary>The publication.</summary>
    public required PublicationKey Publication { get; init; }

    /// <summary>The account.</summary>
    public required Account Account { get; init; }

    /// <summary>What is to be done.</summary>
    public required Operations Operation { get; init; }

    /// <summary>What is to stand there.</summary>
    public required Rendition Rendition { get; init; }

    /// <summary>The number of the part, from 0.</summary>
    public required int Part { get; init; }

    /// <summary>The key of this part's effect: the same for every attempt, different for every effect.</summary>
    public required string EffectKey { get; init; }

    /// <summary>Where the earlier parts of the same delivery stand, in order.</summary>
    public IReadOnlyList<Receipt> EarlierParts { get; init; } = [];

    /// <summary>Where it stands now, when it is revised, retracted or annotated; else null.</summary>
    public Receipt? Live { get; init; }

    /// <summary>What preparing kept last for this part and this rendition; null where nothing was prepared.</summary>
    public Checkpoint? Prepared { get; init; }

    /// <summary>What the attempt may use.</summary>
    public required AttemptContext Context { get; init; }
}

/// <summary>Publishes by single calls: one call, one public effect.</summary>
public interface IPublisher
{
    /// <summary>Publishes one part. Only this call may make something public.</summary>
    /// <param name="request">What, where, as which attempt.</param>
    /// <param name="cancellationToken">Stops the call; what it may have done counts as unknown.</param>
    /// <returns>How it ended.</returns>
    ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken);
}

/// <summary>Changes what stands there.</summary>
public interface IReviser
{
    /// <summary>Puts the new rendition in the place of the old one.</summary>
    /// <param name="request">What, where, as which attempt.</param>
    /// <param name="cancellationToken">Stops the call; what it may have done counts as unknown.</param>
    /// <returns>How it ended.</returns>
    ValueTask<Outcome> ReviseAsync(PublishRequest request, CancellationToken cancellationToken);
}

/// <summary>Takes back what stands there.</summary>
public interface IRetractor
{
    /// <summary>Takes it back.</summary>
    /// <param name="request">What, where, as which attempt.</param>
    /// <param name="cancellationToken">Stops the call; what it may have done counts as unknown.</param>
    /// <returns>How it ended.</returns>
    ValueTask<Outcome> RetractAsync(PublishRequest request, CancellationToken cancellationToken);
}

/// <summary>Adds a note beside what stands there.</summary>
public interface IAnnotator
{
    /// <summary>Adds the rendition as a note: a reply, a comment, a label.</summary>
    /// <param name="request">What, where, as which attempt.</param>
    /// <param name="cancellationToken">Stops the call; what it may have done counts as unknown.</param>
    /// <returns>How it ended.</returns>
    ValueTask<Outcome> AnnotateAsync(PublishRequest request, CancellationToken cancellationToken);
}

/// <summary>Looks whether an attempt took effect. Reads only.</summary>
public interface IStatusReader
{
    /// <summary>Looks for the effect of a request.</summary>
    /// <param name="request">The request as it was sent.</param>
    /// <param name="handle">The handle of an accepted attempt; null when there is none.</param>
    /// <param name="cancellationToken">Stops looking; nothing follows from it.</param>
    /// <returns>What was seen.</returns>
    ValueTask<Observation> LookAsync(PublishRequest request, string? handle, CancellationToken cancellationToken);
}

/// <summary>Publishes a whole destination at once: the live set is swapped in atomically, so that publishing, revising and retracting are one thing and repeating it changes nothing.</summary>
public interface ISnapshotPublisher
{
    /// <summary>Makes the destination show just the live set.</summary>
    /// <param name="request">The live set.</param>
    /// <param name="cancellationToken">Stops the call; the old or the new set stands there.</param>
    /// <returns>How it ended, with the receipts of the items by key.</returns>
    ValueTask<SnapshotResult> PublishAsync(SnapshotRequest request, CancellationToken cancellationToken);
}

/// <summary>The live set of a destination.</summary>
/// <remarks>Immutable; content is read on demand, so that a large set is never held whole.</remarks>
public sealed record SnapshotRequest
{
    /// <summary>The account.</summary>
    public required Account Account { get; init; }

    /// <summary>What shall stand there, oldest first; equal times are ordered by key.</summary>
    public required IReadOnlyList<SnapshotItem> Items { get; init; }

    /// <summary>What once stood there and was taken back, oldest first.</summary>
    public IReadOnlyList<SnapshotItem> Withdrawn { get; init; } = [];

    /// <summary>Reads the content of an item.</summary>
    public required Func<SnapshotItem, CancellationToken, ValueTask<Rendition>> ReadAsync { get; init; }

    /// <summary>What the attempt may use.</summary>
    public required AttemptContext Context { get; init; }
}

/// <summary>One publication of a live set.</summary>
/// <param name="Key">The publication.</param>
/// <param name="Version">The hash of its rendition.</param>
/// <param name="Changed">Whether it is new or changed in this call; what is unchanged need not be read.</param>
/// <param name="PublishedAt">When it was first published.</param>
/// <param name="UpdatedAt">When it was last changed; null when never.</param>
/// <param name="Title">The title, for lists that need no more.</param>
public sealed record SnapshotItem(PublicationKey Key, ContentHash Version, bool Changed, DateTimeOffset PublishedAt, DateTimeOffset? UpdatedAt, string Title);

/// <summary>How a snapshot ended.</summary>
/// <param name="Outcome">How it ended for all items but the refused ones. <see cref="Outcome.Done"/> carries where the whole stands.</param>
/// <param name="Receipts">Where the changed items stand; an item without one gets the whole's.</param>
/// <param name="Refused">Changed items that this channel will never take as they are, with the problem; the rest stands there without them, or with what stood in their place before.</param>
public sealed record SnapshotResult(Outcome Outcome, IReadOnlyDictionary<PublicationKey, Receipt>? Receipts = null, IReadOnlyDictionary<PublicationKey, Problem>? Refused = null);

/// <summary>Renders in a channel's own way; without it the standard renderer follows the descriptor.</summary>
public interface IRenderer
{
    /// <summary>Renders. Pure: the same input gives the same rendition, whatever the culture, clock or machine.</summary>
    /// <param name="request">What to render.</param>
    /// <returns>The rendition, or the problems that stand in its way.</returns>
    RenderResult Render(RenderRequest request);
}

/// <summary>What to render.</summary>
/// <remarks>Immutable.</remarks>
public sealed record RenderRequest
{
    /// <summary>The material.</summary>
    public required Material Material { get; init; }

    /// <summary>The account, with its channel narrowed.</summary>
    public required EffectiveChannel Channel { get; init; }

    /// <summary>The placement.</summary>
    public required PlacementDescriptor Placement { get; init; }

    /// <summary>The language, BCP 47.</summary>
    public required string Language { get; init; }

    /// <summary>Finds the facts it cites.</summary>
    public required Func<string, Fact?> Facts { get; init; }

    /// <summary>Hashtags of the account and its office, without the <c>#</c>.</summary>
    public IReadOnlyList<string> Hashtags { get; init; } = [];

    /// <summary>Words to sort by.</summary>
    public IReadOnlyList<RenditionLabel> Labels { get; init; } = [];

    /// <summary>The station the account is heard on; null when it is none.</summary>
    public Station? Station { get; init; }
}

/// <summary>A rendition, or why there is none.</summary>
/// <param name="Rendition">The rendition; null when a problem is an error.</param>
/// <param name="Problems">What was found.</param>
public sealed record RenderResult(Rendition? Rendition, IReadOnlyList<Problem> Problems);

/// <summary>Finds out what an account may do.</summary>
public interface IAccountProber
{
    /// <summary>Probes an account. A channel without network answers from the settings alone.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Stops probing.</param>
    /// <returns>The profile, or the problems of its settings.</returns>
    ValueTask<ProbeResult> ProbeAsync(Account account, CancellationToken cancellationToken);
}

/// <summary>What probing found.</summary>
/// <param name="Profile">The profile; null when a problem is an error.</param>
/// <param name="Problems">What was found.</param>
public sealed record ProbeResult(AccountProfile? Profile, IReadOnlyList<Problem> Problems);
