namespace Kpu.Outreach.Credentials;

/// <summary>The credentials of a host without a store of its own: <c>env:NAME</c> is a variable of the environment, <c>file:PATH</c> the text of a file. It knows nothing of <c>config:</c> and <c>vault:</c>.</summary>
/// <param name="folder">The folder that relative paths mean.</param>
internal sealed class HostCredentials(string folder) : ICredentialStore
{
    public async ValueTask<Secret?> FindAsync(CredentialReference reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var value = reference.Scheme switch
        {
            "env" => Environment.GetEnvironmentVariable(reference.Name),
            "file" when Path.Combine(folder, reference.Name) is var path && File.Exists(path) => (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).TrimEnd('\r', '\n'),
            _ => null,
        };
        return string.IsNullOrEmpty(value) ? null : new Secret(value);
    }

    public async ValueTask<bool> KeepAsync(CredentialReference reference, Secret secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(secret);
        if (reference.Scheme != "file") return false;
        var path = Path.Combine(folder, reference.Name);
        var next = path + ".baru";
        try
        {
            // Readable by its owner alone from the beginning, and never half written.
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var writer = new StreamWriter(next, options);
            await using (writer.ConfigureAwait(false)) await writer.WriteAsync(secret.Reveal().AsMemory(), cancellationToken).ConfigureAwait(false);
            File.Move(next, path, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
