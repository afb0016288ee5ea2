namespace Kpu.Outreach.Credentials;

/// <summary>Where a credential is kept: <c>env:NAME</c>, <c>file:PATH</c>, <c>config:KEY</c> or <c>vault:KEY</c>. Never the credential itself.</summary>
/// <param name="Scheme">One of <see cref="Schemes"/>.</param>
/// <param name="Name">The name inside the scheme.</param>
/// <remarks>Immutable; equal when both parts are equal.</remarks>
public sealed record CredentialReference(string Scheme, string Name)
{
    /// <summary>The known schemes.</summary>
    public static IReadOnlyList<string> Schemes { get; } = ["env", "file", "config", "vault"];

    /// <summary>Reads a reference.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The reference; null when the text is none, and then it may be a secret: do not show it.</returns>
    public static CredentialReference? TryParse(string? text)
    {
        if (text is null) return null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < text.Length - 1 && Schemes.Contains(text[..colon]) ? new(text[..colon], text[(colon + 1)..]) : null;
    }

    /// <summary>The reference as stored.</summary>
    /// <returns><c>scheme:name</c>.</returns>
    public override string ToString() => $"{Scheme}:{Name}";
}
