namespace Kpu.Outreach.Credentials;

/// <summary>A secret value. It shows itself only to whoever asks for it by <see cref="Reveal"/>: not in texts, logs, debuggers or stored documents.</summary>
/// <remarks>Immutable; equal to itself alone, so that nothing compares secrets by accident.</remarks>
[System.Diagnostics.DebuggerDisplay("***")]
public sealed class Secret
{
    [System.Diagnostics.DebuggerBrowsable(System.Diagnostics.DebuggerBrowsableState.Never)]
    private readonly string _value;

    /// <param name="value">The value, not empty.</param>
    public Secret(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
    }

    /// <summary>The value. Only where it is sent; never keep, log or return it.</summary>
    /// <returns>The value.</returns>
    public string Reveal() => _value;

    /// <summary>Three stars.</summary>
    /// <returns><c>***</c>.</returns>
    public override string ToString() => "***";
}
