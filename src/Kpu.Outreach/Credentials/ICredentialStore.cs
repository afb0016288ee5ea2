namespace Kpu.Outreach.Credentials;

/// <summary>Where the host keeps credentials. The library keeps none.</summary>
/// <remarks>Thread-safe. Asked before every call that needs a credential, so that a changed one is used at once.</remarks>
public interface ICredentialStore
{
    /// <summary>Finds a credential.</summary>
    /// <param name="reference">Where it is kept.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>The secret; null when there is none.</returns>
    ValueTask<Secret?> FindAsync(CredentialReference reference, CancellationToken cancellationToken);

    /// <summary>Keeps a credential that was refreshed in the place of the old one.</summary>
    /// <param name="reference">Where it is kept.</param>
    /// <param name="secret">The new secret.</param>
    /// <param name="cancellationToken">Stops before anything was written.</param>
    /// <returns>Whether it was kept; false where the place cannot be written, such as a variable of the environment.</returns>
    ValueTask<bool> KeepAsync(CredentialReference reference, Secret secret, CancellationToken cancellationToken);
}
