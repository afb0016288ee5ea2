using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Credentials;

namespace Kpu.Outreach.Publishing;

/// <summary>How a placement is prepared before its moment.</summary>
/// <remarks>Immutable. The engine of this version prepares in the claim that publishes, just before the call; it does not use <see cref="Lead"/> and <see cref="GoodFor"/> yet.</remarks>
public sealed record PreparationProfile
{
    /// <summary>How long before the intended moment preparing begins.</summary>
    public required TimeSpan Lead { get; init; }

    /// <summary>For how long what was prepared can be published; null for as long as one likes. What is older is prepared anew.</summary>
    public TimeSpan? GoodFor { get; init; }

    /// <summary>The version of the checkpoints this adapter writes, at least 1. It reads older ones too, or begins anew. Default: 1.</summary>
    public int CheckpointVersion { get; init; } = 1;
}

/// <summary>How far preparing got: what the platform gave (ids of uploads, of containers, of a draft), so that a second call goes on where the first one stopped.</summary>
/// <param name="Version">The version of its form, see <see cref="PreparationProfile.CheckpointVersion"/>.</param>
/// <param name="State">What the adapter wrote; no secret.</param>
/// <remarks>Immutable. The engine of this version keeps it for the attempt: a process that ends begins to prepare anew, which has no public effect but may leave an upload that nobody uses.</remarks>
public sealed record Checkpoint(int Version, string State);

/// <summary>What shall be made ready.</summary>
/// <remarks>Immutable.</remarks>
public sealed record PrepareRequest
{
    /// <summary>What will be published, and as which attempt. <see cref="PublishRequest.EffectKey"/> is the key of the coming effect; use it to name what is made.</summary>
    public required PublishRequest Publish { get; init; }

    /// <summary>What was kept last for this part and this rendition; null at the beginning.</summary>
    public Checkpoint? Last { get; init; }

    /// <summary>Keeps a checkpoint and comes back when it is kept. Call it after every step that made something on the platform, before the next one.</summary>
    public required Func<Checkpoint, CancellationToken, ValueTask> SaveAsync { get; init; }
}

/// <summary>Makes ready what is to be published: uploads, containers, drafts. It has no public effect, and may be called as often as one likes.</summary>
public interface IPreparer
{
    /// <summary>Makes one part ready.</summary>
    /// <param name="request">What, where, and how far it got.</param>
    /// <param name="cancellationToken">Stops it; a later call goes on from the last checkpoint.</param>
    /// <returns>
    /// <see cref="Outcome.Prepared"/> when it is ready; <see cref="Outcome.Deferred"/> with <see cref="OutcomeScope.Part"/> when the platform is still busy with it; <see cref="Outcome.Failed"/>,
    /// <see cref="Outcome.Rejected"/>, <see cref="Outcome.StaleCredential"/>, <see cref="Outcome.NeedsReconnect"/> or <see cref="Outcome.NeedsPerson"/> as for a call that acts. Any other one is a defect of
    /// the adapter and counts as failed.
    /// </returns>
    ValueTask<Outcome> PrepareAsync(PrepareRequest request, CancellationToken cancellationToken);
}

/// <summary>Makes a stale credential fresh.</summary>
public interface ICredentialRefresher
{
    /// <summary>Asks for a fresh credential. Called once after an outcome said <see cref="Outcome.StaleCredential"/>; the engine keeps what comes back and makes a new attempt.</summary>
    /// <param name="account">The account.</param>
    /// <param name="stale">The credential that is stale.</param>
    /// <param name="context">What the attempt may use.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>The fresh credential; null when a person must connect the account anew.</returns>
    ValueTask<Secret?> RefreshAsync(Account account, Secret stale, AttemptContext context, CancellationToken cancellationToken);
}
